import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  type ClusterEntry,
  openWatchedCluster,
  type WatchedCluster,
  type WatchedClusterOptions,
} from '../../../cli/serve/watched-cluster.ts';
import { indexKey } from '../../../src/graph/index/index-keys.ts';
import { defaultSettings } from '../../../src/graph/index/query.ts';
import type { KindState } from '../../../src/kube/api-server.ts';
import type { Obj } from '../../../src/kube/object.ts';
import type { Timing } from '../../../src/sources/cluster/shapes.ts';
import { type FakeApi, type FakeOptions, startFakeApi } from '../../support/fake-api.ts';

/** Waits short enough for tests; silence does not count as a fault. */
export const quick: Timing = {
  backOff: { least: 2, most: 20 },
  request: 600_000,
  idle: 600_000,
  poll: 30,
  steady: 0,
  watch: { least: 300_000, most: 600_000 },
  renewal: 0,
  patience: 0,
};

export interface Watched {
  readonly api: FakeApi;
  readonly world: WatchedCluster;
  readonly said: readonly ClusterEntry[];
  readonly file: string;
  state(kind: string): KindState;
  /** Names of the objects of a kind, sorted. */
  names(group: string, kind: string, namespace?: string): readonly string[];
  end(): Promise<void>;
}

export interface WatchedOptions {
  readonly fake?: FakeOptions;
  readonly timing?: Partial<Timing>;
  readonly user?: object;
  readonly wait?: WatchedClusterOptions['wait'];
  /** Called before the cluster is opened. */
  prepare?(api: FakeApi): void;
}

/** A kubeconfig file, in a new folder. */
export function kubeconfigFile(api: FakeApi, user?: object): { readonly path: string; remove(): void } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cluster-'));
  const file = path.join(folder, 'kubeconfig');
  fs.writeFileSync(file, api.kubeconfig(user));
  return { path: file, remove: () => fs.rmSync(folder, { recursive: true }) };
}

/** A cluster view that watches a fake API server. */
export async function watchFake(options: WatchedOptions = {}): Promise<Watched> {
  const api = await startFakeApi(options.fake);
  options.prepare?.(api);
  const { path: file, remove } = kubeconfigFile(api, options.user);
  const said: ClusterEntry[] = [];
  const cluster = openWatchedCluster({
    kubeconfig: file,
    context: null,
    settings: defaultSettings,
    timing: { ...quick, ...options.timing },
    log: entry => said.push(entry),
    ...(options.wait === undefined ? {} : { wait: options.wait }),
  });
  return {
    api,
    world: cluster,
    said,
    file,
    state(kind) {
      const found = cluster.kinds().find(one => one.kind === kind);
      if (found === undefined) throw new Error(`no such kind: ${kind}`);
      return found;
    },
    names: (group, kind, namespace) => namesIn(cluster, group, kind, namespace ?? 'shop'),
    async end() {
      await cluster.close();
      await api.close();
      remove();
    },
  };
}

function namesIn(cluster: WatchedCluster, group: string, kind: string, namespace: string): readonly string[] {
  const objects = cluster.graph().store.lookup(indexKey.kind(group, kind, namespace));
  return objects.map(({ ref }: Obj) => ref.name).sort();
}

export const service = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'shop' },
  spec: { selector: { app: name }, ports: [{ name: 'http', port: 80 }] },
  ...more,
});
