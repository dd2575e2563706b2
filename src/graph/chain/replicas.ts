import type { ScalerBody } from '../../kube/kinds.ts';
import { isReadable, type Obj, type ReadableObj } from '../../kube/object.ts';
import type { ReadableWorkload } from '../../kube/workload.ts';
import { collections } from '../index/collections.ts';
import { perQuery } from '../index/memo.ts';
import { neighbours } from '../index/namespaces.ts';
import type { Query } from '../index/query.ts';

/** The number of pods that a workload may have, and the source of the number. */
export interface Replicas {
  readonly min: number;
  readonly max: number;
  /** `defaulted`: no field states it, and the API server writes 1. `unknown`: an autoscaler may override the number. */
  readonly by: 'author' | 'autoscaler' | 'defaulted' | 'unknown';
  readonly scaler: ReadableObj<ScalerBody> | null;
}

/**
 * The replicas of a workload: an autoscaler's range, its own number, or the default of 1. A Deployment whose
 * template an Argo Rollout takes has those of the Rollout.
 */
export function replicasOf(workload: ReadableWorkload, query: Query): Replicas {
  const rollout = rolloutOf(workload, query);
  if (rollout !== null) return replicasOf(rollout, query);
  const scaler = scalerOf(workload, query);
  if (scaler !== null && scaler.opaque === null) {
    const spec = scaler.body.spec;
    const least =
      scaler.ref.kind === 'ScaledObject' ? (spec?.minReplicaCount ?? 0) : (spec?.minReplicas ?? 1);
    const most = spec?.maxReplicas ?? spec?.maxReplicaCount ?? Math.max(least, 100);
    return { min: least, max: Math.max(least, most), by: 'autoscaler', scaler };
  }
  const own = workload.body.spec?.replicas;
  if (scaler !== null || mayBeScaled(workload, query))
    return { min: own ?? 1, max: own ?? 1, by: 'unknown', scaler: null };
  if (own === null || own === undefined) return { min: 1, max: 1, by: 'defaulted', scaler: null };
  return { min: own, max: own, by: 'author', scaler: null };
}

/** Whether an autoscaler names the workload and may be in the same namespace: one of the two states none. */
function mayBeScaled(workload: ReadableWorkload, query: Query): boolean {
  const { namespace, kind, name } = workload.ref;
  const { perhaps } = neighbours(namespace, query);
  return perhaps.some(other => query.lookup(collections.scalersOf(other, kind, name)).length > 0);
}

function scalerOf(workload: ReadableWorkload, query: Query): Obj<ScalerBody> | null {
  const { namespace, kind, name } = workload.ref;
  const [scaler] = query.lookup(collections.scalersOf(namespace, kind, name));
  return scaler ?? null;
}

/** Whether the workload has 0 replicas. A DaemonSet never has, nor a Deployment whose template a Rollout takes. */
export function isScaledToZero(workload: ReadableWorkload, query: Query): boolean {
  const isZero = workload.ref.kind !== 'DaemonSet' && workload.body.spec?.replicas === 0;
  return isZero && rolloutOf(workload, query) === null;
}

/** The Argo Rollout that takes its template from this Deployment and keeps the Deployment at 0 replicas. */
export function rolloutOf(workload: ReadableWorkload, query: Query): ReadableWorkload | null {
  if (workload.ref.kind !== 'Deployment') return null;
  const { namespace, name } = workload.ref;
  const byDeployment = taking(query, namespace, () =>
    Map.groupBy(query.lookup(collections.rollouts(namespace)).filter(isReadable), ({ body }) => {
      const ref = body.spec?.workloadRef;
      return (ref?.kind ?? 'Deployment') === 'Deployment' ? (ref?.name ?? null) : null;
    }),
  );
  return byDeployment.get(name)?.[0] ?? null;
}

// By the Deployment: a namespace may have as many Rollouts as Deployments.
const taking = perQuery<string | null, ReadonlyMap<string | null, readonly ReadableWorkload[]>>();
