import type { Json, JsonObject } from './json.ts';
import { type Obj, type Ref, refKey } from './object.ts';

// Requests to an API server and its answers. `sources/cluster` implements these interfaces; admission and audit use
// them.

/** One request past the cache: one object, or a list. */
export type ApiRead =
  | { readonly get: Ref }
  | {
      readonly list: { readonly group: string; readonly kind: string };
      readonly namespace: string | null;
      /** A label selector as the API takes it. For Pods the answer holds the metadata of at most one Pod. */
      readonly selector: string | null;
    };

/** Reads with equal keys have equal answers. */
export function readKey(read: ApiRead): string {
  if ('get' in read) return `get ${refKey(read.get)}`;
  const { group, kind } = read.list;
  return `list ${group}/${kind} ${read.namespace ?? ''} ${read.selector ?? ''}`;
}

export type ReadAnswer =
  /** The object, or none; or every object of the list. */
  | { readonly is: 'read'; readonly objects: readonly Obj[] }
  /** The cluster has no such kind, or does not let us read it: nothing more is known than before. */
  | { readonly is: 'not-served' }
  /** Not in time, too many reads, or an error; `why` completes "a live read failed: …". */
  | { readonly is: 'failed'; readonly why: string };

/** Reads the cluster itself. A read ends when its signal is aborted at the latest, and never throws. */
export interface LiveReader {
  read(read: ApiRead, signal: AbortSignal): Promise<ReadAnswer>;
}

/** The state of the cache for one kind. */
export interface KindState {
  readonly group: string;
  readonly kind: string;
  /** Whether the cluster serves the kind; null until it was asked. */
  readonly served: boolean | null;
  /** Listed once, and watched since. */
  readonly synced: boolean;
  readonly objects: number;
  /** Seconds since the API server last sent a list, an event or a bookmark of the kind; null where it never did. */
  readonly ageSeconds: number | null;
  /** Since the start. */
  readonly relists: number;
  readonly failures: number;
  /** Objects in a list or an event that could not be decoded. */
  readonly skipped: number;
  readonly lastError: string | null;
}

/** The answer to a request for one object, read or written. `absent` and `conflict` are 404 and 409, and no errors. */
export type WriteAnswer =
  | { readonly is: 'written'; readonly value: Json }
  | { readonly is: 'absent'; readonly why: string }
  | { readonly is: 'conflict'; readonly why: string }
  | WriteFailure;

export interface WriteFailure {
  readonly is: 'failed';
  /** The HTTP status; null where the server sent none. */
  readonly status: number | null;
  readonly why: string;
}

/** One Lease of coordination.k8s.io. Each call ends within a third of the lease's duration. */
export interface LeaseStore {
  read(signal: AbortSignal): Promise<WriteAnswer>;
  create(body: JsonObject, signal: AbortSignal): Promise<WriteAnswer>;
  /** A conflict where the Lease has changed since it was read. */
  update(body: JsonObject, signal: AbortSignal): Promise<WriteAnswer>;
}

export type ReportKind = 'Report' | 'ClusterReport';

/** The reports of openreports.io that are ours. Nothing throws, and each call ends soon after its signal. */
export interface ReportStore {
  /** The kinds of OpenReports that the cluster serves. */
  served(
    signal: AbortSignal,
  ): Promise<{ readonly is: 'served'; readonly kinds: readonly ReportKind[] } | WriteFailure>;
  /** The reports with our label, page by page; `each` ends before the next page is read. */
  list(
    kind: ReportKind,
    each: (report: Json) => Promise<void>,
    signal: AbortSignal,
  ): Promise<{ readonly is: 'listed' } | WriteFailure>;
  /** The report of that name, whether it is ours or not. */
  get(kind: ReportKind, namespace: string | null, signal: AbortSignal): Promise<WriteAnswer>;
  apply(
    kind: ReportKind,
    namespace: string | null,
    body: JsonObject,
    signal: AbortSignal,
  ): Promise<WriteAnswer>;
  remove(kind: ReportKind, namespace: string | null, uid: string, signal: AbortSignal): Promise<WriteAnswer>;
}
