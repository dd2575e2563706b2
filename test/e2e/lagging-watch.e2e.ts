import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { sound } from '../laws/admission/apps.ts';
import { ingress, service } from '../support/manifests.ts';
import { apiOf } from './api.ts';
import { startLaggingWatch } from './lagging-watch.ts';
import { placed } from './place.ts';
import { suite } from './suite.ts';
import { register, startWebhook } from './webhook.ts';

/** Longer than a release takes to write its next object. */
const lag = 3000;

const web = (ports: readonly Json[] | null = null) =>
  sound('web', {
    ...(ports === null ? {} : { ports }),
    container: {
      readinessProbe: { tcpSocket: { port: 8080 } },
      lifecycle: { preStop: { sleep: { seconds: 10 } } },
    },
  });

const port = (number: number, targetPort: string) => ({ name: 'web', port: number, targetPort });

/** Updates that break the chain Ingress → Service → Deployment, each of another object. */
const bad: readonly (readonly [what: string, value: Json, rule: string])[] = [
  [
    'a Service at a port that no container has',
    service('web', { ports: [port(80, 'https')] }),
    'service-target-port-missing',
  ],
  ['an Ingress at a port that the Service lacks', ingress('shop', ['web:443']), 'backend-port-missing'],
  [
    'a Deployment that drops the port',
    web([{ name: 'grpc', containerPort: 8080 }]),
    'service-target-port-missing',
  ],
];

/** An update of a chain that its sound objects have just replaced. */
const good = service('web', { ports: [port(80, 'http'), { ...port(81, 'http'), name: 'more' }] });

suite('with a watch that delivers three seconds late', {}, cluster => {
  test('36 bad updates are refused, and sound ones get no warning of what was mended', async () => {
    const { plane, webhook, admin, namespace, audited } = cluster();
    const lagging = await startLaggingWatch(plane, lag);
    const late = await startWebhook(plane, { kubeconfig: lagging.kubeconfig });
    const api = apiOf(plane);
    try {
      await register(admin, { ...late, failurePolicy: 'Fail' });
      const wrong: string[] = [];
      for (let round = 0; round < 36; round++) {
        const [what, value, rule] = bad[round % bad.length] ?? ['', null, ''];
        const ns = await namespace('late');
        const write = async (one: Json) => api.apply(placed(one, { shop: ns }));
        // The chain is wrong at first and mended at once: the watch shows neither.
        for (const one of [service('web', { ports: [port(80, 'htp')] }), web(), service('web')]) {
          const { status, message } = await write(one);
          if (status >= 300) wrong.push(`round ${round}: ${message}`);
        }
        const route = await write(ingress('shop', ['web']));
        if (route.status >= 300) wrong.push(`round ${round}, the route: ${route.message}`);
        const sound = await write(good);
        if (sound.status >= 300) wrong.push(`round ${round}, a sound update: ${sound.message}`);
        const { status, message } = await write(value);
        if (status < 300 || !message.includes(rule))
          wrong.push(`round ${round}, ${what}: ${status} ${message}`);
        // The Deployment was written beside the wrong Service, and is rightly told so.
        const stale = audited(ns).filter(
          ({ code, resource, said }) => code < 300 && resource !== 'deployments' && said.warned !== undefined,
        );
        for (const { resource, said } of stale) wrong.push(`round ${round}, ${resource}: ${said.warned}`);
      }
      expect(wrong).toEqual([]);
    } finally {
      await register(admin, { ...webhook, failurePolicy: 'Fail' });
      api.close();
      await late.stop();
      await lagging.close();
    }
  });
});
