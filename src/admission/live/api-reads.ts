import { collections } from '../../graph/index/collections.ts';
import type { Graph } from '../../graph/index/graph.ts';
import type { CollectionRead, Read } from '../../graph/index/read.ts';
import type { ApiRead } from '../../kube/api-server.ts';
import { backendTlsPolicy } from '../../kube/kinds/backend-tls-policy.ts';
import { gateway } from '../../kube/kinds/gateway.ts';
import { gatewayClass } from '../../kube/kinds/gateway-class.ts';
import { ingressClass } from '../../kube/kinds/ingress-class.ts';
import { ingressController } from '../../kube/kinds/ingress-controller.ts';
import { listenerSet } from '../../kube/kinds/listener-set.ts';
import { namespace as namespaceKind } from '../../kube/kinds/namespace.ts';
import { networkPolicy } from '../../kube/kinds/network-policy.ts';
import { peerAuthentication } from '../../kube/kinds/peer-authentication.ts';
import { persistentVolumeClaim } from '../../kube/kinds/persistent-volume-claim.ts';
import { pod } from '../../kube/kinds/pod.ts';
import { referenceGrant } from '../../kube/kinds/reference-grant.ts';
import { rollout } from '../../kube/kinds/rollout.ts';
import { service } from '../../kube/kinds/service.ts';
import { isOfRole, type Kind, kinds, type WorkloadKind } from '../../kube/kinds.ts';
import type { Ref } from '../../kube/object.ts';
import { formatLabels } from '../../kube/selector.ts';
import { routeKind } from '../../routes/route-kinds.ts';

/**
 * Which reads are repeated live. `release`: objects that the same release may have changed a moment ago; `all`: also
 * every other object that a refusal rests on.
 */
export type ReadDepth = 'release' | 'all';

export function apiReadsOf(read: Read, depth: ReadDepth, graph: Graph): readonly ApiRead[] {
  return 'object' in read ? objectReads(read.object, depth) : collectionReads(read, depth, graph);
}

/** Kinds that a release seldom writes. */
const stable: readonly Kind[] = [
  namespaceKind,
  persistentVolumeClaim,
  gateway,
  listenerSet,
  gatewayClass,
  ingressClass,
  ingressController,
];

const isOneOf = (some: readonly Kind[], { group, kind }: Ref) =>
  some.some(one => one.kind === kind && one.group === group);

/** The reads of an object. Other kinds, such as ConfigMaps, are not read, because the webhook has no right to. */
function objectReads(ref: Ref, depth: ReadDepth): readonly ApiRead[] {
  const isRead = isOneOf([service], ref) || (depth === 'all' && isOneOf(stable, ref));
  return isRead ? [{ get: ref }] : [];
}

function collectionReads(
  { collection, namespace, labels, key }: CollectionRead,
  depth: ReadDepth,
  graph: Graph,
): readonly ApiRead[] {
  const list = (some: readonly Kind[], where = namespace) => some.map(kind => listOf(kind, where));
  switch (collection) {
    case 'services':
      return list([service]);
    case 'workloads':
      return [
        ...list(workloadsAt(depth)),
        // Finds the pods without a template: bare pods, and those that an operator makes.
        ...(labels === null || depth === 'release' ? [] : [listOf(pod, namespace, formatLabels(labels))]),
      ];
    case 'routes':
      return [
        ...list(routes),
        ...grantedNamespaces(namespace, graph).flatMap(granted => list(crossingRoutes, granted)),
      ];
    case 'policies':
      return list([networkPolicy]);
    case 'grants':
      return list([referenceGrant]);
    case 'tls-policies':
      return list([backendTlsPolicy]);
    case 'peer-authentications':
      return list([peerAuthentication]);
    case 'scalers':
      return depth === 'all' ? list(scalers) : [];
    case 'rollouts':
      return depth === 'all' ? list([rollout]) : [];
    case 'gateways':
      return depth === 'all' ? list([gateway]) : [];
    case 'ingress-classes':
      return depth === 'all' ? list([ingressClass], null) : [];
    case 'attached':
    case 'data-plane':
      // A list over all namespaces would cost too much, so only the known workloads are read again.
      return depth === 'all' ? graph.store.lookup(key).map(({ ref }) => ({ get: ref })) : [];
    case 'budgets':
    case 'endpoints':
    case 'pod-makers':
    case 'foreign-policies':
    case 'any-routes':
    case 'named':
      // No refusal rests on the absence of these, and no client can list every kind of custom resource.
      return [];
    default:
      return collection satisfies never;
  }
}

/**
 * When a workload of that kind is read live: `release`, because a release writes it; `all`, because a refusal may rest on
 * its absence; `never`, because another workload owns it, or because it is read by its labels.
 */
const workloadDepth: Readonly<Record<WorkloadKind, ReadDepth | 'never'>> = {
  Deployment: 'release',
  StatefulSet: 'release',
  DaemonSet: 'release',
  Rollout: 'release',
  DeploymentConfig: 'release',
  ReplicationController: 'all',
  Job: 'all',
  CronJob: 'all',
  ReplicaSet: 'never',
  Pod: 'never',
};

const ofRole = (role: Kind['role']) => kinds.filter(kind => kind.role === role);
const workloadsOf = (depth: ReadDepth) =>
  kinds.filter(kind => isOfRole('workload', kind) && workloadDepth[kind.kind] === depth);

const released = workloadsOf('release');
const workloadsAt = (depth: ReadDepth) =>
  depth === 'release' ? released : [...released, ...workloadsOf('all')];
const routes = ofRole('route');
const scalers = ofRole('scaler');
/** Routes of these kinds may name a Service of another namespace. */
const crossingRoutes = kinds.filter(
  kind => isOfRole('route', kind) && routeKind(kind.kind).crossesNamespaces,
);

const listOf = (
  { group, kind }: Kind,
  namespace: string | null,
  selector: string | null = null,
): ApiRead => ({ list: { group, kind }, namespace, selector });

/** The namespaces whose routes a ReferenceGrant permits. */
function grantedNamespaces(namespace: string | null, graph: Graph): readonly string[] {
  const sources = graph
    .query()
    .lookup(collections.grants(namespace))
    .filter(grant => grant.opaque === null)
    .flatMap(grant => (grant.body.spec?.from ?? []).map(from => from.namespace ?? ''));
  return [...new Set(sources)].filter(source => source !== '' && source !== namespace);
}
