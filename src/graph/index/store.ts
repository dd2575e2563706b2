import { isNamespaced } from '../../kube/kinds.ts';
import type { Obj } from '../../kube/object.ts';
import { refKey } from '../../kube/object.ts';
import { indexKeysOf } from './index-keys.ts';

/** Objects by index key, in the order of insertion. */
export interface Store {
  lookup(key: string): readonly Obj[];
  objects(): Iterable<Obj>;
  /** The stated namespaces of the objects. */
  namespaces(): Iterable<string>;
  /** Whether an object of a namespaced kind may state no namespace. */
  hasUnstated(): boolean;
}

/** The writable store. Only its owner holds an Index; all other code holds a Store. */
export interface Index extends Store {
  add(obj: Obj): void;
  remove(obj: Obj): void;
}

const none: readonly Obj[] = [];

export function createIndex(objects: Iterable<Obj> = []): Index {
  const byTerm = new Map<string, Obj | Obj[]>();
  const all = new Set<Obj>();
  const namespaces = new Map<string, number>();
  let unstated = 0;

  function add(obj: Obj): void {
    all.add(obj);
    for (const term of indexKeysOf(obj)) put(byTerm, term, obj);
    const { namespace } = obj.ref;
    if (namespace !== null) namespaces.set(namespace, (namespaces.get(namespace) ?? 0) + 1);
    else if (isNamespaced(obj.ref.group, obj.ref.kind)) unstated++;
  }

  function remove(obj: Obj): void {
    all.delete(obj);
    for (const term of indexKeysOf(obj)) take(byTerm, term, obj);
    const { namespace } = obj.ref;
    if (namespace === null) {
      if (isNamespaced(obj.ref.group, obj.ref.kind)) unstated--;
      return;
    }
    const count = (namespaces.get(namespace) ?? 1) - 1;
    if (count === 0) namespaces.delete(namespace);
    else namespaces.set(namespace, count);
  }

  for (const obj of objects) add(obj);
  return {
    add,
    remove,
    lookup(term) {
      const entry = byTerm.get(term);
      if (entry === undefined) return none;
      return Array.isArray(entry) ? entry : [entry];
    },
    objects: () => all,
    namespaces: () => namespaces.keys(),
    hasUnstated: () => unstated > 0,
  };
}

/** Most index keys have one object, which the map then holds without an array. */
function put(map: Map<string, Obj | Obj[]>, key: string, obj: Obj): void {
  const entry = map.get(key);
  if (entry === undefined) map.set(key, obj);
  else if (Array.isArray(entry)) entry.push(obj);
  else map.set(key, [entry, obj]);
}

function take(map: Map<string, Obj | Obj[]>, key: string, obj: Obj): void {
  const entry = map.get(key);
  if (entry === obj) {
    map.delete(key);
    return;
  }
  if (!Array.isArray(entry)) return;
  const rest = entry.filter(other => other !== obj);
  if (rest.length === 0) map.delete(key);
  else if (rest.length === 1 && rest[0] !== undefined) map.set(key, rest[0]);
  else map.set(key, rest);
}

/** A store that hides some objects and adds a few others. Its cost depends only on those few. */
export function overlay(base: Store, hidden: ReadonlySet<string>, extra: readonly Obj[]): Store {
  const over = createIndex(extra);
  const shows = (obj: Obj) => !hidden.has(refKey(obj.ref));
  return {
    lookup(term) {
      const below = base.lookup(term);
      const above = over.lookup(term);
      if (below.every(shows)) return above.length === 0 ? below : [...below, ...above];
      return [...below.filter(shows), ...above];
    },
    *objects() {
      for (const obj of base.objects()) if (shows(obj)) yield obj;
      yield* extra;
    },
    hasUnstated: () => base.hasUnstated() || over.hasUnstated(),
    *namespaces() {
      const seen = new Set<string>();
      for (const namespace of [...base.namespaces(), ...over.namespaces()]) {
        if (!seen.has(namespace)) yield namespace;
        seen.add(namespace);
      }
    },
  };
}
