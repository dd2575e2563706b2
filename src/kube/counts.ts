import { isReady } from './pod-state.ts';
import type { ReadableWorkload } from './workload.ts';

/** The number of pods that a workload wants and has. */
export interface Counts {
  readonly wanted: number;
  readonly ready: number;
  /** Pods of the present template. */
  readonly updated: number;
}

/** The counts that the workload's controller reports; null for no report, or one from before the last change. */
export function countsOf(workload: ReadableWorkload): Counts | null {
  const { spec, status } = workload.body;
  if (workload.ref.kind === 'Pod') {
    const ready = isReady(workload) ? 1 : 0;
    return status == null ? null : { wanted: 1, ready, updated: 1 };
  }
  if (status == null || !isOfNow(workload)) return null;
  const ready = status.readyReplicas ?? 0;
  switch (workload.ref.kind) {
    case 'Deployment':
    case 'StatefulSet':
      return { wanted: spec?.replicas ?? 1, ready, updated: status.updatedReplicas ?? 0 };
    case 'DaemonSet':
      return {
        wanted: status.desiredNumberScheduled ?? 0,
        ready: status.numberReady ?? 0,
        updated: status.updatedNumberScheduled ?? 0,
      };
    default:
      return null;
  }
}

/** The number of pods that the workload should have now; null where no field states it. */
export function wantedOf({ ref, body }: ReadableWorkload): number | null {
  switch (ref.kind) {
    case 'Pod':
      return 1;
    case 'DaemonSet':
      return body.status?.desiredNumberScheduled ?? null;
    default:
      return body.spec?.replicas ?? 1;
  }
}

/** Whether the status belongs to the present spec. */
export function isOfNow({ body }: ReadableWorkload): boolean {
  const seen = body.status?.observedGeneration;
  const generation = body.metadata?.generation;
  if (seen == null || generation == null) return false;
  return Number(seen) >= generation;
}
