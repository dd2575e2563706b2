import { isNamespaced } from '../kube/kinds.ts';
import { type Obj, type Ref, refKey } from '../kube/object.ts';
import { isParametric } from '../kube/parameter.ts';
import { found, type Lookup, missing, unknown } from './lookup.ts';
import type { Read, Scope } from './scope.ts';
import type { Store } from './store.ts';
import { term } from './terms.ts';

/** What a rule may ask. Every question is recorded as a read, for a live confirmation to repeat. */
export interface Query {
  readonly scope: Scope;
  readonly settings: Settings;
  get(ref: Ref): Lookup<Obj>;
  /** The objects of a term. `read` says what a live confirmation lists for it. */
  lookup(term: string, read: () => Read): readonly Obj[];
  /** The stated namespaces. */
  namespaces(): Iterable<string>;
  /** Whether some object that belongs into a namespace may state none. */
  hasUnstated(): boolean;
}

/** What a policy says of the cluster itself, beyond the objects in it. */
export interface Settings {
  /** The ingress controllers that its owner names; an empty list leaves them to be found. */
  readonly controllers: readonly ControllerSetting[];
  /** True where no Kubernetes before 1.33 is served: named ports of native sidecars become endpoints. */
  readonly kubeVersion: number | null;
}

export interface ControllerSetting {
  readonly preset: string | null;
  readonly classes: readonly string[];
  readonly namespace: string | null;
  readonly labels: Readonly<Record<string, string>> | null;
  readonly hostNetwork: boolean | null;
}

export const defaultSettings: Settings = { controllers: [], kubeVersion: null };

/** The recorder of a finding's reads; each read is kept once. */
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
    get(ref) {
      recorder?.note(refKey(ref), () => ({ object: ref }));
      return get(store, scope, ref);
    },
    lookup(text, read) {
      recorder?.note(text, read);
      return store.lookup(text);
    },
    namespaces: () => store.namespaces(),
    hasUnstated: () => store.hasUnstated(),
  };
}

function get(store: Store, scope: Scope, ref: Ref): Lookup<Obj> {
  const [obj] = store.lookup(term.object(ref));
  if (obj !== undefined) return found(obj);
  const { group, kind, namespace, name } = ref;
  if (!isNamespaced(group, kind)) {
    // Nothing else bears that name.
  } else if (namespace !== null) {
    if (store.lookup(term.object({ ...ref, namespace: null })).length > 0)
      return unknown('namespace-unstated');
  } else {
    for (const stated of store.namespaces()) {
      if (store.lookup(term.object({ ...ref, namespace: stated })).length > 0)
        return unknown('namespace-unstated');
    }
  }
  if (isParametric(name) || store.lookup(term.parametric(group, kind, namespace)).length > 0) {
    return unknown('parameter');
  }
  const why = scope.unseen(group, kind, namespace);
  return why === null ? missing : unknown(why);
}
