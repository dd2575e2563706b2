import { expect, test } from 'vitest';
import type { Finding } from '../../../src/rule.ts';
import { found, scanned } from '../../audit/found.ts';
import type { Written } from '../../support/fake-store.ts';
import { writeVerbs } from '../../support/fake-writes.ts';
import { type Reporting, reportIn, reporting, reportKinds } from './reporting.ts';

const sync = (
  { reporter, signal }: Reporting,
  findings: readonly Finding[],
  unread: readonly string[] = [],
) =>
  reporter.sync(
    scanned(
      findings,
      unread.map(kind => ({ kind, why: '403 Forbidden' })),
    ),
    signal,
  );

const none = { written: 0, unchanged: 0, deleted: 0, failed: 0 };
const web = found('Service shop/web');
const cart = found('Service shop/cart');
const pay = found('Service pay/web');

const writesOf = ({ api }: Reporting) =>
  api.asked().filter(({ verb }) => writeVerbs.some(write => write === verb)).length;
const versionOf = (one: Reporting, namespace?: string | null) =>
  reportIn(one.api, namespace)?.metadata.resourceVersion;
const policiesIn = (one: Reporting, namespace?: string | null) =>
  (reportIn(one.api, namespace)?.results as { resources: { name: string }[] }[] | undefined)?.map(
    ({ resources }) => resources[0]?.name,
  );

test('a report is written once, and what has not changed is not written again', async () => {
  const one = await reporting();
  expect((await sync(one, [web, pay])).actions).toEqual({ ...none, written: 2 });
  const [version, writes] = [versionOf(one), writesOf(one)];
  one.now += 3_600_000;
  expect((await sync(one, [web, pay])).actions).toEqual({ ...none, unchanged: 2 });
  expect(versionOf(one)).toBe(version);
  expect(writesOf(one)).toBe(writes);
});

test('a result keeps the time at which it was first there, and a new one beside it has its own', async () => {
  const one = await reporting();
  await sync(one, [web]);
  const first = one.now / 1000;
  one.now += 3_600_000;
  await sync(one, [web, cart]);
  expect(reportIn(one.api)?.results).toMatchObject([
    { resources: [{ name: 'cart' }], timestamp: { seconds: first + 3600 } },
    { resources: [{ name: 'web' }], timestamp: { seconds: first } },
  ]);
});

test('a namespace that was mended has no report any more, and the others keep theirs', async () => {
  const one = await reporting();
  await sync(one, [web, pay, found('IngressClass nginx')]);
  const version = versionOf(one, 'pay');
  expect((await sync(one, [pay])).actions).toEqual({ ...none, unchanged: 1, deleted: 2 });
  expect(reportIn(one.api)).toBeUndefined();
  expect(reportIn(one.api, null)).toBeUndefined();
  expect(versionOf(one, 'pay')).toBe(version);
});

test('what one report holds no more is taken out of it, the note of what did not fit too', async () => {
  const one = await reporting();
  const many = Array.from({ length: 501 }, (_, index) => found(`Service shop/s${index}`));
  expect((await sync(one, many)).leftOut).toBe(1);
  expect(reportIn(one.api)?.metadata.annotations).toEqual({ 'ingress-policy.io/left-out': '1' });
  expect(reportIn(one.api)?.results).toHaveLength(500);
  expect((await sync(one, [web])).leftOut).toBe(0);
  expect(reportIn(one.api)?.metadata.annotations).toEqual({});
  expect(policiesIn(one)).toEqual(['web']);
});

test('on partial evidence nothing goes, and what was found is added', async () => {
  const one = await reporting();
  await sync(one, [web, pay]);
  const version = versionOf(one, 'pay');
  await sync(one, [cart], ['Ingress']);
  expect(policiesIn(one)).toEqual(['cart', 'web']);
  expect(policiesIn(one, 'pay')).toEqual(['web']);
  expect(reportIn(one.api)?.metadata.annotations).toEqual({ 'ingress-policy.io/unread': 'Ingress' });
  expect(reportIn(one.api, 'pay')?.metadata.annotations).toEqual({ 'ingress-policy.io/unread': 'Ingress' });
  expect(versionOf(one, 'pay')).not.toBe(version);
  const again = versionOf(one, 'pay');
  await sync(one, [cart], ['Ingress']);
  expect(versionOf(one, 'pay')).toBe(again);
  await sync(one, [cart]);
  expect(policiesIn(one)).toEqual(['cart']);
  expect(reportIn(one.api)?.metadata.annotations).toEqual({});
  expect(reportIn(one.api, 'pay')).toBeUndefined();
});

test('on partial evidence a failure stays one that is now only suspected', async () => {
  const one = await reporting();
  await sync(one, [web]);
  const doubtful = found('Service shop/web', { level: 'warn', certainty: 'unknown' });
  await sync(one, [doubtful], ['Service']);
  expect(reportIn(one.api)?.results).toMatchObject([{ result: 'fail' }]);
  await sync(one, [doubtful]);
  expect(reportIn(one.api)?.results).toMatchObject([{ result: 'warn' }]);
});

test('on partial evidence what somebody wrote into a report that is no result of ours goes', async () => {
  const one = await reporting();
  await sync(one, [web]);
  const stored = reportIn(one.api) as unknown as { results: readonly object[] };
  const edited = [
    null,
    'text',
    { ...stored.results[0], resources: [null], properties: { fingerprint: 'other' } },
    { policy: 'x' },
  ];
  one.api.store.put({ ...stored, results: [...stored.results, ...edited] } as unknown as Written);
  expect((await sync(one, [cart], ['Ingress'])).actions).toMatchObject({ written: 1, failed: 0 });
  expect(policiesIn(one)).toEqual(['cart', 'web']);
});

test('reports of others are never touched, not even under our name', async () => {
  const one = await reporting();
  const report = (name: string, labels: object) => ({
    apiVersion: 'openreports.io/v1alpha1',
    kind: 'Report',
    metadata: { name, namespace: 'shop', labels },
    source: 'another',
    results: [{ policy: 'theirs' }],
  });
  one.api.store.put(report('ingress-policy', {}));
  one.api.store.put(report('another', { 'app.kubernetes.io/managed-by': 'ingress-policy' }));
  expect((await sync(one, [web])).actions).toEqual({ ...none, failed: 1 });
  expect((await sync(one, [])).actions).toEqual(none);
  expect(writesOf(one)).toBe(0);
  expect(one.said('report-failed')).toMatchObject([
    { report: 'Report shop/ingress-policy', why: 'a report with this name belongs to another program' },
  ]);
});

test('without the CRD nothing is written, which is said once, and again when it comes', async () => {
  const one = await reporting({ served: false });
  for (let scan = 0; scan < 3; scan++) expect((await sync(one, [web])).actions).toEqual(none);
  expect(one.said('reports-served')).toMatchObject([{ kinds: [] }]);
  for (const kind of reportKinds) one.api.store.addKind(kind);
  expect((await sync(one, [web])).actions).toEqual({ ...none, written: 1 });
  expect(one.said('reports-served')).toMatchObject([{ kinds: [] }, { kinds: ['Report', 'ClusterReport'] }]);
});

test('with Report alone, what stands in no namespace has none', async () => {
  const one = await reporting({ served: false });
  const [reports] = reportKinds;
  if (reports !== undefined) one.api.store.addKind(reports);
  expect((await sync(one, [web, found('IngressClass nginx')])).actions).toEqual({ ...none, written: 1 });
});

test('who may not write is told once for all namespaces and scans, and each is counted', async () => {
  const one = await reporting();
  one.api.trouble({ status: 403 }, ({ verb }) => verb === 'apply', Number.POSITIVE_INFINITY);
  for (let scan = 0; scan < 3; scan++)
    expect((await sync(one, [web, pay])).actions).toEqual({ ...none, failed: 2 });
  expect(one.said('report-failed')).toHaveLength(1);
  one.api.calm();
  expect((await sync(one, [web, pay])).actions).toEqual({ ...none, written: 2 });
});

test('who may not list writes nothing, since nobody knows what is there', async () => {
  const one = await reporting();
  one.api.forbid('reports');
  expect((await sync(one, [web, found('IngressClass nginx')])).actions).toEqual({
    ...none,
    written: 1,
    failed: 1,
  });
  expect(reportIn(one.api)).toBeUndefined();
});

test('who has no right to ClusterReports fails only where there is something to say in one', async () => {
  const one = await reporting();
  one.api.forbid('clusterreports');
  expect((await sync(one, [web])).actions).toEqual({ ...none, written: 1 });
  const { actions } = await sync(one, [web, found('IngressClass nginx')]);
  expect(actions).toEqual({ ...none, unchanged: 1, failed: 1 });
  expect(one.said('report-failed')).toMatchObject([{ report: 'ClusterReport ingress-policy' }]);
});

test('one report that cannot be written keeps no other from it', async () => {
  const one = await reporting();
  one.api.trouble({ status: 500 }, ({ verb, namespace }) => verb === 'apply' && namespace === 'pay');
  expect((await sync(one, [pay, web])).actions).toEqual({ ...none, written: 1, failed: 1 });
  expect((await sync(one, [pay, web])).actions).toEqual({ ...none, written: 1, unchanged: 1 });
});

test('a write whose answer was lost is not sent twice, and the next scan sees that it is there', async () => {
  const one = await reporting();
  one.api.trouble('lost', ({ verb }) => verb === 'apply');
  expect((await sync(one, [web])).actions).toEqual({ ...none, failed: 1 });
  expect(writesOf(one)).toBe(1);
  expect((await sync(one, [web])).actions).toEqual({ ...none, unchanged: 1 });
});

test('a token that was renewed is taken up for a write', async () => {
  const one = await reporting();
  one.api.trouble({ status: 401 }, ({ verb }) => verb === 'apply');
  expect((await sync(one, [web])).actions).toEqual({ ...none, written: 1 });
});

test('a report that somebody else took away meanwhile is deleted, and one that was put in its place is not', async () => {
  const one = await reporting();
  await sync(one, [web, pay]);
  const { store } = one.api;
  const other = { ...structuredClone(reportIn(one.api)), metadata: reportIn(one.api)?.metadata ?? {} };
  one.api.trouble({ status: 404 }, ({ verb, namespace }) => verb === 'delete' && namespace === 'pay');
  let swapped = false;
  one.api.trouble({ status: 500 }, ({ verb, namespace }) => {
    if (verb === 'delete' && namespace === 'shop' && !swapped) {
      swapped = true;
      store.put({
        ...other,
        apiVersion: 'openreports.io/v1alpha1',
        kind: 'Report',
        metadata: { ...other.metadata, uid: 'another' },
      });
    }
    return false;
  });
  expect((await sync(one, [])).actions).toEqual({ ...none, deleted: 1, failed: 1 });
  expect(reportIn(one.api)?.metadata.uid).toBe('another');
});

test('a report that the holder before us wrote a moment ago is ours all the same', async () => {
  const one = await reporting();
  await sync(one, [web]);
  const there = structuredClone(reportIn(one.api));
  one.api.store.remove('openreports.io/v1alpha1', 'Report', 'shop', 'ingress-policy');
  one.api.trouble({ status: 500 }, ({ verb, plural }) => {
    if (verb === 'get' && plural === 'reports' && there !== undefined)
      one.api.store.put({ ...there, apiVersion: 'openreports.io/v1alpha1', kind: 'Report' });
    return false;
  });
  expect((await sync(one, [web])).actions).toEqual({ ...none, unchanged: 1 });
});

test('reports are read a few at a time, and every one of them', async () => {
  const one = await reporting();
  const many = Array.from({ length: 45 }, (_, index) => found(`Service n${index}/web`));
  await sync(one, many);
  const before = one.api.asked('list', 'reports').length;
  expect((await sync(one, many.slice(1))).actions).toEqual({ ...none, unchanged: 44, deleted: 1 });
  expect(one.api.asked('list', 'reports').length - before).toBe(3);
});

test('a scan that was told to stop writes no more, and blames nobody', async () => {
  const one = await reporting();
  const stopping = new AbortController();
  one.api.trouble({ status: 500 }, ({ verb }) => {
    if (verb === 'apply') stopping.abort();
    return false;
  });
  const some = Array.from({ length: 9 }, (_, index) => found(`Service n${index}/web`));
  const { actions } = await one.reporter.sync(scanned(some), stopping.signal);
  expect(actions.failed).toBe(0);
  expect(writesOf(one)).toBe(1);
  expect(one.said('report-failed')).toEqual([]);
});

test('what others wrote on a report of ours stays', async () => {
  const one = await reporting();
  await sync(one, [web]);
  const stored = structuredClone(reportIn(one.api));
  if (stored === undefined) throw new Error('it was written');
  stored.metadata.annotations = { 'someone.else/note': 'kept' };
  one.api.store.put({ ...stored, apiVersion: 'openreports.io/v1alpha1', kind: 'Report' });
  await sync(one, [web, cart]);
  expect(policiesIn(one)).toEqual(['cart', 'web']);
  expect(reportIn(one.api)?.metadata.annotations).toEqual({ 'someone.else/note': 'kept' });
});
