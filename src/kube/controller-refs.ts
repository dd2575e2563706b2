import type { OwnerReference } from './kinds/metadata.ts';
import { kindOf } from './kinds.ts';
import type { Ref } from './object.ts';

/**
 * The kinds of objects that the controllers of a kind make, by `group/Kind` of the owner. Anybody may write an
 * ownerReference, so an owner of these kinds counts only for what its controller makes.
 */
const madeBy: Readonly<Record<string, readonly string[]>> = {
  'apps/Deployment': ['ReplicaSet'],
  'argoproj.io/Rollout': ['ReplicaSet'],
  'apps/ReplicaSet': ['Pod'],
  '/ReplicationController': ['Pod'],
  'apps/StatefulSet': ['Pod'],
  'apps/DaemonSet': ['Pod'],
  'batch/Job': ['Pod'],
  'batch/CronJob': ['Job'],
  'apps.openshift.io/DeploymentConfig': ['ReplicationController'],
  // Spark's driver makes its executors, and has a Service.
  '/Pod': ['Pod', 'Service'],
  // GEP-1762: the resources that a controller generates for a Gateway.
  'gateway.networking.k8s.io/Gateway': [
    'Deployment',
    'DaemonSet',
    'Service',
    'HorizontalPodAutoscaler',
    'PodDisruptionBudget',
    'NetworkPolicy',
  ],
  // OpenShift's ingress-to-route controller.
  'networking.k8s.io/Ingress': ['Route'],
  '/Service': ['Endpoints', 'EndpointSlice'],
  'keda.sh/ScaledObject': ['HorizontalPodAutoscaler'],
};

/** Whether the controllers of the owner's kind make objects of that kind; null for an owner of a kind that we do not read. */
export function makes(owner: Pick<OwnerReference, 'apiVersion' | 'kind'>, kind: string): boolean | null {
  const known = kindOf(owner.apiVersion ?? '', owner.kind ?? '');
  if (known === null) return null;
  return madeBy[`${known.kind.group}/${known.kind.kind}`]?.includes(kind) === true;
}

/** The owner's name; null for an owner of a kind that we do not read. An owner is in the namespace of its object. */
export function refOfOwner({ apiVersion, kind, name }: OwnerReference, namespace: string | null): Ref | null {
  const known = kindOf(apiVersion ?? '', kind ?? '');
  if (known === null) return null;
  const { group, kind: of, namespaced } = known.kind;
  return { group, kind: of, namespace: namespaced ? namespace : null, name: name ?? '' };
}
