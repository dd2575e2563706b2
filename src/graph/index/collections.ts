import type { BackendTlsPolicyBody } from '../../kube/kinds/backend-tls-policy.ts';
import type { EndpointSliceBody } from '../../kube/kinds/endpoint-slice.ts';
import type { IngressControllerBody } from '../../kube/kinds/ingress-controller.ts';
import type { Labels } from '../../kube/kinds/metadata.ts';
import type { NetworkPolicyBody } from '../../kube/kinds/network-policy.ts';
import type { PeerAuthenticationBody } from '../../kube/kinds/peer-authentication.ts';
import type { PodDisruptionBudgetBody } from '../../kube/kinds/pod-disruption-budget.ts';
import type { ReferenceGrantBody } from '../../kube/kinds/reference-grant.ts';
import type { ClassBody, ScalerBody } from '../../kube/kinds.ts';
import type { Obj, Ref } from '../../kube/object.ts';
import type { Service } from '../../kube/service.ts';
import type { Workload } from '../../kube/workload.ts';
import type { ControllerId } from '../../routes/controllers/ids.ts';
import { indexKey } from './index-keys.ts';
import type { CollectionName, CollectionRead } from './read.ts';

type Namespace = string | null;

/**
 * A set of objects to query: the index key that finds them, and the list calls that a live confirmation makes for them.
 * `Of` is their type. Check that `opaque` is null before reading a body.
 */
export interface Collection<Of extends Obj = Obj> {
  readonly key: string;
  read(): CollectionRead;
  /** Never set: it carries the type. */
  readonly of?: Of;
}

const gatewayApi = 'gateway.networking.k8s.io';

function list<Of extends Obj = Obj>(
  found: string,
  range: CollectionName,
  namespace: Namespace,
): Collection<Of> {
  return { key: found, read: () => ({ collection: range, namespace, labels: null, key: found }) };
}

/** With a selector the confirmation lists pods too. */
function workloadsBy(found: string, namespace: Namespace, selector: Labels | null): Collection<Workload> {
  return {
    key: found,
    read: () => ({ collection: 'workloads', namespace, labels: known(selector), key: found }),
  };
}

/** The API server reads a null value as the empty string. */
function known(labels: Labels | null): CollectionRead['labels'] {
  if (labels === null) return null;
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, value ?? '']));
}

/** Every collection of the graph. The namespace `null` holds the objects that state none. */
export const collections = {
  workloads: (namespace: Namespace, selector: Labels | null = null) =>
    workloadsBy(indexKey.workloads(namespace), namespace, selector),
  workloadsWith: (namespace: Namespace, key: string, value: string, selector: Labels | null = null) =>
    workloadsBy(indexKey.podLabel(namespace, key, value), namespace, selector),
  workloadsOfOpenLabels: (namespace: Namespace, selector: Labels | null = null) =>
    workloadsBy(indexKey.runtimeLabels(namespace), namespace, selector),
  /** Pods that carry the label, owned or not. */
  podsWith: (namespace: Namespace, key: string, value: string) =>
    workloadsBy(indexKey.podWith(namespace, key, value), namespace, { [key]: value }),
  pods: (namespace: Namespace) => workloadsBy(indexKey.kind('', 'Pod', namespace), namespace, null),
  /** The pods that the workload of that kind and name owns. */
  podsOf: (namespace: Namespace, kind: string, name: string) =>
    workloadsBy(indexKey.podOf(namespace, kind, name), namespace, null),
  podMakers: (namespace: Namespace) => list(indexKey.podMakers(namespace), 'pod-makers', namespace),
  gatewayPods: (key: string, value: string) => list(indexKey.gatewayPods(key, value), 'pod-makers', null),
  trafficSplits: (namespace: Namespace, service: string) =>
    list(indexKey.trafficSplits(namespace, service), 'pod-makers', namespace),
  services: (namespace: Namespace) =>
    list<Service>(indexKey.kind('', 'Service', namespace), 'services', namespace),
  /** The Services of that name in any namespace. */
  servicesNamed: (name: string) => list<Service>(indexKey.serviceNamed(name), 'services', null),
  servicesBy: (namespace: Namespace, key: string, value: string) =>
    list<Service>(indexKey.selects(namespace, key, value), 'services', namespace),
  servicesByRuntimeLabels: (namespace: Namespace) =>
    list<Service>(indexKey.selectsRuntime(namespace), 'services', namespace),
  /** The EndpointSlices of the Service, and the Endpoints of its name. */
  endpointsOf: (namespace: Namespace, service: string) =>
    list<Obj<EndpointSliceBody>>(indexKey.endpointsOf(namespace, service), 'endpoints', namespace),
  routes: list(indexKey.routes, 'any-routes', null),
  opaqueRoutes: list(indexKey.opaqueRoutes, 'any-routes', null),
  foreignRoutes: list(indexKey.foreignRoutes, 'any-routes', null),
  /** The routes of any namespace with a backend of that Service name. */
  routesTo: (namespace: Namespace, service: string) =>
    list(indexKey.backend(namespace, service), 'routes', namespace),
  /** Ingresses of any namespace with a rule of that host; '' for rules without one. */
  ingressesOf: (host: string, which: 'canary' | 'main') =>
    list(indexKey.hostOf(host, which), 'any-routes', null),
  policies: (namespace: Namespace) =>
    list<Obj<NetworkPolicyBody>>(
      indexKey.kind('networking.k8s.io', 'NetworkPolicy', namespace),
      'policies',
      namespace,
    ),
  policiesBy: (namespace: Namespace, key: string, value: string) =>
    list<Obj<NetworkPolicyBody>>(indexKey.policySelects(namespace, key, value), 'policies', namespace),
  policiesByNoLabel: (namespace: Namespace) =>
    list<Obj<NetworkPolicyBody>>(indexKey.policySelectsAny(namespace), 'policies', namespace),
  foreignPolicies: (namespace: Namespace) =>
    list(indexKey.foreignPolicies(namespace), 'foreign-policies', namespace),
  grants: (namespace: Namespace) =>
    list<Obj<ReferenceGrantBody>>(
      indexKey.kind(gatewayApi, 'ReferenceGrant', namespace),
      'grants',
      namespace,
    ),
  tlsPolicies: (namespace: Namespace) =>
    list<Obj<BackendTlsPolicyBody>>(
      indexKey.kind(gatewayApi, 'BackendTLSPolicy', namespace),
      'tls-policies',
      namespace,
    ),
  peerAuthentications: (namespace: Namespace) =>
    list<Obj<PeerAuthenticationBody>>(
      indexKey.kind('security.istio.io', 'PeerAuthentication', namespace),
      'peer-authentications',
      namespace,
    ),
  gateways: (namespace: Namespace) =>
    list(indexKey.kind(gatewayApi, 'Gateway', namespace), 'gateways', namespace),
  /** The objects of any one kind: for hints. */
  objectsOf: (group: string, kind: string, namespace: Namespace) =>
    list(indexKey.kind(group, kind, namespace), 'named', namespace),
  /** The routes that name the Gateway or the ListenerSet as a parent, and the ListenerSets of a Gateway. */
  attachedTo: (parent: Ref) => list(indexKey.attachedTo(parent), 'attached', null),
  gatewayClasses: list<Obj<ClassBody>>(indexKey.anyKind(gatewayApi, 'GatewayClass'), 'named', null),
  routers: list<Obj<IngressControllerBody>>(
    indexKey.kind('operator.openshift.io', 'IngressController', 'openshift-ingress-operator'),
    'named',
    null,
  ),
  ingressClasses: list<Obj<ClassBody>>(
    indexKey.anyKind('networking.k8s.io', 'IngressClass'),
    'ingress-classes',
    null,
  ),
  scalersOf: (namespace: Namespace, kind: string, name: string) =>
    list<Obj<ScalerBody>>(indexKey.scales(namespace, kind, name), 'scalers', namespace),
  budgets: (namespace: Namespace) =>
    list<Obj<PodDisruptionBudgetBody>>(
      indexKey.kind('policy', 'PodDisruptionBudget', namespace),
      'budgets',
      namespace,
    ),
  rollouts: (namespace: Namespace) =>
    list<Workload>(indexKey.kind('argoproj.io', 'Rollout', namespace), 'rollouts', namespace),
  /** Workloads whose pods are proxies of that controller. */
  dataPlane: (controller: ControllerId) => list<Workload>(indexKey.dataPlane(controller), 'data-plane', null),
} as const;
