import fs from 'node:fs';
import type { ClusterView } from '../../src/admission/live/cluster-view.ts';
import type { Cache } from '../../src/admission/server/cache.ts';
import { type Graph, graphOf } from '../../src/graph/index/graph.ts';
import type { Settings } from '../../src/graph/index/query.ts';
import type { Io } from '../shared/io.ts';
import type { ServeLog } from '../shared/log.ts';
import { UsageError } from '../shared/usage-error.ts';
import { openFolderCluster } from './folder-cluster.ts';
import type { Source } from './options.ts';
import type { WatchedCluster, WatchedClusterOptions } from './watched-cluster.ts';

/** A cluster, or a folder in its place, under the settings of the current config. */
export interface ServedCluster {
  readonly view: ClusterView;
  /** Null for a folder, which needs no cache. */
  readonly cache: Cache | null;
  /** The number of objects in a folder; null for a cluster, whose objects may not have been read yet. */
  objects(): number | null;
  close(): Promise<void>;
}

export type OpenCluster = (options: WatchedClusterOptions) => WatchedCluster;

export interface ClusterViewOptions {
  readonly source: Source;
  /** The settings of the current config. */
  settings(): Settings;
  readonly io: Io;
  readonly log: ServeLog;
  /** Loads the Kubernetes client, which a folder does not need. */
  loadCluster(): Promise<OpenCluster>;
}

export async function openClusterView(options: ClusterViewOptions): Promise<ServedCluster> {
  const { source, settings, io, log, loadCluster } = options;
  const first = settings();
  if (source.is === 'folder') {
    const { manifests } = source;
    if (fs.statSync(manifests, { throwIfNoEntry: false })?.isDirectory() !== true)
      throw new UsageError(`${manifests} is not a folder: --manifests needs a folder`);
    const folder = openFolderCluster(manifests, first, io);
    return {
      view: underSettings(folder, first, settings, () => null),
      cache: null,
      objects: () => folder.objects(),
      close: async () => folder.close(),
    };
  }
  const open = await loadCluster();
  const { kubeconfig, context } = source;
  const cluster = open({ kubeconfig, context, settings: first, log });
  return {
    view: underSettings(cluster, first, settings, () => cluster.version()),
    cache: cluster,
    objects: () => null,
    close: () => cluster.close(),
  };
}

/** Rebuilds the graph when the config's settings change. `version` is the minor version of the API server. */
export function underSettings(
  cluster: ClusterView,
  first: Settings,
  settings: () => Settings,
  version: () => number | null,
): ClusterView {
  let cached: {
    readonly of: Graph;
    readonly under: Settings;
    readonly kubeVersion: number | null;
    readonly graph: Graph;
  } | null = null;
  return {
    isSynced: () => cluster.isSynced(),
    live: cluster.live,
    graph() {
      const [of, under] = [cluster.graph(), settings()];
      if (under === first) return of;
      const kubeVersion = under.kubeVersion ?? version();
      // The same graph is reused for as long as it is valid, since it caches answers.
      if (cached === null || cached.of !== of || cached.under !== under || cached.kubeVersion !== kubeVersion)
        cached = { of, under, kubeVersion, graph: graphOf(of.store, of.scope, { ...under, kubeVersion }) };
      return cached.graph;
    },
  };
}
