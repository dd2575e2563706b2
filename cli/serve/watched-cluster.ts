import type { World } from '../../src/admission/live/cluster-view.ts';
import { defaultLimits, type Spent, sparingly } from '../../src/admission/live/rate-limit.ts';
import type { Live } from '../../src/admission/live/reader.ts';
import { type Graph, graphOf } from '../../src/graph/index/graph.ts';
import { createMirror } from '../../src/graph/index/live-store.ts';
import type { Settings } from '../../src/graph/index/query.ts';
import { clusterScope } from '../../src/graph/index/scope.ts';
import {
  type ClusterEntry,
  defaultTiming,
  type KindState,
  type Timing,
} from '../../src/sources/cluster/shapes.ts';
import { openSource } from '../../src/sources/cluster/source.ts';
import { type ClusterAt, clock, connect } from '../shared/connection.ts';

export type { ClusterEntry, KindState };

/** A Kubernetes cluster, as it is watched. */
export interface ClusterWorld extends World {
  /** One a kind that is watched. */
  kinds(): readonly KindState[];
  /** The minor version of the API server, null until known. */
  version(): number | null;
  liveSpent(): Spent;
  close(): Promise<void>;
}

export interface ClusterWorldOptions extends ClusterAt {
  readonly settings: Settings;
  log(entry: ClusterEntry): void;
  readonly timing?: Timing;
  /** From 0 to 1. */
  random?(): number;
}

export function openClusterWorld(options: ClusterWorldOptions): ClusterWorld {
  const { settings, timing = defaultTiming, random = Math.random } = options;
  const { credentials } = connect(options, timing.renewal);
  const mirror = createMirror();
  const source = openSource({
    credentials,
    sink: mirror,
    count: mirror.count,
    timing,
    random,
    clock,
    log: options.log,
  });
  const scope = clusterScope(source.isListed);
  const spared = sparingly(source.live, defaultLimits, clock);
  const live: Live = {
    async read(read, signal) {
      // Half of what a verdict asks for is of kinds that few clusters have, and costs no request.
      const { group, kind } = 'get' in read ? read.get : read.list;
      return source.isAbsent(group, kind) ? { is: 'not-served' } : spared.read(read, signal);
    },
  };
  let made: { readonly graph: Graph; readonly writes: number; readonly version: number | null } | null = null;

  /** What a graph remembers is good until the store is written. */
  function graph(): Graph {
    const [writes, version] = [mirror.writes, settings.kubeVersion ?? source.version()];
    if (made === null || made.writes !== writes || made.version !== version) {
      made = {
        graph: graphOf(mirror.store, scope, { ...settings, kubeVersion: version }),
        writes,
        version,
      };
    }
    return made.graph;
  }

  return {
    graph,
    isSynced: source.isSynced,
    live,
    kinds: source.kinds,
    version: source.version,
    liveSpent: spared.spent,
    close: source.close,
  };
}
