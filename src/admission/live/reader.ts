import type { Obj } from '../../kube/object.ts';
import { type Ref, refKey } from '../../kube/object.ts';

/** One request to the API server, past the cache. */
export type ApiRead =
  | { readonly get: Ref }
  | {
      readonly list: { readonly group: string; readonly kind: string };
      readonly namespace: string | null;
      /** A label selector as the API takes it; of Pods the metadata of one that it selects is enough. */
      readonly selector: string | null;
    };

export type LiveAnswer =
  /** The object, or none; or every object of the list. */
  | { readonly is: 'read'; readonly objects: readonly Obj[] }
  /** The cluster has no such kind, or does not let us read it: nothing more is known than before. */
  | { readonly is: 'not-served' }
  /** Not in time, too many reads, or an error; in words that complete "a live read failed: …". */
  | { readonly is: 'failed'; readonly why: string };

/** The cluster itself. A read ends when the signal does at the latest, and never throws. */
export interface LiveReader {
  read(read: ApiRead, signal: AbortSignal): Promise<LiveAnswer>;
}

/** Reads with one key have one answer. */
export function readKey(read: ApiRead): string {
  if ('get' in read) return `get ${refKey(read.get)}`;
  const { group, kind } = read.list;
  return `list ${group}/${kind} ${read.namespace ?? ''} ${read.selector ?? ''}`;
}
