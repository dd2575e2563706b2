import { isOfNow } from '../../src/kube/counts.ts';
import type { Pointer } from '../../src/kube/pointer.ts';
import { oneLine } from '../../src/kube/text.ts';
import type { ReadableWorkload } from '../../src/kube/workload.ts';

/** Why a rollout does not end, as its controller reports it. */
export interface Stall {
  /** `short`: the rollout was complete, and pods have been lost since. */
  readonly is: 'deadline' | 'refused' | 'degraded' | 'short';
  readonly reason: string;
  /** The controller's message; empty where it adds nothing. */
  readonly said: string;
  readonly wanted: number;
  /** The number of pods of the present template; null where the controller does not count them. */
  readonly updated: number | null;
  readonly available: number;
  readonly at: Pointer;
}

/** Null for a rollout that progresses or is complete, and for a status that is absent or older than the last change. */
export function stallOf(workload: ReadableWorkload): Stall | null {
  const { status } = workload.body;
  if (status == null || !isOfNow(workload)) return null;
  switch (workload.ref.kind) {
    case 'Deployment':
      return deploymentStall(workload);
    case 'Rollout':
      return status.phase === 'Degraded' ? stall(workload, 'degraded', '/status/phase') : null;
    default:
      return null;
  }
}

function deploymentStall(workload: ReadableWorkload): Stall | null {
  const refused = find(workload, 'ReplicaFailure', 'True');
  if (refused !== -1) return stall(workload, 'refused', `/status/conditions/${refused}/reason`, refused);
  const progress = find(workload, 'Progressing', 'False');
  if (progress !== -1 && workload.body.spec?.paused !== true)
    return stall(workload, 'deadline', `/status/conditions/${progress}/reason`, progress);
  const complete = find(workload, 'Progressing', 'True', 'NewReplicaSetAvailable') !== -1;
  const lost = find(workload, 'Available', 'False');
  return complete && lost !== -1 ? stall(workload, 'short', `/status/conditions/${lost}/reason`, lost) : null;
}

function find(
  { body }: ReadableWorkload,
  type: string,
  status: string,
  reason: string | null = null,
): number {
  return (body.status?.conditions ?? []).findIndex(
    one => one.type === type && one.status === status && (reason === null || one.reason === reason),
  );
}

function stall(
  { body }: ReadableWorkload,
  is: Stall['is'],
  at: Pointer,
  condition: number | null = null,
): Stall {
  const { spec, status } = body;
  const reported = condition === null ? null : status?.conditions?.[condition];
  return {
    is,
    at,
    reason: oneLine(reported?.reason),
    said: oneLine(condition === null ? status?.message : reported?.message),
    wanted: spec?.replicas ?? 1,
    updated: condition === null ? null : (status?.updatedReplicas ?? 0),
    available: status?.availableReplicas ?? 0,
  };
}
