import { buildGraph, type Graph } from '../../src/graph/index/graph.ts';
import type { Settings } from '../../src/graph/index/query.ts';
import { clusterScope } from '../../src/graph/index/scope.ts';
import { kinds } from '../../src/kube/kinds.ts';
import { createApi, reasonOf } from '../../src/sources/cluster/api.ts';
import { createDiscovery } from '../../src/sources/cluster/discovery.ts';
import { type ClusterRead, type KindRead, readCluster } from '../../src/sources/cluster/read-cluster.ts';
import { defaultTiming, type Timing } from '../../src/sources/cluster/shapes.ts';
import { createStripper } from '../../src/sources/cluster/strip.ts';
import { type ClusterAt, clock, connect } from './connection.ts';
import { UsageError } from './usage-error.ts';

/** A cluster that is read on demand and not watched. */
export interface ClusterReader {
  /** The namespace that the kubeconfig's context names. */
  readonly namespace: string;
  /** Reads the whole cluster. A kind that may not be listed everywhere is listed in each of `namespaces`. */
  read(namespaces: readonly string[], signal: AbortSignal, progress?: Progress): Promise<ClusterRead>;
  close(): Promise<void>;
}

/** Called with the number of objects so far. */
export type Progress = (objects: number) => void;

export interface ClusterReaderOptions extends ClusterAt {
  readonly timing?: Timing;
  random?(): number;
}

/** Throws a UsageError where there is no such cluster, or it refuses our credentials. */
export async function openReader(options: ClusterReaderOptions): Promise<ClusterReader> {
  const { timing = defaultTiming, random = Math.random } = options;
  const { config, credentials } = connect(options, timing.renewal);
  const api = createApi(credentials);
  const { signal } = new AbortController();
  const unusable = await credentials.take().then(
    () => null,
    error => reasonOf(error, signal),
  );
  if (unusable !== null) throw new UsageError(`cannot use the kubeconfig: ${unusable}`);
  const greeted = await api.json('/version', { signal, within: timing.request });
  if (greeted.is === 'failed') {
    await credentials.close();
    const server = whereIs(config.getCurrentCluster()?.server ?? '');
    const what = greeted.status === null ? `does not answer: ${greeted.why}` : `answers "${greeted.why}"`;
    throw new UsageError(`the cluster at ${server} ${what}`);
  }
  return {
    namespace: config.getContextObject(config.getCurrentContext())?.namespace ?? 'default',
    read(namespaces, signal, progress) {
      const counts = new Map<string, number>();
      return readCluster({
        ...{ api, timing, signal, random, namespaces },
        discovery: createDiscovery(api, timing.request, clock, () => timing.poll),
        stripper: createStripper('what-runs'),
        progress(kind, objects) {
          counts.set(`${kind.group}/${kind.kind}`, objects);
          progress?.([...counts.values()].reduce((sum, count) => sum + count, 0));
        },
      });
    },
    close: () => credentials.close(),
  };
}

/** The server without the password that its URL may hold. */
function whereIs(server: string): string {
  const url = URL.parse(server);
  return url === null ? '' : url.origin + url.pathname.replace(/\/$/, '');
}

/** The graph of a read. A missing object does not exist where all objects of its kind were read. */
export function graphOfRead({ objects, kinds: read, version }: ClusterRead, settings: Settings): Graph {
  const byKind = new Map(read.map(kind => [`${kind.group}/${kind.kind}`, kind]));
  const isListed = (group: string, kind: string, namespace: string | null) => {
    const known = byKind.get(`${group}/${kind}`);
    if (known === undefined) return false;
    if (known.is === 'partly') return namespace !== null && known.namespaces.includes(namespace);
    return known.is === 'listed' || known.is === 'absent';
  };
  const routes = kinds.filter(({ role }) => role === 'route');
  const routesComplete = routes.every(({ group, kind }) => isListed(group, kind, null));
  const kubeVersion = settings.kubeVersion ?? version;
  return buildGraph(objects, clusterScope(isListed, routesComplete), { ...settings, kubeVersion });
}

/** A gap in a read: an error where it failed or returned nothing, a note where a part was forbidden. */
export interface Lack {
  readonly is: 'error' | 'note';
  readonly message: string;
}

/** The gaps, each reason once with all its kinds: an account that may not read one kind often may not read twenty. */
export function lacksOf({ kinds: read }: ClusterRead): readonly Lack[] {
  if (!read.some(isRead) && read.some(({ is }) => is === 'forbidden')) return [nothingOf(read)];
  return [...Map.groupBy(read, lackKey)].flatMap(([, same]) => lackOf(same));
}

const isRead = ({ is }: KindRead) => is === 'listed' || is === 'partly';

/** An error: the report of an unreadable cluster would look like that of a cluster without faults. */
function nothingOf(read: readonly KindRead[]): Lack {
  const why = read.find(({ is }) => is === 'forbidden')?.why;
  const message = `no permission to read any kind, in all namespaces or in the given one; use -n for another namespace (${why})`;
  return { is: 'error', message };
}

/** Groups kinds whose refusals differ only in their names. */
function lackKey({ kind, is, namespaces, why }: KindRead): string {
  return is === 'failed' ? `${is} ${kind} ${why}` : `${is} ${namespaces.join(',')}`;
}

function lackOf(same: readonly KindRead[]): readonly Lack[] {
  const [first] = same;
  if (first === undefined) return [];
  const { is, namespaces, why } = first;
  const kinds = same.map(({ kind }) => kind).join(', ');
  switch (is) {
    case 'listed':
    case 'absent':
      return [];
    case 'partly':
      return [
        note(`read in namespace ${namespaces.join(', ')} only, and unknown elsewhere: ${kinds} (${why})`),
      ];
    case 'forbidden':
      return [note(`no permission to read, so unknown: ${kinds} (${why})`)];
    case 'failed':
      return [{ is: 'error', message: `could not be read: ${kinds}: ${why}` }];
    default:
      return is satisfies never;
  }
}

const note = (message: string): Lack => ({ is: 'note', message });
