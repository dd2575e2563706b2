import { expect, test } from 'vitest';
import { profiles, rules } from '../../../policies/index.ts';
import type { ReviewContext } from '../../../src/admission/review/context.ts';
import { validate } from '../../../src/admission/review/validate.ts';
import { createConfig } from '../../../src/config/config.ts';
import { createProfileConfigs } from '../../../src/config/profile-configs.ts';
import { evaluate } from '../../../src/judge/evaluate.ts';
import { forManifests } from '../../../src/rule.ts';
import { line, now, object } from '../../support/check.ts';
import { settled, start } from './support.ts';
import { service, type Watched } from './world.ts';

const web = service('web', {
  spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
});

const ingress = (port: number) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { defaultBackend: { service: { name: 'web', port: { number: port } } } },
});
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        containers: [
          {
            name: 'app',
            image: 'registry.example/web:1',
            ports: [{ name: 'http', containerPort: 8080 }],
            readinessProbe: { httpGet: { port: 'http', path: '/' } },
          },
        ],
      },
    },
  },
};

const found = ({ world: cluster }: Watched) => {
  const config = createConfig({}, profiles);
  return evaluate(cluster.graph(), { rules: forManifests(rules), config, now }).findings.map(line);
};

function courtOf({ world: cluster }: Watched): ReviewContext {
  const signal = () => new AbortController().signal;
  return { cluster, configs: createProfileConfigs({}, profiles, forManifests(rules)), now, signal };
}

const creates = (body: object) => ({
  uid: 'test',
  operation: 'CREATE' as const,
  object: object(body as Parameters<typeof object>[0]),
  old: null,
  user: { name: 'kubernetes-admin', groups: [] },
  dryRun: false,
});

test('a Service that selects nothing is judged, though pods are not watched', async () => {
  const one = await start({
    prepare({ store }) {
      store.put(web);
      store.put(ingress(80));
    },
  });
  await settled(one);
  expect(found(one)).toEqual(['error service-selects-nothing Service shop/web']);
});

test('where Deployments may not be listed, it is not', async () => {
  const one = await start({
    prepare(api) {
      api.store.put(web);
      api.store.put(ingress(80));
      api.forbid('deployments');
    },
  });
  await settled(one);
  expect(found(one).filter(text => text.startsWith('error'))).toEqual([]);
});

test('a route to a port that the Service lacks is refused, on what the server itself says', async () => {
  const one = await start({
    prepare({ store }) {
      store.put(web);
      store.put(deployment);
    },
  });
  await settled(one);
  const verdict = await validate(creates(ingress(81)), courtOf(one));
  expect(verdict.allowed).toBe(false);
  expect([...new Set(verdict.refused.map(({ rule }) => rule))]).toEqual(['backend-port-missing']);
  expect(one.api.asked('list').map(({ path }) => path)).toContain('/api/v1/namespaces/shop/services');
  const sound = await validate(creates(ingress(80)), courtOf(one));
  expect(sound.allowed).toBe(true);
});

test('what cannot be confirmed is not refused', async () => {
  const one = await start({
    prepare({ store }) {
      store.put(web);
      store.put(deployment);
    },
  });
  await settled(one);
  one.api.trouble({ status: 503 }, () => true, Number.POSITIVE_INFINITY);
  const verdict = await validate(creates(ingress(81)), courtOf(one));
  expect(verdict.allowed).toBe(true);
  expect(verdict.reads.failures).toEqual(['503 fake 503']);
});
