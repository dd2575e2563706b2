import { defaultLimits, type Spent, sparingly } from '../src/admission/limits.ts';
import type { Live } from '../src/admission/live.ts';
import type { World } from '../src/admission/world.ts';
import { type Graph, graphOf } from '../src/graph/graph.ts';
import { createMirror } from '../src/graph/mirror.ts';
import type { Settings } from '../src/graph/query.ts';
import { clusterScope } from '../src/graph/scope.ts';
import { keepCredentials, loadKubeConfig } from '../src/sources/cluster/credentials.ts';
import {
  type ClusterEntry,
  defaultTiming,
  type KindState,
  type Timing,
} from '../src/sources/cluster/shapes.ts';
import { openSource } from '../src/sources/cluster/source.ts';
import { UsageError } from './usage-error.ts';

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

export interface ClusterWorldOptions {
  /** Null looks where kubectl does, and then for a pod's service account. */
  readonly kubeconfig: string | null;
  /** Null takes the current one. */
  readonly context: string | null;
  readonly settings: Settings;
  log(entry: ClusterEntry): void;
  readonly timing?: Timing;
  /** From 0 to 1. */
  random?(): number;
}

export function openClusterWorld(options: ClusterWorldOptions): ClusterWorld {
  const { kubeconfig, context, settings, timing = defaultTiming, random = Math.random } = options;
  const load = () => loadKubeConfig(kubeconfig, context);
  const config = load();
  if (typeof config === 'string') throw new UsageError(config);
  // A wall clock may be set back, and then nothing would be asked again.
  const clock = () => performance.now();
  const mirror = createMirror();
  const source = openSource({
    credentials: keepCredentials(config, load, clock, timing.renewal),
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
