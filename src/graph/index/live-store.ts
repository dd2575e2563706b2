import { jsonEqual } from '../../kube/json.ts';
import { type Obj, type Ref, refKey } from '../../kube/object.ts';
import { createIndex, type Store } from './store.ts';

/** A store that follows a cluster: it holds the last state of every object. */
export interface LiveStore {
  readonly store: Store;
  /** Grows with every write that may change an answer. */
  readonly writes: number;
  count(group: string, kind: string): number;
  put(obj: Obj): void;
  remove(ref: Ref): void;
  replace(group: string, kind: string, objects: readonly Obj[]): void;
}

export function createLiveStore(): LiveStore {
  const index = createIndex();
  const byKind = new Map<string, Map<string, Obj>>();
  let writes = 0;

  function of(group: string, kind: string): Map<string, Obj> {
    const key = `${group}/${kind}`;
    const known = byKind.get(key) ?? new Map<string, Obj>();
    byKind.set(key, known);
    return known;
  }

  function put(obj: Obj): void {
    const known = of(obj.ref.group, obj.ref.kind);
    const key = refKey(obj.ref);
    const before = known.get(key);
    if (before !== undefined) {
      // Most events change only a status, which is not stored.
      if (isSame(before, obj)) return;
      index.remove(before);
    }
    index.add(obj);
    known.set(key, obj);
    writes += 1;
  }

  function take(known: Map<string, Obj>, key: string): void {
    const before = known.get(key);
    if (before === undefined) return;
    index.remove(before);
    known.delete(key);
    writes += 1;
  }

  return {
    store: index,
    get writes() {
      return writes;
    },
    count: (group, kind) => byKind.get(`${group}/${kind}`)?.size ?? 0,
    put,
    remove: ref => take(of(ref.group, ref.kind), refKey(ref)),
    replace(group, kind, objects) {
      const known = of(group, kind);
      const keys = new Set(objects.map(({ ref }) => refKey(ref)));
      for (const key of [...known.keys()]) if (!keys.has(key)) take(known, key);
      for (const obj of objects) put(obj);
      // Counted even without a changed object: the kind may be complete only now.
      writes += 1;
    },
  };
}

/** Ignores the resourceVersion: a later version with equal content changes no answer. */
const isSame = (a: Obj, b: Obj) => a.opaque === b.opaque && jsonEqual(a.body, b.body);
