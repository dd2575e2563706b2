import { describe, expect, test } from 'vitest';
import { type ApiRead, type LiveReader, type ReadAnswer, readKey } from '../../../src/kube/api-server.ts';
import type { Json } from '../../../src/kube/json.ts';
import type { Obj } from '../../../src/kube/object.ts';
import { sound } from '../../laws/admission/apps.ts';
import { createCluster, type Lag } from '../../laws/admission/cluster.ts';
import { sized } from '../../support/cases.ts';
import { object } from '../../support/check.ts';
import { deployment, ingress, service } from '../../support/manifests.ts';

const app = [sound('web'), service('web'), ingress('shop', ['web'])];
const strategy = { strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } };
const unprobed = deployment('web', { spec: strategy });

/** A cluster whose live reads are recorded and answered by `answer`. */
function watched(
  stored: readonly Json[],
  lag: Lag = 0,
  answer: (read: ApiRead, truth: LiveReader) => Promise<ReadAnswer> = (read, truth) =>
    truth.read(read, never),
) {
  const reads: string[] = [];
  const cluster = createCluster({
    lag,
    stored: stored.map(object),
    live: truth => ({
      read: async read => {
        reads.push(readKey(read));
        return answer(read, truth);
      },
    }),
  });
  return { cluster, reads };
}

const never = new AbortController().signal;
const failing = async (): Promise<ReadAnswer> => ({ is: 'failed', why: '429 Too Many Requests' });

test('a new image reads nothing, even to be warned', async () => {
  const lifecycle = { preStop: { sleep: { seconds: 10 } } };
  const old = deployment('web', { spec: strategy, container: { lifecycle } });
  const { cluster, reads } = watched([old, service('web'), ingress('shop', ['web'])]);
  const bumped = deployment('web', {
    spec: strategy,
    container: { image: 'registry.example/shop/web:2', lifecycle },
  });
  const { verdict } = await cluster.write(object(bumped));
  expect(verdict.warned.map(({ finding }) => finding.rule)).toContain('readiness-probe-missing');
  expect(reads).toEqual([]);
});

test('what is created is judged on what the cluster has, not on what the cache has', async () => {
  const { cluster } = watched([], 'cold');
  await cluster.write(object(service('web', { ports: [{ port: 80, targetPort: 'htp' }] })));
  await cluster.write(object(sound('web')));
  expect((await cluster.write(object(ingress('shop', ['web'])))).refusedBy).toEqual([
    'service-target-port-missing',
  ]);
});

test('mend one object, then at once apply the one that needs it, again and again', async () => {
  const { cluster } = watched(app, 3);
  const ports = [{ name: 'web', port: 80, targetPort: 'http' }];
  for (let round = 0; round < sized({ sample: 20, full: 100 }); round++) {
    const port = 8000 + round;
    ports.push({ name: `new-${round}`, port, targetPort: 'http' });
    const mended = service('web', { ports });
    expect((await cluster.write(object(mended))).refusedBy, `Service, round ${round}`).toEqual([]);
    const route = ingress(`shop-${round}`, [`web:${port}`]);
    expect((await cluster.write(object(route))).refusedBy, `Ingress, round ${round}`).toEqual([]);
  }
});

test('an update is not refused for what the cache has not seen mended', async () => {
  const { cluster } = watched([...app, service('cart', { selector: { app: 'web' } })], 2);
  await cluster.write(
    object(service('cart', { selector: { app: 'web' }, ports: [{ port: 8080, targetPort: 'http' }] })),
  );
  expect((await cluster.write(object(ingress('shop', ['cart:8080'])))).refusedBy).toEqual([]);
});

test('what cannot be confirmed only warns, and says so', async () => {
  const { cluster } = watched(app, 0, failing);
  const { verdict } = await cluster.write(
    object(service('web', { ports: [{ port: 80, targetPort: 'htp' }] })),
  );
  expect(verdict.allowed).toBe(true);
  expect(verdict.warned.map(({ finding, why }) => [finding.rule, why])).toEqual([
    ['service-target-port-missing', 'unconfirmed'],
  ]);
  expect(verdict.reads.failures).toEqual(['429 Too Many Requests']);
});

test('what the object says of itself is refused without a word from others', async () => {
  const { cluster } = watched([], 0, failing);
  const wrong = ingress('shop', ['web'], {
    spec: {
      rules: [
        {
          http: {
            paths: [
              { path: '/', pathType: 'prefix', backend: { service: { name: 'web', port: { number: 80 } } } },
            ],
          },
        },
      ],
    },
  });
  expect((await cluster.write(object(wrong))).refusedBy).toEqual(['invalid-object']);
});

test('a kind that the cluster does not serve keeps nobody from a verdict', async () => {
  const { cluster } = watched([unprobed, service('web')], 0, async (read, truth) =>
    'list' in read && read.list.group.includes('.') && !read.list.group.endsWith('k8s.io')
      ? { is: 'not-served' }
      : truth.read(read, never),
  );
  expect((await cluster.write(object(ingress('shop', ['web'])))).refusedBy).toEqual([
    'readiness-probe-missing',
  ]);
});

/** The metadata of a pod, as in a list of metadata only. */
const pod = (name: string, labels: Record<string, string>, owner: Json | null = null): Obj => ({
  ...object({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', labels, ...(owner === null ? {} : { ownerReferences: [owner] }) },
  }),
  opaque: 'partial',
});

const slip = [sound('storefront'), ingress('shop', ['storefront'])];
const slipped = object(service('storefront', { selector: { app: 'storefrnot' } }));

test('pods that an operator makes settle that a Service selects something', async () => {
  const withPods = watched(slip, 0, (read, truth) =>
    'list' in read && read.list.kind === 'Pod'
      ? Promise.resolve({ is: 'read', objects: [pod('db-0', { app: 'storefrnot' })] })
      : truth.read(read, never),
  );
  expect((await withPods.cluster.write(slipped)).refusedBy).toEqual([]);
  expect(withPods.reads).toContain('list /Pod shop app=storefrnot');
  expect((await watched(slip).cluster.write(slipped)).refusedBy).toEqual(['service-selects-nothing']);
});

test('pods of a Deployment say nothing that it does not say itself', async () => {
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-5d4f', uid: '1', controller: true };
  const { cluster } = watched(app, 0, (read, truth) =>
    'list' in read && read.list.kind === 'Pod'
      ? Promise.resolve({ is: 'read', objects: [pod('web-5d4f-x', { app: 'web' }, owner)] })
      : truth.read(read, never),
  );
  const renamed = service('web', { ports: [{ name: 'web', port: 80, targetPort: 'web' }] });
  expect((await cluster.write(object(renamed))).refusedBy).toEqual(['service-target-port-missing']);
});

test('the Namespace is asked before a refusal: its label may have closed the door a moment ago', async () => {
  const labels = { 'ingress-policy.io/enforce': 'off' };
  const shop = object({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels } });
  const { cluster } = watched(app, 0, (read, truth) =>
    'get' in read && read.get.kind === 'Namespace'
      ? Promise.resolve({ is: 'read', objects: [shop] })
      : truth.read(read, never),
  );
  const { verdict } = await cluster.write(object(unprobed));
  expect(verdict.allowed).toBe(true);
  expect(verdict.warned.filter(({ wouldRefuse }) => wouldRefuse).map(({ finding }) => finding.rule)).toEqual([
    'readiness-probe-missing',
  ]);
});

test('a read is made once for one request, and none for what a list has answered', async () => {
  const { cluster, reads } = watched(app, 'cold');
  await cluster.write(object(ingress('admin', ['web:81'])));
  expect(reads.length).toBeGreaterThan(3);
  expect(new Set(reads).size).toBe(reads.length);
  expect(reads.length).toBeLessThan(30);
});

test('a hint at another namespace costs no reads', async () => {
  const others = Array.from({ length: 60 }, (_, at) => sound('web', { namespace: `team-${at}` }));
  const { cluster, reads } = watched(others);
  await cluster.write(object(service('web')));
  await cluster.write(object(ingress('shop', ['cart'])));
  expect(reads.filter(read => read.includes('team-'))).toEqual([]);
  expect(reads.length).toBeLessThan(30);
});

test('nothing is read where nobody would be refused or warned', async () => {
  const reads: string[] = [];
  const cluster = createCluster({
    stored: app.map(object),
    policy: { admission: { mode: 'audit', updates: 'lenient', exempt: { users: [], groups: [] } } },
    live: truth => ({
      read: async (read, signal) => {
        reads.push(readKey(read));
        return truth.read(read, signal);
      },
    }),
  });
  const { verdict } = await cluster.write(object(ingress('admin', ['web:81'])));
  expect([verdict.allowed, verdict.audited.map(({ rule }) => rule), reads]).toEqual([
    true,
    ['backend-port-missing'],
    [],
  ]);
});

/** A chain of which every link was written a moment ago, so that a cache that lags shows none of it. */
async function justWritten(lag: Lag) {
  const { cluster } = watched([], lag);
  for (const value of app) await cluster.write(object(value));
  return cluster;
}

describe.each<Lag>([1, 3, 'cold'])('an update, where the cache is behind by %s', lag => {
  test.for<[what: string, value: Json, rule: string]>([
    [
      'a Service aimed at a port that no container has',
      service('web', { ports: [{ name: 'web', port: 80, targetPort: 'https' }] }),
      'service-target-port-missing',
    ],
    [
      'a Service that selects other pods',
      service('web', { selector: { app: 'api' } }),
      'service-selects-nothing',
    ],
    ['an Ingress at a port that the Service lacks', ingress('shop', ['web:443']), 'backend-port-missing'],
    [
      'a Deployment that drops the port',
      sound('web', { ports: [{ name: 'grpc', containerPort: 9090 }] }),
      'service-target-port-missing',
    ],
  ])('%s is refused', async ([, value, rule]) => {
    const cluster = await justWritten(lag);
    expect((await cluster.write(object(value))).refusedBy).toContain(rule);
  });

  test('what was mended a moment ago warns nobody', async () => {
    const { cluster } = watched([service('web'), ingress('shop', ['web']), unprobed], lag);
    await cluster.write(object(sound('web')));
    const { verdict } = await cluster.write(object(service('web', { ports: [...both] })));
    expect(verdict.warned.map(({ finding }) => finding.rule)).toEqual([]);
  });
});

const both = [
  { name: 'web', port: 80, targetPort: 'http' },
  { name: 'new', port: 81, targetPort: 'http' },
];
