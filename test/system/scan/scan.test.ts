import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openScanCluster } from '../../../cli/scan/scan-cluster.ts';
import { namespace } from '../../support/manifests.ts';
import { until } from '../../support/until.ts';
import { get, metric } from '../server/served.ts';
import { reportIn } from './reporting.ts';
import { put, type Scanning, scanning, scans, shopCluster, sound } from './scanning.ts';

const finding =
  'ingress_policy_audit_findings{rule="backend-port-missing",severity="error",namespace="shop"}';
const value = ({ health }: Scanning, name: string) => metric(health, `ingress_policy_audit_${name}`);

test('a broken route is in the report of its namespace and in the metrics, and goes when it is mended', async () => {
  const api = await shopCluster();
  put(api, ...sound('web', 81));
  const one = await scanning(api);
  await scans(one);
  expect(reportIn(api)).toMatchObject({
    summary: { fail: 1 },
    results: [
      {
        policy: 'backend-port-missing',
        result: 'fail',
        resources: [{ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', namespace: 'shop', name: 'web' }],
      },
    ],
  });
  expect(await metric(one.health, finding)).toBe(1);
  expect(await value(one, 'reports_total{action="written"}')).toBe(1);
  expect(await value(one, 'objects{kind="Ingress"}')).toBe(1);
  const version = reportIn(api)?.metadata.resourceVersion;
  await scans(one, 2);
  expect(reportIn(api)?.metadata.resourceVersion).toBe(version);
  expect(await value(one, 'reports_total{action="unchanged"}')).toBeGreaterThan(0);

  put(api, ...sound('web'));
  await until(() => reportIn(api) === undefined);
  await scans(one);
  expect(await metric(one.health, finding)).toBeNull();
  expect(await value(one, 'reports_total{action="deleted"}')).toBe(1);
});

test('modes and labels that refuse nothing weaken no result', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'scan-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  const config = path.join(folder, 'policy.yaml');
  fs.writeFileSync(config, 'mode: audit\n');
  const api = await shopCluster();
  put(api, namespace('shop', { 'ingress-policy.io/enforce': 'off' }), ...sound('web', 81));
  await scans(await scanning(api, ['--config', config]));
  expect(reportIn(api)?.results).toMatchObject([{ result: 'fail', properties: { effect: 'refuse' } }]);
});

test('a policy that changes counts from the next scan on', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'scan-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  const config = path.join(folder, 'policy.yaml');
  fs.writeFileSync(config, 'rules:\n  backend-port-missing: off\n');
  const api = await shopCluster();
  put(api, ...sound('web', 81));
  const one = await scanning(api, ['--config', config]);
  await scans(one);
  expect(reportIn(api)).toBeUndefined();
  fs.writeFileSync(config, 'rules:\n  backend-port-missing: deny\n');
  await until(() => reportIn(api) !== undefined);
  expect(one.logged('policy-read')).toHaveLength(1);
  expect(await metric(one.health, 'ingress_policy_policy_reloads_total{result="accepted"}')).toBe(1);
});

test('an exemption is counted, and one that has ended is counted as void', async () => {
  const api = await shopCluster();
  const exempt = (until: string) => ({
    'ingress-policy.io/exempt': 'backend-port-missing',
    'ingress-policy.io/reason': 'moves next week',
    'ingress-policy.io/until': until,
  });
  const [route, ...rest] = sound('web', 81) as { metadata: object }[];
  const bearing = (until: string) => ({
    ...route,
    metadata: { ...route?.metadata, annotations: exempt(until) },
  });
  put(api, bearing('2999-12-31'), ...rest);
  const one = await scanning(api);
  await scans(one);
  expect(await value(one, 'exemptions{rule="backend-port-missing",state="used"}')).toBe(1);
  expect(reportIn(api)).toBeUndefined();
  put(api, bearing('2020-12-31'));
  await until(() => reportIn(api) !== undefined);
  await scans(one);
  expect(await value(one, 'exemptions{rule="backend-port-missing",state="void"}')).toBe(1);
});

test('a kind that may not be read keeps the reports, and is told and counted', async () => {
  const api = await shopCluster();
  put(api, ...sound('web', 81));
  const one = await scanning(api);
  await scans(one);
  api.forbid('services');
  await until(() => one.logged('scanned').some(({ unread }) => (unread as string[]).length > 0));
  put(api, ...sound('web'));
  const success = await value(one, 'last_success_timestamp_seconds');
  await scans(one, 2);
  expect(reportIn(api)?.results).toMatchObject([{ policy: 'backend-port-missing' }]);
  expect(await value(one, 'unread_kinds')).toBe(1);
  expect(await value(one, 'scans_total{result="incomplete"}')).toBeGreaterThan(0);
  expect(one.logged('scanned').at(-1)?.unread).toEqual([expect.stringMatching(/^Service: 403/)]);
  expect(success).toBeGreaterThan(0);
  expect(await value(one, 'last_success_timestamp_seconds')).toBe(success);
  api.allow('services');
  await until(() => reportIn(api) === undefined);
});

test('a cluster that does not answer is tried again, and the reports stay', async () => {
  const api = await shopCluster();
  put(api, ...sound('web', 81));
  const one = await scanning(api);
  await scans(one);
  api.trouble({ status: 503 }, () => true, Number.POSITIVE_INFINITY);
  await until(() => one.logged('scan-failed').length > 0);
  expect(one.logged('scan-failed')[0]?.why).toMatch(/^no kind could be read: 503/);
  expect(await value(one, 'scans_total{result="failed"}')).toBeGreaterThan(0);
  expect((await get(`${one.health}/readyz`)).status).toBe(200);
  api.calm();
  await scans(one);
  expect(reportIn(api)).toBeDefined();
});

test('without OpenReports the metrics tell all the same', async () => {
  const api = await shopCluster({ reports: false });
  put(api, ...sound('web', 81));
  const one = await scanning(api);
  await scans(one, 2);
  expect(await metric(one.health, finding)).toBe(1);
  expect(one.logged('reports-served')).toMatchObject([{ kinds: [] }]);
  expect(await value(one, 'scans_total{result="complete"}')).toBeGreaterThan(0);
});

test('with --reports none nobody asks for them', async () => {
  const api = await shopCluster();
  put(api, ...sound('web', 81));
  const one = await scanning(api, ['--reports', 'none']);
  await scans(one);
  expect(reportIn(api)).toBeUndefined();
  expect(api.asked().filter(({ path: asked }) => asked.includes('openreports'))).toEqual([]);
});

test('who may not write reports scans on, is counted and says so once', async () => {
  const api = await shopCluster();
  put(api, ...sound('web', 81));
  api.forbid('reports');
  const one = await scanning(api);
  await scans(one, 3);
  expect(await metric(one.health, finding)).toBe(1);
  expect(await value(one, 'reports_total{action="failed"}')).toBeGreaterThan(2);
  expect(one.logged('report-failed')).toHaveLength(1);
});

test('of two replicas one scans, and the other is ready and says nothing of the cluster', async () => {
  const api = await shopCluster();
  put(api, ...sound('web', 81));
  const lease = ['--lease', 'ingress-policy/scan', '--identity'];
  // Longer than any pause of a busy machine, so that no holder loses the lease.
  const timing = { lease: 30_000 };
  const a = await scanning(api, [...lease, 'a'], { timing });
  await scans(a, 2);
  const b = await scanning(api, [...lease, 'b'], { timing });
  await until(() => b.logged('lease-watched').length > 0);
  await scans(a, 3);
  expect(b.logged('scanned')).toEqual([]);
  expect([await value(a, 'leader'), await value(b, 'leader')]).toEqual([1, 0]);
  expect(await metric(b.health, finding)).toBeNull();
  for (const { health } of [a, b])
    for (const path of ['readyz', 'healthz']) expect((await get(`${health}/${path}`)).status).toBe(200);
  expect((await get(`${b.health}/readyz`)).json.checks.lease).toEqual({ ok: true, held: false, why: null });

  a.stop();
  expect(await a.ended).toBe(0);
  expect(a.logged('lease-released')).toHaveLength(1);
  await scans(b);
  expect(await value(b, 'leader')).toBe(1);
  expect(api.store.get('leases.coordination.k8s.io', 'ingress-policy', 'scan')?.spec).toMatchObject({
    holderIdentity: expect.stringMatching(/^b_[0-9a-f]{8}$/),
    leaseTransitions: 1,
  });
});

test('a holder that cannot renew its lease stops scanning, and one of them goes on when they can reach it', async () => {
  const api = await shopCluster();
  put(api, ...sound('web', 81));
  const lease = ['--lease', 'ingress-policy/scan', '--identity'];
  const timing = { lease: 6000 };
  const a = await scanning(api, [...lease, 'a'], { timing });
  await scans(a);
  // Only requests for the lease fail, so only the lease can stop the scans.
  api.trouble({ status: 500 }, ({ plural }) => plural === 'leases', Number.POSITIVE_INFINITY);
  await until(async () => (await value(a, 'leader')) === 0);
  expect(a.logged('lease-lost')).toHaveLength(1);
  const stoppedAt = a.logged('scanned').length;
  expect(await metric(a.health, finding)).toBeNull();
  expect((await get(`${a.health}/readyz`)).status).toBe(503);
  const b = await scanning(api, [...lease, 'b'], { timing });
  await until(() => b.logged('lease-failed').length > 0);
  expect(a.logged('scanned')).toHaveLength(stoppedAt);
  expect(b.logged('scanned')).toEqual([]);
  api.calm();
  await Promise.race([scans(a), scans(b)]);
});

test('a lease whose holder is gone without a word is taken', async () => {
  const api = await shopCluster();
  put(api, {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { namespace: 'ingress-policy', name: 'scan' },
    spec: {
      holderIdentity: 'gone',
      leaseDurationSeconds: 1,
      renewTime: '2026-01-01T00:00:00.000000Z',
      leaseTransitions: 4,
    },
  });
  const one = await scanning(api, ['--lease', 'ingress-policy/scan']);
  await scans(one);
  expect(one.logged().map(({ what }) => what)).toEqual(
    expect.arrayContaining(['lease-watched', 'lease-held', 'scanned']),
  );
  expect(api.store.get('leases.coordination.k8s.io', 'ingress-policy', 'scan')?.spec).toMatchObject({
    leaseTransitions: 5,
  });
});

test('a stop ends a scan that hangs, at once and with 0', async () => {
  const api = await shopCluster();
  api.trouble('hang', ({ plural }) => plural === 'services', Number.POSITIVE_INFINITY);
  const one = await scanning(api);
  await until(() => api.asked('list', 'services').length > 0);
  one.stop();
  expect(await one.ended).toBe(0);
  expect(one.logged('scan-aborted')).toMatchObject([{ why: 'it was told to stop' }]);
});

test('a scan that hangs is given up when its time is over', async () => {
  const api = await shopCluster();
  api.trouble('hang', ({ plural }) => plural === 'services');
  const one = await scanning(api, [], { timing: { deadline: 2000 } });
  await until(() => one.logged('scan-aborted').length > 0);
  expect(one.logged('scan-aborted')[0]?.why).toBe('it took longer than 2 s');
  await scans(one);
  expect(await value(one, 'scans_total{result="aborted"}')).toBeGreaterThan(0);
});

test('--once scans once, opens no port and ends with 0', async () => {
  const api = await shopCluster();
  put(api, ...sound('web', 81));
  const one = await scanning(api, ['--once']);
  expect(await one.ended).toBe(0);
  expect(reportIn(api)).toBeDefined();
  expect(one.logged().map(({ what }) => what)).toEqual(['reports-served', 'report-written', 'scanned']);
});

test.each([
  ['services', 'a kind may not be read'],
  ['reports', 'the reports may not be'],
])('--once ends with 2 where %s are forbidden: %s', async plural => {
  const api = await shopCluster();
  put(api, ...sound('web', 81));
  api.forbid(plural);
  expect(await (await scanning(api, ['--once'])).ended).toBe(2);
});

test('--once ends with 2 where nothing answers', async () => {
  const api = await shopCluster();
  api.trouble({ status: 503 }, () => true, Number.POSITIVE_INFINITY);
  expect(await (await scanning(api, ['--once'])).ended).toBe(2);
});

test('no line of the log holds what stands in an object', async () => {
  const api = await shopCluster();
  const secret = 'hunter2';
  const [route, ...rest] = sound('web', 81) as { metadata: object }[];
  put(api, { ...route, metadata: { ...route?.metadata, annotations: { password: secret } } }, ...rest);
  const one = await scanning(api);
  await scans(one);
  const text = JSON.stringify(one.logged());
  expect(text).not.toContain(secret);
  expect(text).not.toContain('Bearer');
});

test('what one scan has read is let go before the next one ends', async () => {
  const api = await shopCluster();
  put(api, ...sound('web', 81));
  const read: WeakRef<object>[] = [];
  const one = await scanning(api, [], {
    open(options) {
      const cluster = openScanCluster(options);
      return {
        ...cluster,
        async scan(...args) {
          const scanned = await cluster.scan(...args);
          if (scanned.is === 'scanned') for (const { at } of scanned.findings) read.push(new WeakRef(at.obj));
          return scanned;
        },
      };
    },
  });
  await scans(one, 4);
  const { setFlagsFromString } = await import('node:v8');
  const { runInNewContext } = await import('node:vm');
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  await until(() => {
    collect();
    return read.slice(0, 2).every(object => object.deref() === undefined);
  });
  expect(read.length).toBeGreaterThan(3);
});
