import { isNamespaced } from '../../kube/kinds.ts';
import { type Obj, type Ref, refKey } from '../../kube/object.ts';
import { isParametric } from '../../kube/text.ts';
import type { Collection } from './collections.ts';
import { indexKey } from './index-keys.ts';
import { found, type Lookup, missing, unknown } from './lookup.ts';
import type { Read } from './read.ts';
import type { TypedRef } from './refs.ts';
import type { Scope } from './scope.ts';
import type { Store } from './store.ts';

/** The queries of a rule. Each is recorded as a read, which a live confirmation repeats. */
export interface Query {
  readonly scope: Scope;
  readonly settings: Settings;
  /** The same queries, unrecorded: for hints, which no finding depends on. */
  readonly untracked: Query;
  /** The object of that name; unknown where the source may not have seen it. */
  get<Of extends Obj = Obj>(name: TypedRef<Of>): Lookup<Of>;
  /** The objects of a collection, in the order of the store. */
  lookup<Of extends Obj>(range: Collection<Of>): readonly Of[];
  /** The stated namespaces. */
  namespaces(): Iterable<string>;
  /** Whether an object of a namespaced kind may state no namespace. */
  hasUnstated(): boolean;
}

/** What the config states about the cluster itself. */
export interface Settings {
  /** The ingress controllers that the config names; with an empty list they are detected. */
  readonly controllers: readonly ControllerSetting[];
  /** The minor version of the oldest Kubernetes 1.x to support; null for an unknown version, which counts as a new one. */
  readonly kubeVersion: number | null;
}

/** An ingress controller as the config describes it. The preset supplies the fields that are null. */
export interface ControllerSetting {
  readonly preset: string | null;
  /** The classes that the controller serves; empty: the classes that no other setting names. */
  readonly classes: readonly string[];
  readonly namespace: string | null;
  readonly labels: Readonly<Record<string, string>> | null;
  readonly hostNetwork: boolean | null;
}

export const defaultSettings: Settings = { controllers: [], kubeVersion: null };

/** Records the reads of a finding, each once. */
export interface Recorder {
  note(key: string, read: () => Read): void;
  reads(): readonly Read[];
}

export function createRecorder(): Recorder {
  const reads = new Map<string, Read>();
  return {
    note(key, read) {
      if (!reads.has(key)) reads.set(key, read());
    },
    reads: () => [...reads.values()],
  };
}

export function createQuery(
  store: Store,
  scope: Scope,
  settings: Settings,
  recorder: Recorder | null,
): Query {
  return {
    scope,
    settings,
    get untracked() {
      return recorder === null ? this : createQuery(store, scope, settings, null);
    },
    get<Of extends Obj>(ref: TypedRef<Of>) {
      recorder?.note(refKey(ref), () => ({ object: ref }));
      // An object of that name is of that kind: the decoder has checked its shape, or it is opaque.
      return get(store, scope, ref) as Lookup<Obj> as Lookup<Of>;
    },
    lookup<Of extends Obj>(range: Collection<Of>) {
      recorder?.note(range.key, range.read);
      // The index key holds only objects of that kind: `indexKeysOf` gives it to no other.
      return store.lookup(range.key) as readonly Obj[] as readonly Of[];
    },
    namespaces: () => store.namespaces(),
    hasUnstated: () => store.hasUnstated(),
  };
}

function get(store: Store, scope: Scope, ref: Ref): Lookup<Obj> {
  const [obj] = store.lookup(indexKey.object(ref));
  if (obj !== undefined) return found(obj);
  const { group, kind, namespace, name } = ref;
  if (!isNamespaced(group, kind)) {
    // No other object can have that name.
  } else if (namespace !== null) {
    if (store.lookup(indexKey.object({ ...ref, namespace: null })).length > 0)
      return unknown('namespace-unstated');
  } else {
    for (const stated of store.namespaces()) {
      if (store.lookup(indexKey.object({ ...ref, namespace: stated })).length > 0)
        return unknown('namespace-unstated');
    }
  }
  if (isParametric(name) || store.lookup(indexKey.parametric(group, kind, namespace)).length > 0) {
    return unknown('parameter');
  }
  const why = scope.unseen(group, kind, namespace);
  return why === null ? missing : unknown(why);
}
