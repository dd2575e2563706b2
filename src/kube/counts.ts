import { isReady } from './pod-state.ts';
import type { ReadableWorkload } from './workload.ts';

/** How many pods a workload wants and has. */
export interface Counts {
  readonly wanted: number;
  readonly ready: number;
  /** Of the present template. */
  readonly updated: number;
}

/** As its controller reports it; null where it reports nothing, or what was before the last change. */
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

/** How many pods the workload is to have now; null where nobody says. */
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

/** Whether the status is of the spec that stands there now. */
export function isOfNow({ body }: ReadableWorkload): boolean {
  const seen = body.status?.observedGeneration;
  const generation = body.metadata?.generation;
  if (seen == null || generation == null) return false;
  return Number(seen) >= generation;
}
