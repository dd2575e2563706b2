import type { Json, JsonObject } from '../../kube/json.ts';
import type { Failed, Kept } from '../lease/kept.ts';

export type ReportKind = 'Report' | 'ClusterReport';

/** Where reports are kept. Nothing throws, and all of it ends soon after its signal. */
export interface ReportStore {
  /** The kinds of OpenReports that the cluster has. */
  served(
    signal: AbortSignal,
  ): Promise<{ readonly is: 'served'; readonly kinds: readonly ReportKind[] } | Failed>;
  /** Those that carry our label, page by page; `each` is done with one before the next is read. */
  list(
    kind: ReportKind,
    each: (report: Json) => Promise<void>,
    signal: AbortSignal,
  ): Promise<{ readonly is: 'listed' } | Failed>;
  /** Who bears the name, whoever's it is. */
  get(kind: ReportKind, namespace: string | null, signal: AbortSignal): Promise<Kept>;
  apply(kind: ReportKind, namespace: string | null, body: JsonObject, signal: AbortSignal): Promise<Kept>;
  remove(kind: ReportKind, namespace: string | null, uid: string, signal: AbortSignal): Promise<Kept>;
}

export const actions = ['written', 'unchanged', 'deleted', 'failed'] as const;
export type Action = (typeof actions)[number];
export type Actions = Readonly<Record<Action, number>>;

export interface Synced {
  readonly actions: Actions;
  /** Results that did not fit into their reports. */
  readonly leftOut: number;
}
