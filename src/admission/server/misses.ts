import { Counter, type Registry } from 'prom-client';
import type { Graph } from '../../graph/index/graph.ts';
import { indexKey } from '../../graph/index/index-keys.ts';
import type { ApiRead, KindState, LiveReader } from '../../kube/api-server.ts';
import { own } from '../../kube/json.ts';
import { type Obj, refKey } from '../../kube/object.ts';
import type { ClusterView } from '../live/cluster-view.ts';

/**
 * The same cluster view, which counts from its live reads how often the cache was behind the cluster, and how often the
 * cluster did not answer.
 */
export function countMisses(
  cluster: ClusterView,
  kinds: () => readonly KindState[],
  registry: Registry,
): ClusterView {
  const misses = new Counter({
    name: 'ingress_policy_cache_misses_total',
    help: 'Objects whose cached copy was older than a live read',
    labelNames: ['kind'] as const,
    registers: [registry],
  });
  const failures = new Counter({
    name: 'ingress_policy_live_read_failures_total',
    help: 'Live reads without an answer in time, including dropped ones',
    registers: [registry],
  });
  const isCached = (group: string, kind: string) =>
    kinds().some(one => one.synced && one.group === group && one.kind === kind);
  const { live } = cluster;
  if (live === null) return cluster;
  const counted: LiveReader = {
    async read(read, signal) {
      const answer = await live.read(read, signal);
      if (answer.is === 'failed') failures.inc();
      if (answer.is !== 'read') return answer;
      const { group, kind } = 'get' in read ? read.get : read.list;
      if (isCached(group, kind)) {
        const count = missesIn(read, answer.objects, cluster.graph());
        if (count > 0) misses.inc({ kind }, count);
      }
      return answer;
    },
  };
  return { graph: () => cluster.graph(), isSynced: () => cluster.isSynced(), live: counted };
}

/** The number of objects that the cache lacks, has in an older state, or has although they are deleted. A list with a selector counts none. */
function missesIn(read: ApiRead, objects: readonly Obj[], { store }: Graph): number {
  if ('list' in read && read.selector !== null) return 0;
  const behind = objects.filter(obj => isBehind(store.lookup(indexKey.object(obj.ref))[0], obj));
  const answered = new Set(objects.map(({ ref }) => refKey(ref)));
  const gone = store.lookup(termOf(read)).filter(({ ref }) => !answered.has(refKey(ref)));
  return behind.length + gone.length;
}

function termOf(read: ApiRead): string {
  if ('get' in read) return indexKey.object(read.get);
  const { group, kind } = read.list;
  return read.namespace === null ? indexKey.anyKind(group, kind) : indexKey.kind(group, kind, read.namespace);
}

/**
 * Compares the generation, which grows with each change of `spec`. The resourceVersion also changes with every status,
 * which the cache does not store.
 */
function isBehind(cached: Obj | undefined, read: Obj): boolean {
  if (cached === undefined) return true;
  const [known, fresh] = [generationOf(cached), generationOf(read)];
  return known !== null && fresh !== null && known < fresh;
}

function generationOf({ body }: Obj): number | null {
  const generation = own(own(body, 'metadata'), 'generation');
  return typeof generation === 'number' ? generation : null;
}
