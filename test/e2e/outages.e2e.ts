import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { sound } from '../laws/admission/apps.ts';
import { deployment, ingress, service } from '../support/manifests.ts';
import { type Api, apiOf } from './api.ts';
import { waitFor } from './child.ts';
import type { Plane } from './control-plane.ts';
import { placed, refusedBy } from './place.ts';
import { startRelay } from './relay.ts';
import { type Cluster, settled, suite } from './suite.ts';
import { register, startWebhook } from './webhook.ts';

const strategy = { strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } };
const preStop = { lifecycle: { preStop: { sleep: { seconds: 10 } } } };
const web = sound('web', { container: preStop });
const whole = [service('web'), web, ingress('shop', ['web'])];
const unprobed = deployment('web', { spec: strategy, container: preStop });
const broken = [service('web'), unprobed, ingress('shop', ['web'])];
const rule = 'readiness-probe-missing';

/** In a new namespace the sound application is admitted and the broken one refused. */
async function judges(cluster: Cluster, name: string): Promise<void> {
  const good = await cluster.namespace(name);
  const bad = await cluster.namespace(name);
  await settled();
  const admitted = await cluster.apply(whole.map(one => placed(one, { shop: good })));
  expect(admitted.code, admitted.stderr).toBe(0);
  const { stderr } = await cluster.apply(broken.map(one => placed(one, { shop: bad })));
  expect(refusedBy(stderr), stderr).toEqual([rule]);
}

/** Sound releases, one after the other in each of four lanes, until the load is stopped; the answer to each write. */
function load(api: Api, ns: string, lanes = 4) {
  const answers: { readonly status: number; readonly message: string }[] = [];
  let isOver = false;
  const lane = async (number: number) => {
    for (let round = 0; !isOver; round++) {
      const name = `web-${number}`;
      const image = `registry.example/shop/web:${round}`;
      for (const value of [service(name), sound(name, { container: { image } }), ingress(name, [name])]) {
        const answer = api.apply(placed(value, { shop: ns }));
        answers.push(await answer.catch(error => ({ status: 0, message: String(error) })));
      }
    }
  };
  const all = Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)));
  return {
    answers,
    async end() {
      isOver = true;
      await all;
      return answers;
    },
  };
}

const failed = (answers: readonly { readonly status: number; readonly message: string }[]) =>
  answers
    .filter(({ status }) => status >= 300 || status === 0)
    .map(({ status, message }) => `${status} ${message}`);

suite('when something is away', { failurePolicy: 'Ignore' }, cluster => {
  test('the API server is killed and comes back: verdicts go on', async () => {
    await judges(cluster(), 'before-restart');
    await cluster().plane.restartApiServer('SIGKILL');
    await waitFor(
      'readiness of the webhook',
      async () => (await fetch(`${cluster().webhook.health}/readyz`)).ok,
    );
    // The first objects are in no cache yet, and are judged all the same.
    await sleep(2000);
    await judges(cluster(), 'after-restart');
    expect(cluster().webhook.child.isRunning()).toBe(true);
  });

  test('what changed while the watch was cut is known when it is back', async () => {
    const { plane, namespace, apply, admin } = cluster();
    const relay = await startRelay(Number(new URL(plane.server).port));
    const second = await startWebhook(plane, { kubeconfig: through(plane, relay.port) });
    try {
      await register(admin, { ...second, failurePolicy: 'Fail' });
      const ns = await namespace('cut');
      const here = (value: Json) => placed(value, { shop: ns });
      expect((await apply(whole.map(here))).code).toBe(0);
      await settled();
      relay.cut();
      // An update is judged on the cache, which does not see the removal of the Service.
      expect((await admin(['delete', 'service/web', '-n', ns])).code).toBe(0);
      const meanwhile = await apply([
        here(sound('web', { container: { ...preStop, image: 'registry.example/shop/web:2' } })),
      ]);
      expect(meanwhile.code, meanwhile.stderr).toBe(0);
      relay.mend();
      await waitFor('readiness of the webhook', async () => (await fetch(`${second.health}/readyz`)).ok);
      await waitFor('connections', async () => relay.open() > 0);
      await sleep(5000);
      // Without its Service no route leads to the workload, so its probe may be removed; a stale cache would refuse that.
      const { code, stderr } = await apply([here(unprobed)]);
      expect(code, stderr).toBe(0);
      // The Service is now refused, because it would complete the chain.
      expect(refusedBy((await apply([here(service('web'))])).stderr)).toEqual([rule]);
    } finally {
      await register(admin, { ...cluster().webhook, failurePolicy: 'Ignore' });
      await second.stop();
      await relay.close();
    }
  });

  test('failurePolicy Ignore: while the webhook is down all is written, and soon', async () => {
    const { webhook, namespace, apply } = cluster();
    await webhook.stop('SIGKILL');
    try {
      const ns = await namespace('down');
      const began = performance.now();
      const { code, stderr } = await apply(broken.map(one => placed(one, { shop: ns })));
      expect(code, stderr).toBe(0);
      expect(performance.now() - began).toBeLessThan(5000);
    } finally {
      await webhook.start();
    }
    await judges(cluster(), 'up-again');
  });

  test('failurePolicy Ignore: killed under load, no write fails', async () => {
    const { webhook, namespace, plane } = cluster();
    const api = apiOf(plane);
    const running = load(api, await namespace('killed'));
    await sleep(2000);
    await webhook.stop('SIGKILL');
    await sleep(2000);
    await webhook.start();
    await sleep(2000);
    const answers = await running.end();
    api.close();
    expect(failed(answers)).toEqual([]);
    expect(answers.length).toBeGreaterThan(50);
    await judges(cluster(), 'after-the-kill');
  });

  test('failurePolicy Fail: killed under load, what fails says that nobody answered, and then all is well', async () => {
    const { webhook, namespace, plane, admin } = cluster();
    await register(admin, { ...webhook, failurePolicy: 'Fail' });
    const api = apiOf(plane);
    const running = load(api, await namespace('killed-fail'));
    await sleep(2000);
    await webhook.stop('SIGKILL');
    await sleep(1000);
    await webhook.start();
    const before = running.answers.length;
    await sleep(2000);
    const answers = await running.end();
    api.close();
    const away = failed(answers);
    expect(away.length).toBeGreaterThan(0);
    expect(away.filter(text => !text.includes('failed calling webhook'))).toEqual([]);
    // A write may have been in progress when the server came back.
    expect(failed(answers.slice(before + 4))).toEqual([]);
    await register(admin, { ...webhook, failurePolicy: 'Ignore' });
  });

  test('failurePolicy Fail: one of two replicas ends in good order under load, and no write fails', async () => {
    const { namespace, plane, admin, webhook } = cluster();
    const first = await startWebhook(plane, { shutdownDelay: 5 });
    // The same certificate, as from one Secret.
    const second = await startWebhook(plane, { certificateOf: first });
    const service = await startRelay(first.port);
    const api = apiOf(plane);
    try {
      const url = `https://127.0.0.1:${service.port}`;
      await register(admin, { url, cert: first.cert, failurePolicy: 'Fail' });
      const running = load(api, await namespace('replicas'));
      await sleep(2000);
      // Like a Service when a pod ends: new connections go to another pod, and open connections stay.
      service.lead(second.port);
      await first.stop('SIGTERM');
      await sleep(2000);
      const answers = await running.end();
      expect(failed(answers)).toEqual([]);
      expect(answers.length).toBeGreaterThan(50);
    } finally {
      api.close();
      await register(admin, { ...webhook, failurePolicy: 'Ignore' });
      await first.stop();
      await second.stop();
      await service.close();
    }
  });
});

/** The webhook's kubeconfig with another port. */
function through({ kubeconfigs, server, home }: Plane, port: number): string {
  const file = path.join(home, `relay-${port}.kubeconfig`);
  const text = fs.readFileSync(kubeconfigs.webhook, 'utf8');
  fs.writeFileSync(file, text.replace(server, `https://127.0.0.1:${port}`), { mode: 0o600 });
  return file;
}
