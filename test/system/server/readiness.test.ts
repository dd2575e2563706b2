import { expect, test } from 'vitest';
import { folder } from '../../support/run.ts';
import { until } from '../../support/until.ts';
import { certificateOf, mount, secretOf } from './certificates.ts';
import { ask, get, kindState, served } from './served.ts';

const hour = 3_600_000;

test('it is ready when every kind is listed, and says which are not', async () => {
  const { health, webhook, cluster } = await served([], {
    isSynced: false,
    kinds: [
      kindState('Service'),
      kindState('Deployment', { synced: false }),
      kindState('StatefulSet', { synced: false, lastError: 'the API server answers 429' }),
      kindState('DaemonSet', { synced: false, served: null }),
      kindState('Rollout', { synced: false, served: false }),
    ],
  });
  const before = await get(`${health}/readyz`);
  expect(before.status).toBe(503);
  expect(before.json.ready).toBe(false);
  expect(before.json.checks.cache).toEqual({
    ok: false,
    missing: [
      { group: 'apps', kind: 'Deployment', why: 'not listed yet' },
      { group: 'apps', kind: 'StatefulSet', why: 'the API server answers 429' },
      { group: 'apps', kind: 'DaemonSet', why: 'not known yet whether the cluster serves the kind' },
    ],
  });
  expect((await get(`${health}/healthz`)).status).toBe(200);
  // Reviews are answered all the same.
  const { response } = (await ask(`${webhook}/validate`, 'create-by-apply')).json;
  expect(response.allowed).toBe(true);
  expect(response.warnings).toEqual([expect.stringMatching(/ingress-policy/)]);

  cluster.isSynced = true;
  cluster.kinds = [kindState('Service'), kindState('Deployment', { synced: false, lastError: 'forbidden' })];
  const after = await get(`${health}/readyz`);
  expect(after.status).toBe(200);
  expect(after.json).toMatchObject({
    ready: true,
    checks: { cache: { ok: true, missing: [{ kind: 'Deployment', why: 'forbidden' }] } },
  });
  expect((await ask(`${webhook}/validate`, 'create-by-apply')).json.response.allowed).toBe(false);
});

test('an expired certificate is not ready, and the next one is', async () => {
  const home = folder({});
  const old = await certificateOf('old', { notAfter: new Date(Date.now() + hour) });
  mount(home, secretOf(old));
  const one = await served(['--cert-dir', home]);
  expect((await get(`${one.health}/readyz`)).status).toBe(200);
  one.clock = 2 * hour;
  const { status, json } = await get(`${one.health}/readyz`);
  expect(status).toBe(503);
  expect(json.checks.certificate).toEqual({
    ok: false,
    expires: json.checks.certificate.expires,
    why: `the certificate expired at ${json.checks.certificate.expires}`,
  });
  expect((await get(`${one.health}/healthz`)).status).toBe(200);
  mount(home, secretOf(await certificateOf('new')));
  await until(async () => (await get(`${one.health}/readyz`)).status === 200);
});

test('a certificate that is expired at the start serves nobody, and is followed by the next', async () => {
  const home = folder({});
  mount(home, secretOf(await certificateOf('old', { notAfter: new Date(Date.now() - hour) })));
  const { health } = await served(['--cert-dir', home]);
  expect((await get(`${health}/readyz`)).status).toBe(503);
  mount(home, secretOf(await certificateOf('new')));
  await until(async () => (await get(`${health}/readyz`)).status === 200);
});

test('from the signal on it is not ready, and answers reviews until the delay is over', async () => {
  const { health, webhook, stop, goOn, ended, cluster, logged } = await served(['--shutdown-delay', '1']);
  expect((await get(`${health}/readyz`)).status).toBe(200);
  stop();
  await until(() => logged('stopping').length > 0);
  const { status, json } = await get(`${health}/readyz`);
  expect(status).toBe(503);
  expect(json.checks).toMatchObject({
    serving: { ok: false },
    cache: { ok: true },
    certificate: { ok: true },
  });
  const answer = await ask(`${webhook}/validate`, 'create-by-apply');
  expect(answer.json.response.allowed).toBe(false);
  expect((await get(`${health}/healthz`)).status).toBe(200);
  goOn();
  await ended;
  expect(cluster.closed).toBe(true);
  await expect(ask(`${webhook}/validate`, 'create-by-apply')).rejects.toThrow('ECONNREFUSED');
  await expect(get(`${health}/healthz`)).rejects.toThrow('ECONNREFUSED');
});

test('the health port says what it has', async () => {
  const { health } = await served();
  const { status, json } = await get(`${health}/`);
  expect(status).toBe(404);
  expect(json).toEqual({ error: 'not found; GET /healthz, /readyz or /metrics' });
});
