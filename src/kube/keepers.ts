import { controllersIn, type Workload } from './workload.ts';

/**
 * The workloads that keep the pod: its owner, and who keeps that. A ReplicaSet is named after its Deployment or
 * Rollout and the hash that its pods carry, and a DeploymentConfig's pods carry its name.
 */
export function keepersOf(pod: Workload): readonly { readonly kind: string; readonly name: string }[] {
  const labels = pod.body.metadata?.labels ?? {};
  return controllersIn(pod).flatMap(({ kind, name }) => {
    if (kind == null || name == null) return [];
    const owner = { kind, name };
    const config = kind === 'ReplicationController' ? labels.deploymentconfig : null;
    if (config != null) return [owner, { kind: 'DeploymentConfig', name: config }];
    for (const [over, key] of hashes) {
      const end = `-${labels[key] ?? ''}`;
      if (kind === 'ReplicaSet' && end !== '-' && name.endsWith(end))
        return [owner, { kind: over, name: name.slice(0, -end.length) }];
    }
    return [owner];
  });
}

const hashes = [
  ['Deployment', 'pod-template-hash'],
  ['Rollout', 'rollouts-pod-template-hash'],
] as const;
