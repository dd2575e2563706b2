import type { Graph } from '../../graph/index/graph.ts';
import { graphOf } from '../../graph/index/graph.ts';
import { indexKey } from '../../graph/index/index-keys.ts';
import type { Settings } from '../../graph/index/query.ts';
import type { Scope } from '../../graph/index/scope.ts';
import { createIndex } from '../../graph/index/store.ts';
import type { ApiRead, LiveReader, ReadAnswer } from '../../kube/api-server.ts';
import { type JsonObject, jsonEqual, own } from '../../kube/json.ts';
import { isNamespaced } from '../../kube/kinds.ts';
import type { Obj, Ref } from '../../kube/object.ts';
import { valueAt } from '../../kube/pointer.ts';
import { isWorkload, templateAt } from '../../kube/workload.ts';
import { revisionKindOf } from '../patch/rollback.ts';
import type { ClusterView } from './cluster-view.ts';

/** A cluster that consists of the objects written to it. */
export interface InMemoryCluster extends ClusterView {
  readonly live: LiveReader;
  /** The stored object of that name; null for none. */
  stored(ref: Ref): Obj | null;
  /** Stores the object as the API server would, with a uid and a resourceVersion; returns the stored object. */
  write(obj: Obj): Obj;
  remove(ref: Ref): void;
}

/**
 * The scope of a folder of manifests: it has every application and none of a cluster's other objects. Namespaces,
 * classes, Gateways and volumes that the folder lacks may exist; so may any object of a system namespace.
 */
export const inMemoryScope: Scope = {
  routesComplete: true,
  incoming: null,
  unseen(group, kind, namespace) {
    if (namespace !== null && /^(kube|openshift)-/.test(namespace)) return 'open-namespace';
    return !isNamespaced(group, kind) || elsewhere.has(kind) ? 'not-listed' : null;
  },
};

const elsewhere = new Set([
  'Gateway',
  'ListenerSet',
  'PersistentVolumeClaim',
  'ConfigMap',
  'EndpointSlice',
  'Endpoints',
]);

/** A cluster gives every object of a namespaced kind a namespace. */
export function withNamespace(obj: Obj, namespace: string): Obj {
  if (obj.ref.namespace !== null || !isNamespaced(obj.ref.group, obj.ref.kind)) return obj;
  const metadata = own(obj.body, 'metadata') as JsonObject | undefined;
  const body = { ...obj.body, metadata: { ...metadata, namespace } };
  return { ...obj, body, ref: { ...obj.ref, namespace } };
}

export function createInMemoryCluster(objects: Iterable<Obj>, settings: Settings): InMemoryCluster {
  const index = createIndex();
  const revisions: Obj[] = [];
  let version = 1000;
  // A graph caches answers, so the same graph is used until the store is written.
  let graph: Graph | null = null;

  const stored = (ref: Ref) => index.lookup(indexKey.object(ref))[0] ?? null;

  function put(obj: Obj): Obj {
    const before = stored(obj.ref);
    const kept = withUid(obj, before === null ? `uid-${version}` : uidOf(before), String(++version));
    if (before !== null) index.remove(before);
    index.add(kept);
    const revision = revisionOf(kept, version);
    if (revision !== null && (before === null || !sameTemplate(before, kept))) revisions.push(revision);
    graph = null;
    return kept;
  }

  for (const obj of objects) put(obj);
  return {
    graph: () => (graph ??= graphOf(index, inMemoryScope, settings)),
    isSynced: () => true,
    live: { read: async read => answerTo(read, index.lookup, revisions) },
    stored,
    write: put,
    remove(ref) {
      const obj = stored(ref);
      if (obj !== null) index.remove(obj);
      graph = null;
    },
  };
}

function withUid(obj: Obj, uid: string, resourceVersion: string): Obj {
  const metadata = own(obj.body, 'metadata') as JsonObject | undefined;
  return {
    ...obj,
    body: { ...obj.body, metadata: { ...metadata, uid } },
    origin: { from: 'cluster', resourceVersion },
  };
}

const uidOf = ({ body }: Obj) => String(own(own(body, 'metadata'), 'uid') ?? '');

const templateIn = (obj: Obj) => (isWorkload(obj) ? valueAt(obj.body, templateAt(obj)) : undefined);

const sameTemplate = (a: Obj, b: Obj) => jsonEqual(templateIn(a), templateIn(b));

/** The revision that the object's controller would make of a pod template. */
function revisionOf(obj: Obj, version: number): Obj | null {
  const kind = revisionKindOf(obj.ref);
  const template = templateIn(obj);
  if (kind === null || template === undefined) return null;
  const name = `${obj.ref.name}-${version}`;
  const { group } = obj.ref;
  // Uses the group of the table: OpenShift templates have a bare `v1`.
  const apiVersion = group === '' ? 'v1' : `${group}/v1`;
  const owner = { apiVersion, kind: obj.ref.kind, name: obj.ref.name, uid: uidOf(obj), controller: true };
  const metadata = { name, namespace: obj.ref.namespace, ownerReferences: [owner] };
  const spec = { template };
  return {
    ref: { ...kind, namespace: obj.ref.namespace, name },
    apiVersion: kind.group === '' ? 'v1' : `${kind.group}/v1`,
    body: kind.kind === 'ControllerRevision' ? { metadata, data: { spec } } : { metadata, spec },
    origin: { from: 'cluster', resourceVersion: String(version) },
    opaque: null,
    malformed: [],
  };
}

function answerTo(
  read: ApiRead,
  lookup: (term: string) => readonly Obj[],
  revisions: readonly Obj[],
): ReadAnswer {
  if ('get' in read) return { is: 'read', objects: lookup(indexKey.object(read.get)) };
  const { group, kind } = read.list;
  const isKind = ({ ref }: Obj) =>
    ref.group === group && ref.kind === kind && ref.namespace === read.namespace;
  const kept = revisions.filter(isKind);
  // A read with a selector is for pods or revisions, and its caller compares the labels.
  if (read.selector !== null) return { is: 'read', objects: kept };
  return { is: 'read', objects: [...lookup(indexKey.kind(group, kind, read.namespace)), ...kept] };
}
