import type { ApiRead } from '../../kube/api-server.ts';
import { collections } from '../../graph/index/collections.ts';
import type { Graph } from '../../graph/index/graph.ts';
import type { CollectionRead, Read } from '../../graph/index/read.ts';
import type { Ref } from '../../kube/object.ts';
import { formatLabels } from '../../kube/selector.ts';

/**
 * What is asked of the API server for a read. `release`: what the objects of one release may have changed a moment ago,
 * enough to see what is there; `all`: everything that a refusal rests on.
 */
export type ReadDepth = 'release' | 'all';

export function apiReadsOf(read: Read, depth: ReadDepth, graph: Graph): readonly ApiRead[] {
  return 'object' in read ? objectReads(read.object, depth) : rangeReads(read, depth, graph);
}

const settled = new Set([
  '/Namespace',
  '/PersistentVolumeClaim',
  'gateway.networking.k8s.io/Gateway',
  'gateway.networking.k8s.io/GatewayClass',
  'networking.k8s.io/IngressClass',
]);

/** ConfigMaps and whatever else is named are not ours to read. */
function objectReads(ref: Ref, depth: ReadDepth): readonly ApiRead[] {
  const kind = `${ref.group}/${ref.kind}`;
  return kind === '/Service' || (depth === 'all' && settled.has(kind)) ? [{ get: ref }] : [];
}

function rangeReads(
  { collection: range, namespace, labels, key: term }: CollectionRead,
  depth: ReadDepth,
  graph: Graph,
): readonly ApiRead[] {
  const list = (names: readonly string[], where = namespace) => names.map(name => listOf(name, where, null));
  switch (range) {
    case 'services':
      return list(['/Service']);
    case 'workloads':
      if (depth === 'release') return list(released);
      return [...list([...released, ...makers]), ...(labels === null ? [] : [podsWith(labels, namespace)])];
    case 'routes':
      return [
        ...list(routes),
        ...grantedNamespaces(namespace, graph).flatMap(source => list(gatewayRoutes, source)),
      ];
    case 'policies':
      return list(['networking.k8s.io/NetworkPolicy']);
    case 'grants':
      return list(['gateway.networking.k8s.io/ReferenceGrant']);
    case 'scalers':
      return depth === 'all' ? list(['autoscaling/HorizontalPodAutoscaler', 'keda.sh/ScaledObject']) : [];
    case 'rollouts':
      return depth === 'all' ? list(['argoproj.io/Rollout']) : [];
    case 'gateways':
      return depth === 'all' ? list(['gateway.networking.k8s.io/Gateway']) : [];
    case 'ingress-classes':
      return depth === 'all' ? list(['networking.k8s.io/IngressClass'], null) : [];
    case 'data-plane':
      // A list over all namespaces would cost more than it tells: those that are known are looked at again.
      return depth === 'all' ? graph.store.lookup(term).map(({ ref }) => ({ get: ref })) : [];
    case 'endpoints':
    case 'pod-makers':
    case 'foreign-policies':
    case 'any-routes':
      // No refusal rests on the absence of these, and nobody can list every kind of custom resource.
      return [];
    default:
      return range satisfies never;
  }
}

/** The workloads that a release consists of. */
const released = [
  'apps/Deployment',
  'apps/StatefulSet',
  'apps/DaemonSet',
  'argoproj.io/Rollout',
  'apps.openshift.io/DeploymentConfig',
];
const makers = ['/ReplicationController', 'batch/Job', 'batch/CronJob'];
const gatewayRoutes = ['gateway.networking.k8s.io/HTTPRoute', 'gateway.networking.k8s.io/GRPCRoute'];
const routes = ['networking.k8s.io/Ingress', 'route.openshift.io/Route', ...gatewayRoutes];

function listOf(name: string, namespace: string | null, selector: string | null): ApiRead {
  const slash = name.lastIndexOf('/');
  return { list: { group: name.slice(0, slash), kind: name.slice(slash + 1) }, namespace, selector };
}

/** Settles pods that no template shows: bare ones, and those that an operator makes. */
function podsWith(labels: Readonly<Record<string, string>>, namespace: string | null): ApiRead {
  return listOf('/Pod', namespace, formatLabels(labels));
}

/** The namespaces whose routes a grant lets in. */
function grantedNamespaces(namespace: string | null, graph: Graph): readonly string[] {
  const sources = graph
    .query()
    .lookup(collections.grants(namespace))
    .filter(grant => grant.opaque === null)
    .flatMap(grant => (grant.body.spec?.from ?? []).map(from => from.namespace ?? ''));
  return [...new Set(sources)].filter(source => source !== '' && source !== namespace);
}
