import { controllerRefsOf, labelsOf } from './metadata.ts';
import type { Workload } from './workload.ts';

export interface Owner {
  readonly kind: string;
  readonly name: string;
}

/**
 * The workload that owns the pod, directly or through a ReplicaSet. A ReplicaSet is named after its Deployment or
 * Rollout and the hash that its pods carry; a DeploymentConfig's pods carry its name. Null for a pod without an owner.
 */
export function topOwnerOf(pod: Workload): Owner | null {
  const [owner] = controllerRefsOf(pod);
  if (owner?.kind == null || owner.name == null) return null;
  const { kind, name } = owner;
  const labels = labelsOf(pod);
  const config = kind === 'ReplicationController' ? labels.deploymentconfig : null;
  if (config != null) return { kind: 'DeploymentConfig', name: config };
  if (kind !== 'ReplicaSet') return { kind, name };
  for (const [over, key] of hashes) {
    const hash = labels[key];
    if (hash != null && hash !== '' && name.endsWith(`-${hash}`))
      return { kind: over, name: name.slice(0, -hash.length - 1) };
  }
  return { kind, name };
}

const hashes = [
  ['Deployment', 'pod-template-hash'],
  ['Rollout', 'rollouts-pod-template-hash'],
] as const;
