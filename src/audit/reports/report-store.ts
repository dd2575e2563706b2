import type { Json, JsonObject } from '../../kube/json.ts';
import type { WriteAnswer, WriteFailure } from '../lease/kept.ts';

export type ReportKind = 'Report' | 'ClusterReport';

/** Where reports are kept. Nothing throws, and all of it ends soon after its signal. */
export interface ReportStore {
  /** The kinds of OpenReports that the cluster has. */
  served(
    signal: AbortSignal,
  ): Promise<{ readonly is: 'served'; readonly kinds: readonly ReportKind[] } | WriteFailure>;
  /** Those that carry our label, page by page; `each` is done with one before the next is read. */
  list(
    kind: ReportKind,
    each: (report: Json) => Promise<void>,
    signal: AbortSignal,
  ): Promise<{ readonly is: 'listed' } | WriteFailure>;
  /** Who bears the name, whoever's it is. */
  get(kind: ReportKind, namespace: string | null, signal: AbortSignal): Promise<WriteAnswer>;
  apply(
    kind: ReportKind,
    namespace: string | null,
    body: JsonObject,
    signal: AbortSignal,
  ): Promise<WriteAnswer>;
  remove(kind: ReportKind, namespace: string | null, uid: string, signal: AbortSignal): Promise<WriteAnswer>;
}

export const actions = ['written', 'unchanged', 'deleted', 'failed'] as const;
export type Action = (typeof actions)[number];
export type Actions = Readonly<Record<Action, number>>;

export interface Synced {
  readonly actions: Actions;
  /** Results that did not fit into their reports. */
  readonly leftOut: number;
}
