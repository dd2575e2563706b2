import type { Graph } from '../graph/graph.ts';
import type { Read } from '../graph/scope.ts';
import type { Json } from '../kube/json.ts';
import type { Obj } from '../kube/object.ts';
import { refKey } from '../kube/object.ts';

/** What a read found in the cluster itself: the objects of a range, or the one object, or none. */
export type Answer =
  | { readonly is: 'read'; readonly objects: readonly Obj[] }
  /** Not in time, refused, or too many reads at once. */
  | { readonly is: 'failed'; readonly why: string };

/** The cluster past the cache. The caller gives up at `deadline`, a time of its own clock in milliseconds. */
export interface Live {
  read(read: Read, deadline: number): Promise<Answer>;
  /** The pod templates of the object's own ReplicaSets or ControllerRevisions. */
  templatesOf(workload: Obj, deadline: number): Promise<readonly Json[] | null>;
}

/** No cluster behind the graph, which is then all that there is. */
export const nothingLive: Live = {
  read: async () => ({ is: 'failed', why: 'there is no cluster to ask' }),
  templatesOf: async () => [],
};

export function readKey(read: Read): string {
  return 'object' in read
    ? `object ${refKey(read.object)}`
    : `range ${read.range} ${read.namespace ?? ''} ${read.selector ?? ''}`;
}

/** The graph with what the cluster said in the place of what the cache had. */
export function corrected(graph: Graph, read: Read, objects: readonly Obj[], cached: readonly Obj[]): Graph {
  const seen = new Map(objects.map(obj => [refKey(obj.ref), obj]));
  let result = graph;
  for (const obj of cached) {
    if (!seen.has(refKey(obj.ref))) result = result.without(obj.ref);
  }
  if ('object' in read && objects.length === 0) result = result.without(read.object);
  for (const obj of seen.values()) result = result.with(obj);
  return result;
}
