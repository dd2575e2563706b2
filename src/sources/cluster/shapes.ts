import type { Json } from '../../kube/json.ts';
import type { Obj, Ref } from '../../kube/object.ts';

/** The store of the cluster's objects. Every call is one write. */
export interface ObjectSink {
  put(obj: Obj): void;
  remove(ref: Ref): void;
  /** Replaces all objects of the kind: stored objects that are not in `objects` are removed. */
  replace(group: string, kind: string, objects: readonly Obj[]): void;
}

/** A request that has no answer to read. */
export interface ApiFailure {
  readonly is: 'failed';
  /** The HTTP status, or the code of an ERROR event; null where the server did not answer. */
  readonly status: number | null;
  readonly why: string;
  /** The milliseconds of the server's Retry-After; null where it sent none. */
  readonly retryAfter: number | null;
  /** The body, where it is JSON. */
  readonly body: Json | null;
}

export const failure = (why: string, more: Partial<Omit<ApiFailure, 'is' | 'why'>> = {}): ApiFailure => ({
  is: 'failed',
  status: null,
  retryAfter: null,
  body: null,
  ...more,
  why,
});

/** A line of the log: what became of a kind, or of the connection as a whole. */
export interface ClusterEntry {
  readonly what: 'cluster';
  readonly kind: string | null;
  readonly says: string;
}

/** All times in milliseconds. */
export interface Timing {
  /** The first and the longest wait after failures. */
  readonly backOff: { readonly least: number; readonly most: number };
  /** The limit for a complete answer, or for a page of a list. */
  readonly request: number;
  /** The silence after which a watch counts as broken: longer than the minute between two bookmarks. */
  readonly idle: number;
  /** The wait before an absent kind is looked up again. */
  readonly poll: number;
  /** The age at which a watch resets the count of failures. */
  readonly steady: number;
  /** How long the server keeps a watch open. */
  readonly watch: { readonly least: number; readonly most: number };
  /** The wait between two reloads of the credentials. */
  readonly renewal: number;
  /** How long a listed kind may be forbidden before its objects are dropped. */
  readonly patience: number;
}

export const defaultTiming: Timing = {
  backOff: { least: 500, most: 30_000 },
  request: 30_000,
  idle: 120_000,
  poll: 30_000,
  steady: 5000,
  watch: { least: 300_000, most: 600_000 },
  renewal: 1000,
  patience: 60_000,
};
