import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { sound } from '../laws/admission/apps.ts';
import { deployment, ingress, networkPolicy, service } from '../support/manifests.ts';
import { apiOf } from './api.ts';
import { placed, refusedBy } from './place.ts';
import { settled, suite } from './suite.ts';

const strategy = { strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } };
const preStop = { lifecycle: { preStop: { sleep: { seconds: 10 } } } };

/** The field manager of `api.ts`, so that a second apply removes the fields that it omits. */
const asApi = ['--server-side', '--field-manager=e2e'];

/** A mending object and an object that needs it; the second is written as soon as the first is answered. */
interface Round {
  readonly stored: readonly Json[];
  readonly mend: Json;
  readonly next: Json;
}

const web = sound('web', { container: preStop });
const route = ingress('shop', ['web']);
const kinds: readonly Round[] = [
  {
    stored: [service('web'), deployment('web', { spec: strategy, container: preStop })],
    mend: web,
    next: route,
  },
  {
    stored: [service('web', { ports: [{ name: 'web', port: 80, targetPort: 'htp' }] }), web],
    mend: service('web'),
    next: route,
  },
  { stored: [service('web', { selector: { app: 'wbe' } }), web], mend: service('web'), next: route },
  {
    stored: [service('web', { ports: [{ name: 'web', port: 81, targetPort: 'http' }] }), web],
    mend: service('web'),
    next: route,
  },
  {
    stored: [service('web'), web, route],
    mend: networkPolicy('allow', {
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }],
        },
      ],
    }),
    next: networkPolicy('deny', { policyTypes: ['Ingress'] }),
  },
];

suite('mend one object, and at once write the one that needs it', {}, cluster => {
  test('a hundred rounds without a false refusal', async () => {
    const { plane, namespace, apply, audited } = cluster();
    const api = apiOf(plane);
    const refused: string[] = [];
    let unconfirmed = 0;
    for (let round = 0; round < 100; round++) {
      const kind = kinds[round % kinds.length];
      if (kind === undefined) throw new Error('no kind of round');
      const ns = await namespace('round');
      const here = (value: Json) => placed(value, { shop: ns });
      expect((await apply(kind.stored.map(here), ...asApi)).code).toBe(0);
      await settled();
      // Without kubectl, which takes longer to start than a watch takes to deliver.
      for (const value of [kind.mend, kind.next]) {
        const { status, message } = await api.apply(here(value));
        if (status >= 300) refused.push(`round ${round}: ${status} ${message}`);
      }
      unconfirmed += audited(ns).filter(({ said }) => said.unconfirmed !== undefined).length;
    }
    expect(refused).toEqual([]);
    expect(unconfirmed, 'verdicts that were given for want of reads').toBe(0);
  });

  test('the same the other way round: what is broken at once is refused all the same', async () => {
    const { plane, namespace, apply } = cluster();
    const api = apiOf(plane);
    for (let round = 0; round < 20; round++) {
      const ns = await namespace('broken-round');
      const here = (value: Json) => placed(value, { shop: ns });
      expect((await apply([service('web'), web].map(here), ...asApi)).code).toBe(0);
      await settled();
      const broken = await api.apply(here(deployment('web', { spec: strategy, container: preStop })));
      expect(broken.status, broken.message).toBeLessThan(300);
      const { status, message } = await api.apply(here(route));
      expect([status, refusedBy(message)], `round ${round}`).toEqual([403, ['readiness-probe-missing']]);
    }
  });
});

suite('a release of an ordinary size', {}, cluster => {
  test.for([3, 6, 12])(
    'a fault in one of %i applications is found when their route comes last',
    async count => {
      const { namespace, apply } = cluster();
      const ns = await namespace('release');
      const apps = Array.from({ length: count }, (_, index) => `app-${index}`);
      const objects = [
        ...apps.map(name => service(name)),
        ...apps.map(name =>
          name === 'app-1' ? deployment(name, { spec: strategy, container: preStop }) : sound(name),
        ),
        ingress('shop', apps),
      ];
      const { stderr } = await apply(objects.map(value => placed(value, { shop: ns })));
      expect(refusedBy(stderr), stderr).toEqual(['readiness-probe-missing']);
    },
  );
});
