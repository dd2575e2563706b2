import type { Json } from '../kube/json.ts';
import type { Obj } from '../kube/object.ts';
import type { Operation } from '../kube/patch.ts';
import type { Pointer } from '../kube/pointer.ts';
import type { ClaimBody } from '../kube/types.ts';
import { podSpecOf, type Workload } from '../kube/workload.ts';
import type { Fix } from '../rule.ts';
import type { Query } from './query.ts';

/**
 * Whether an old pod keeps its successor from starting beside it: a port or the network of the node, or a volume
 * that is not known to be mountable on many nodes.
 */
export function isKeptFromSurging(workload: Workload, query: Query): boolean {
  const spec = podSpecOf(workload);
  if (spec.hostNetwork === true) return true;
  if ((spec.containers ?? []).some(container => (container.ports ?? []).some(port => (port.hostPort ?? 0) > 0))) return true;
  return (spec.volumes ?? []).some(volume => {
    const claim = volume.persistentVolumeClaim?.claimName;
    return typeof claim === 'string' && !isShared(claim, workload, query);
  });
}

function isShared(name: string, workload: Workload, query: Query): boolean {
  const found = query.get({ group: '', kind: 'PersistentVolumeClaim', namespace: workload.ref.namespace, name });
  if (found.is !== 'found' || found.value.opaque !== null) return false;
  const modes = (found.value as unknown as Obj<ClaimBody>).body.spec?.accessModes ?? [];
  return modes.includes('ReadWriteMany') || modes.includes('ReadOnlyMany');
}

/** Whether the scheduler may have no node for a pod more than there are. */
function isHardToPlace(workload: Workload): boolean {
  const spec = podSpecOf(workload);
  const apart = spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const spread = spec.topologySpreadConstraints ?? [];
  return apart.length > 0 || spread.some(({ whenUnsatisfiable }) => (whenUnsatisfiable ?? 'DoNotSchedule') === 'DoNotSchedule');
}

/**
 * Start the new pods first. Only for a Deployment that can: its strategy is outside of the pod template, so that
 * the change itself starts no rollout.
 */
export function surgeFix(workload: Workload, replicas: number, query: Query): Fix | undefined {
  if (workload.ref.kind !== 'Deployment' || isKeptFromSurging(workload, query)) return undefined;
  const strategy = workload.body.spec?.strategy;
  const value: Json = { maxUnavailable: 0, maxSurge: replicas > 4 ? '25%' : 1 };
  return {
    safety: isHardToPlace(workload) ? 'suggestion' : 'safe',
    title: `Add new pods before old ones go: maxUnavailable 0, maxSurge ${replicas > 4 ? '25%' : 1}`,
    on: workload.ref,
    operations: [operation(strategy as Json | undefined, value)],
    creates: [],
  };
}

function operation(strategy: Json | undefined, value: Json): Operation {
  const path: Pointer = '/spec/strategy';
  if (strategy === undefined || strategy === null) {
    return { op: 'add', path, value: { type: 'RollingUpdate', rollingUpdate: value } };
  }
  return { op: 'add', path: `${path}/rollingUpdate`, value };
}
