import type { Json } from '../../kube/json.ts';
import type { Obj, Ref } from '../../kube/object.ts';

/** Who keeps the objects of the cluster. Every call is one write. */
export interface ObjectSink {
  put(obj: Obj): void;
  remove(ref: Ref): void;
  /** All objects of the kind; those that are kept and not among them are gone. */
  replace(group: string, kind: string, objects: readonly Obj[]): void;
}

/** A request that has no answer to read. */
export interface ApiFailure {
  readonly is: 'failed';
  /** The HTTP status, or that of an ERROR event; null where the server said nothing. */
  readonly status: number | null;
  readonly why: string;
  /** Milliseconds that the server asks to be left alone for. */
  readonly retryAfter: number | null;
  /** The value of a body that was JSON. */
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

/** Milliseconds, all of them. */
export interface Timing {
  /** Waits after failures: the least, and the most that they grow to. */
  readonly backOff: { readonly least: number; readonly most: number };
  /** In which an answer, or a page of a list, must have come whole. */
  readonly request: number;
  /** Of silence, after which a watch counts as broken: more than the minute between two bookmarks. */
  readonly idle: number;
  /** Between two looks whether a kind is served by now. */
  readonly poll: number;
  /** That a watch must have lived for the failures before it to be forgotten. */
  readonly steady: number;
  /** For which the server keeps a watch open. */
  readonly watch: { readonly least: number; readonly most: number };
  /** Between two times that credentials are loaded anew. */
  readonly renewal: number;
  /** For which a kind may be forbidden that was listed before, until what is known of it is given up. */
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
