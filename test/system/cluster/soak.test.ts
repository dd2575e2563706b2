import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildGraph } from '../../../src/graph/index/graph.ts';
import { objectFrom } from '../../../src/sources/cluster/object.ts';
import { watched } from '../../../src/sources/cluster/source.ts';
import { createStripper } from '../../../src/sources/cluster/strip.ts';
import type { FakeApi } from '../../support/fake-api.ts';
import { custom, keyOf } from '../../support/fake-store.ts';
import { until } from '../../support/until.ts';
import { settled, start } from './support.ts';
import type { Watched } from './world.ts';

/** Pseudo-random numbers, the same in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const kindsUsed = watched.filter(({ kind }) =>
  /^(Service|Deployment|Ingress|HTTPRoute|Namespace)$/.test(kind),
);
const [httpRoute] = custom.filter(({ kind }) => kind === 'HTTPRoute');
if (httpRoute === undefined) throw new Error('the table has HTTPRoute');

/** A write with one of a few names, so that objects are created, changed and deleted. */
function write({ store }: FakeApi, random: () => number): void {
  const pick = <T>(some: readonly T[]): T => some[Math.floor(random() * some.length)] as T;
  const { group, kind, plural, versions, namespaced } = pick(kindsUsed);
  if (!store.resources.has(keyOf({ group, plural }))) return;
  const apiVersion = group === '' ? 'v1' : `${group}/${versions[0]}`;
  const name = `n${Math.floor(random() * 12)}`;
  const namespace = namespaced ? pick(['shop', 'other']) : null;
  if (random() < 0.3) store.remove(apiVersion, kind, namespace, name);
  else {
    const metadata = { name, ...(namespace === null ? {} : { namespace }) };
    store.put({ apiVersion, kind, metadata, spec: { replicas: Math.floor(random() * 5) } });
  }
}

/** Faults of an API server and of its connections. */
const faults: readonly ((api: FakeApi, random: () => number) => void)[] = [
  api => api.watches.drop(),
  api => api.watches.end(),
  api => api.watches.freeze('services'),
  api => api.watches.send('garbage\n', 'deployments'),
  api => api.watches.send({ type: 'ERROR', object: { code: 410, message: 'too old' } }, 'ingresses'),
  api => api.watches.send({ type: 'ERROR', object: { code: 500, message: 'etcd' } }),
  api => api.watches.bookmark(),
  api => api.store.compact(),
  api => api.expirePages(),
  (api, random) => api.trouble({ status: 500 }, () => random() < 0.5, 5),
  (api, random) => api.trouble({ status: 429, retryAfter: 1 }, () => random() < 0.2, 2),
  (api, random) => api.trouble('cut', () => random() < 0.5, 5),
  api => api.trouble('hang', ({ plural }) => plural === 'namespaces', 1),
  api => api.trouble({ status: 200, text: '{"items":3}' }, ({ verb }) => verb === 'list', 2),
  api => api.accept('first'),
  api => api.accept('other'),
  api => api.store.addKind(httpRoute),
  api => api.store.removeKind(httpRoute),
  api => api.forbid('ingresses'),
  api => api.allow('ingresses'),
];

const { strip } = createStripper();

/** The expected index: all stored objects, as decoded. */
function wanted({ store }: FakeApi): readonly string[] {
  return kindsUsed
    .flatMap(kind => {
      const version = kind.versions[0] ?? 'v1';
      return store
        .list(keyOf(kind), null)
        .map(body =>
          objectFrom(JSON.parse(JSON.stringify(body)), kind, version, one =>
            strip(one, `${kind.group}/${kind.kind}`),
          ),
        );
    })
    .map(obj => (typeof obj === 'string' ? obj : JSON.stringify([obj.ref, obj.body])))
    .sort();
}

const held = ({ world: cluster }: Watched) =>
  [...cluster.graph().store.objects()].map(obj => JSON.stringify([obj.ref, obj.body])).sort();

const seed = fc.sample(fc.nat(), 1)[0] ?? 1;

test(`after 2,000 writes and 200 faults the index holds what the cluster does (seed ${seed})`, async () => {
  const random = numbers(seed);
  const one = await start({ timing: { idle: 300, request: 200, backOff: { least: 1, most: 30 }, poll: 10 } });
  const { api, world: cluster } = one;
  await settled(one);
  for (let n = 0; n < 2000; n++) {
    write(api, random);
    if (n % 10 === 5) faults[Math.floor(random() * faults.length)]?.(api, random);
    if (n % 20 === 0) await new Promise(resolve => setTimeout(resolve, 1 + random() * 5));
  }
  api.calm();
  api.accept('first');
  api.allow('ingresses');
  const model = wanted(api);
  await until(() => held(one).join() === model.join());
  expect(model.length).toBeGreaterThan(20);
  expect(cluster.isSynced()).toBe(true);
  // The index after all writes gives the same answers as a new index of the same objects.
  const fresh = buildGraph(cluster.graph().store.objects(), cluster.graph().scope);
  for (const term of ['w|shop', 'k|/Service|other', 'routes', 'k|apps/Deployment|shop']) {
    const names = (found: readonly { readonly ref: { readonly name: string } }[]) =>
      found.map(({ ref }) => ref.name).sort();
    expect(names(cluster.graph().store.lookup(term))).toEqual(names(fresh.store.lookup(term)));
  }
});
