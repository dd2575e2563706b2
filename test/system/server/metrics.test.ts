import { expect, test } from 'vitest';
import { rules } from '../../../policies/index.ts';
import { inMemoryScope } from '../../../src/admission/live/in-memory-cluster.ts';
import { createMetrics } from '../../../src/admission/server/metrics.ts';
import type { Graph } from '../../../src/graph/index/graph.ts';
import { buildGraph } from '../../../src/graph/index/graph.ts';
import { indexKey } from '../../../src/graph/index/index-keys.ts';
import type { LiveReader } from '../../../src/kube/api-server.ts';
import { kinds } from '../../../src/kube/kinds.ts';
import { cluster, post, review, reviewText, webhook } from '../../admission/server/webhook.ts';
import { objectsOf, readText } from '../../support/check.ts';
import { folder } from '../../support/run.ts';
import { ask, get, kindState, metric, served } from './served.ts';

/** Our own series with their values, without the buckets. */
async function series(health: string): Promise<Readonly<Record<string, number>>> {
  const { text } = await get(`${health}/metrics`);
  const lines = text.split('\n').filter(line => /^ingress_policy_/.test(line) && !line.includes('_bucket{'));
  return Object.fromEntries(
    lines.map(line => {
      const at = line.lastIndexOf(' ');
      return [line.slice('ingress_policy_'.length, at), Number(line.slice(at + 1))];
    }),
  );
}

test('each review is counted by what became of it', async () => {
  const { webhook: url, health } = await served();
  for (const name of ['create-by-apply', 'create-by-apply', 'create-sound', 'scale', 'being-deleted'])
    await ask(`${url}/validate`, name);
  for (const name of ['create-to-be-patched', 'create-sound', 'scale']) await ask(`${url}/mutate`, name);
  expect((await ask(`${url}/validate`, {})).status).toBe(400);
  expect((await ask(`${url}/nothing`, 'scale')).status).toBe(404);
  const got = await series(health);
  expect(got).toMatchObject({
    'reviews_total{webhook="validate",outcome="refused",mode="enforce"}': 2,
    'reviews_total{webhook="validate",outcome="allowed",mode="enforce"}': 1,
    'reviews_total{webhook="validate",outcome="passed",mode="none"}': 2,
    'reviews_total{webhook="validate",outcome="fault",mode="none"}': 1,
    'reviews_total{webhook="mutate",outcome="patched",mode="enforce"}': 1,
    'reviews_total{webhook="mutate",outcome="allowed",mode="enforce"}': 1,
    'reviews_total{webhook="mutate",outcome="passed",mode="none"}': 1,
    'findings_total{rule="backend-port-missing",effect="refused",mode="enforce"}': 2,
    'findings_total{rule="pre-stop-missing",effect="patched",mode="enforce"}': 1,
    'patches_total{rule="pre-stop-missing"}': 1,
    // Only answered reviews: a fault is not counted.
    'review_duration_seconds_count{webhook="validate"}': 5,
    'review_duration_seconds_count{webhook="mutate"}': 3,
  });
  const reviews = Object.keys(got).filter(key => key.startsWith('reviews_total'));
  expect(reviews).toHaveLength(7);
  expect(got['review_duration_seconds_sum{webhook="validate"}']).toBeGreaterThan(0);
});

test('the buckets of the latency end where the webhook is given up', async () => {
  const { webhook: url, health } = await served();
  await ask(`${url}/validate`, 'create-sound');
  const { text, headers } = await get(`${health}/metrics`);
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  const bounds = [...text.matchAll(/review_duration_seconds_bucket\{le="([^"]+)",webhook="validate"\}/g)];
  expect(bounds.map(match => match[1])).toEqual(
    '0.001 0.0025 0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2 3 +Inf'.split(' '),
  );
  expect(text).toMatch(/^process_resident_memory_bytes \d/m);
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/m);
});

test.for<readonly [mode: string, outcome: string, effect: string]>([
  ['warn', 'warned', 'would_refuse'],
  ['audit', 'allowed', 'noted'],
])(
  'under mode %s nothing is refused, and what would have been is counted',
  async ([mode, outcome, effect]) => {
    const home = folder({ 'policy.yaml': `mode: ${mode}\n` });
    const { webhook: url, health, logged } = await served(['--config', `${home}/policy.yaml`]);
    await ask(`${url}/validate`, 'create-by-apply');
    expect(await series(health)).toMatchObject({
      [`reviews_total{webhook="validate",outcome="${outcome}",mode="${mode}"}`]: 1,
      [`findings_total{rule="backend-port-missing",effect="${effect}",mode="${mode}"}`]: 1,
    });
    expect(logged('refused')).toEqual([]);
  },
);

test('an exemption is counted when it silences, and when it does no more', async () => {
  const { webhook: url, health } = await served();
  const exempted = (until: string) => {
    const asked = review('create-by-apply');
    asked.request.object.metadata.annotations = {
      'ingress-policy.io/exempt': 'backend-port-missing',
      'ingress-policy.io/reason': 'comes next week',
      'ingress-policy.io/until': until,
    };
    return asked;
  };
  expect((await ask(`${url}/validate`, exempted('2999-01-01'))).json.response.allowed).toBe(true);
  expect((await ask(`${url}/validate`, exempted('2020-01-01'))).json.response.allowed).toBe(false);
  expect(await series(health)).toMatchObject({
    'exemptions_total{rule="backend-port-missing",state="used"}': 1,
    'exemptions_total{rule="backend-port-missing",state="void"}': 1,
  });
});

test('the cache and what is read past it are measured a kind at a time', async () => {
  const states = [
    kindState('Service', { objects: 12, ageSeconds: 0.5, relists: 2, failures: 3 }),
    kindState('Deployment', { synced: false, ageSeconds: 90 }),
    kindState('Rollout', { served: false }),
  ];
  const truth = buildGraph(
    [
      ...objectsOf(readText('test/admission/server/cluster.yaml')),
      ...objectsOf('apiVersion: v1\nkind: Service\nmetadata: { name: new, namespace: shop }\nspec: {}\n'),
    ],
    inMemoryScope,
  );
  const { webhook: url, health } = await served([], { kinds: states, live: reading(truth) });
  const answer = await ask(`${url}/validate`, 'create-by-apply');
  expect(answer.json.response.allowed).toBe(false);
  const got = await series(health);
  expect(got).toMatchObject({
    'cache_objects{kind="Service"}': 12,
    'cache_age_seconds{kind="Deployment"}': 90,
    'cache_synced{kind="Service"}': 1,
    'cache_synced{kind="Deployment"}': 0,
    'cache_relists_total{kind="Service"}': 2,
    'cache_failures_total{kind="Service"}': 3,
    'cache_misses_total{kind="Service"}': 1,
    'confirmations_total{result="confirmed"}': 1,
    'confirmations_total{result="unconfirmed"}': 0,
    'live_reads_total{result="made"}': 3,
    'live_reads_total{result="shared"}': 2,
    'live_reads_total{result="dropped"}': 1,
    live_read_failures_total: 0,
  });
  expect(Object.keys(got).filter(key => key.includes('Rollout'))).toEqual([]);
});

/** A live reader of the graph's own objects. */
const reading = (graph: Graph): LiveReader => ({
  async read(read) {
    if ('get' in read) return { is: 'read', objects: graph.store.lookup(indexKey.object(read.get)) };
    const { group, kind } = read.list;
    if (read.selector !== null) return { is: 'not-served' };
    return { is: 'read', objects: graph.store.lookup(indexKey.kind(group, kind, read.namespace)) };
  },
});

test('what could not be confirmed is counted, and warns', async () => {
  const failing: LiveReader = { read: async () => ({ is: 'failed', why: 'the API server is away' }) };
  const { webhook: url, health } = await served([], { live: failing });
  expect((await ask(`${url}/validate`, 'create-by-apply')).json.response.allowed).toBe(true);
  const got = await series(health);
  expect(got).toMatchObject({
    'confirmations_total{result="unconfirmed"}': 1,
    'reviews_total{webhook="validate",outcome="warned",mode="enforce"}': 1,
    'findings_total{rule="backend-port-missing",effect="warned",mode="enforce"}': 1,
  });
  expect(got.live_read_failures_total).toBeGreaterThan(0);
});

test('before the cache is there, and with an error of ours, that is what is counted', async () => {
  const metrics = createMetrics();
  const broken = {
    ...cluster,
    graph() {
      throw new Error('the cache is broken');
    },
  };
  await post(webhook({ metrics, cluster: broken }).app, reviewText('create-by-apply'));
  for (const path of ['/validate', '/mutate']) {
    const { app } = webhook({ metrics, cluster: { ...cluster, isSynced: () => false } });
    await post(app, reviewText('create-by-apply'), path);
  }
  const text = await metrics.registry.metrics();
  for (const labels of [
    'webhook="validate",outcome="error",mode="none"',
    'webhook="validate",outcome="unsynced",mode="none"',
    'webhook="mutate",outcome="unsynced",mode="none"',
  ])
    expect(text).toContain(`ingress_policy_reviews_total{${labels}} 1\n`);
});

test('two in one process do not count each other', async () => {
  const [one, other] = [await served(), await served()];
  await ask(`${one.webhook}/validate`, 'create-sound');
  const name = 'ingress_policy_reviews_total{webhook="validate",outcome="allowed",mode="enforce"}';
  expect(await metric(one.health, name)).toBe(1);
  expect(await metric(other.health, name)).toBe(null);
});

test('labels take values of our own tables alone', async () => {
  const { webhook: url, health } = await served([], { kinds: kinds.map(({ kind }) => kindState(kind)) });
  for (const name of ['create-by-apply', 'generate-name', 'gateway-v1beta1', 'custom-resource'])
    for (const path of ['/validate', '/mutate']) await ask(`${url}${path}`, name);
  const known = new Set<string>([...rules.map(({ id }) => id), ...kinds.map(({ kind }) => kind)]);
  const { text } = await get(`${health}/metrics`);
  const labels = [...text.matchAll(/^ingress_policy_.*\b(rule|kind)="([^"]*)"/gm)].map(
    match => match[2] ?? '',
  );
  expect(labels.length).toBeGreaterThan(kinds.length);
  expect(labels.filter(label => !known.has(label))).toEqual([]);
  expect(text).not.toContain('shop');
});
