import type { ClusterView } from '../../src/admission/live/cluster-view.ts';
import { defaultReadLimits, type ReadCounts, rateLimited } from '../../src/admission/live/rate-limit.ts';
import { type Graph, graphOf } from '../../src/graph/index/graph.ts';
import { createLiveStore } from '../../src/graph/index/live-store.ts';
import type { Settings } from '../../src/graph/index/query.ts';
import { clusterScope } from '../../src/graph/index/scope.ts';
import type { KindState, LiveReader } from '../../src/kube/api-server.ts';
import { type ClusterEntry, defaultTiming, type Timing } from '../../src/sources/cluster/shapes.ts';
import { openSource } from '../../src/sources/cluster/source.ts';
import { sleep } from '../../src/sources/cluster/waiting.ts';
import { type ClusterAt, clock, connect } from '../shared/connection.ts';

export type { ClusterEntry, KindState };

/** A watched Kubernetes cluster. */
export interface WatchedCluster extends ClusterView {
  /** The state of each watched kind. */
  kinds(): readonly KindState[];
  /** The minor version of the API server, null until known. */
  version(): number | null;
  liveSpent(): ReadCounts;
  close(): Promise<void>;
}

export interface WatchedClusterOptions extends ClusterAt {
  readonly settings: Settings;
  log(entry: ClusterEntry): void;
  readonly timing?: Timing;
  /** From 0 to 1. */
  random?(): number;
  /** Between two requests; in real time where not given. */
  wait?(ms: number, signal: AbortSignal): Promise<void>;
}

export function openWatchedCluster(options: WatchedClusterOptions): WatchedCluster {
  const { settings, timing = defaultTiming, random = Math.random, wait = sleep } = options;
  const { credentials } = connect(options, timing.renewal);
  const liveStore = createLiveStore();
  const source = openSource({
    credentials,
    sink: liveStore,
    count: liveStore.count,
    timing,
    random,
    clock,
    wait,
    log: options.log,
  });
  const scope = clusterScope(source.isListed);
  const spared = rateLimited(source.live, defaultReadLimits, clock);
  const live: LiveReader = {
    async read(read, signal) {
      // Half of the live reads are of kinds that few clusters serve: those cost no request.
      const { group, kind } = 'get' in read ? read.get : read.list;
      return source.isAbsent(group, kind) ? { is: 'not-served' } : spared.read(read, signal);
    },
  };
  let cached: { readonly graph: Graph; readonly writes: number; readonly version: number | null } | null =
    null;

  /** The same graph until the store is written, since it caches answers. */
  function graph(): Graph {
    const [writes, version] = [liveStore.writes, settings.kubeVersion ?? source.version()];
    if (cached === null || cached.writes !== writes || cached.version !== version) {
      cached = {
        graph: graphOf(liveStore.store, scope, { ...settings, kubeVersion: version }),
        writes,
        version,
      };
    }
    return cached.graph;
  }

  return {
    graph,
    isSynced: source.isSynced,
    live,
    kinds: source.kinds,
    version: source.version,
    liveSpent: spared.counts,
    close: source.close,
  };
}
