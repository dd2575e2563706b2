import { type Obj, type Ref, refKey } from '../../kube/object.ts';
import { createQuery, defaultSettings, type Query, type Recorder, type Settings } from './query.ts';
import type { Scope } from './scope.ts';
import { createIndex, overlay, type Store } from './store.ts';

/** The objects of a cluster, or of a folder of manifests, at one moment. Immutable. */
export interface Graph {
  readonly store: Store;
  readonly scope: Scope;
  readonly settings: Settings;
  /** The queries on this graph; a recorder records every read. */
  query(recorder?: Recorder): Query;
  /** The graph after the object is written. The cost depends only on the objects that change. */
  with(obj: Obj): Graph;
  /** The graph after the object is created: Services and routes that lead to the object may come later. */
  creating(obj: Obj): Graph;
  /** The graph after the object is deleted. */
  without(ref: Ref): Graph;
  /** The graph after many writes and deletions. */
  changed(written: Iterable<Obj>, gone: Iterable<Ref>): Graph;
}

export function buildGraph(
  objects: Iterable<Obj>,
  scope: Scope,
  settings: Settings = defaultSettings,
): Graph {
  return graphOf(createIndex(objects), scope, settings);
}

/** A graph over a store of another owner, such as the watched cluster's: valid until the next write to that store. */
export function graphOf(store: Store, scope: Scope, settings: Settings = defaultSettings): Graph {
  return layered(store, scope, settings, new Map());
}

/** `changes` holds the present object for each object key; null where the object was deleted. */
function layered(
  base: Store,
  scope: Scope,
  settings: Settings,
  changes: ReadonlyMap<string, Obj | null>,
): Graph {
  const store =
    changes.size === 0
      ? base
      : overlay(
          base,
          new Set(changes.keys()),
          [...changes.values()].filter(obj => obj !== null),
        );
  const change = (more: Iterable<readonly [string, Obj | null]>, seen = scope) =>
    layered(base, seen, settings, new Map([...changes, ...more]));
  let plain: Query | null = null;
  return {
    store,
    scope,
    settings,
    query(recorder) {
      if (recorder !== undefined) return createQuery(store, scope, settings, recorder);
      plain ??= createQuery(store, scope, settings, null);
      return plain;
    },
    with: obj => change([[refKey(obj.ref), obj]]),
    creating: obj => change([[refKey(obj.ref), obj]], { ...scope, incoming: refKey(obj.ref) }),
    without: ref => change([[refKey(ref), null]]),
    changed: (written, gone) =>
      change([
        ...[...gone].map(ref => [refKey(ref), null] as const),
        ...[...written].map(obj => [refKey(obj.ref), obj] as const),
      ]),
  };
}
