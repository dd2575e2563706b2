import type { Obj } from '../../kube/object.ts';
import type { ClassBody, ReferenceGrantBody } from '../../kube/route-types.ts';
import type { Service } from '../../kube/service.ts';
import type { EndpointSliceBody, Labels, NetworkPolicyBody, ScalerBody } from '../../kube/types.ts';
import type { Workload } from '../../kube/workload.ts';
import type { ControllerId } from '../../routes/controllers/presets.ts';
import { term } from './index-keys.ts';
import type { RangeName, RangeRead } from './read.ts';

type Namespace = string | null;

/**
 * A set of objects that may be asked for: the term that finds them, and what a live confirmation lists for it.
 * `Of` is what they are; who reads their bodies must first see that `opaque` is null.
 */
export interface Range<Of extends Obj<unknown> = Obj> {
  readonly term: string;
  read(): RangeRead;
  /** For the type alone. */
  readonly of?: Of;
}

const gatewayApi = 'gateway.networking.k8s.io';

function list<Of extends Obj<unknown> = Obj>(
  found: string,
  range: RangeName,
  namespace: Namespace,
): Range<Of> {
  return { term: found, read: () => ({ range, namespace, labels: null, term: found }) };
}

/** With a selector the confirmation asks for pods too. */
function workloadsBy(found: string, namespace: Namespace, selector: Labels | null): Range<Workload> {
  return {
    term: found,
    read: () => ({ range: 'workloads', namespace, labels: known(selector), term: found }),
  };
}

/** The API server takes null for the empty string. */
function known(labels: Labels | null): RangeRead['labels'] {
  if (labels === null) return null;
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, value ?? '']));
}

/** Every set that the graph is asked for. `null` is the namespace of objects that state none. */
export const ranges = {
  workloads: (namespace: Namespace, selector: Labels | null = null) =>
    workloadsBy(term.workloads(namespace), namespace, selector),
  workloadsWith: (namespace: Namespace, key: string, value: string, selector: Labels | null = null) =>
    workloadsBy(term.podLabel(namespace, key, value), namespace, selector),
  workloadsOfOpenLabels: (namespace: Namespace, selector: Labels | null = null) =>
    workloadsBy(term.runtimeLabels(namespace), namespace, selector),
  /** Pods that carry the label, whoever keeps them. */
  podsWith: (namespace: Namespace, key: string, value: string) =>
    workloadsBy(term.podWith(namespace, key, value), namespace, { [key]: value }),
  pods: (namespace: Namespace) => workloadsBy(term.kind('', 'Pod', namespace), namespace, null),
  /** The pods that the workload of that kind and name keeps. */
  podsOf: (namespace: Namespace, kind: string, name: string) =>
    workloadsBy(term.podOf(namespace, kind, name), namespace, null),
  podMakers: (namespace: Namespace) => list(term.podMakers(namespace), 'pod-makers', namespace),
  services: (namespace: Namespace) =>
    list<Service>(term.kind('', 'Service', namespace), 'services', namespace),
  servicesBy: (namespace: Namespace, key: string, value: string) =>
    list<Service>(term.selects(namespace, key, value), 'services', namespace),
  servicesByRuntimeLabels: (namespace: Namespace) =>
    list<Service>(term.selectsRuntime(namespace), 'services', namespace),
  /** EndpointSlices, and Endpoints of that name. */
  endpointsOf: (namespace: Namespace, service: string) =>
    list<Obj<EndpointSliceBody>>(term.endpointsOf(namespace, service), 'endpoints', namespace),
  routes: list(term.routes, 'any-routes', null),
  opaqueRoutes: list(term.opaqueRoutes, 'any-routes', null),
  foreignRoutes: list(term.foreignRoutes, 'any-routes', null),
  /** The routes with a backend of that Service name, of whatever namespace they are. */
  routesTo: (namespace: Namespace, service: string) =>
    list(term.backend(namespace, service), 'routes', namespace),
  policies: (namespace: Namespace) =>
    list<Obj<NetworkPolicyBody>>(
      term.kind('networking.k8s.io', 'NetworkPolicy', namespace),
      'policies',
      namespace,
    ),
  policiesBy: (namespace: Namespace, key: string, value: string) =>
    list<Obj<NetworkPolicyBody>>(term.policySelects(namespace, key, value), 'policies', namespace),
  policiesByNoLabel: (namespace: Namespace) =>
    list<Obj<NetworkPolicyBody>>(term.policySelectsAny(namespace), 'policies', namespace),
  foreignPolicies: (namespace: Namespace) =>
    list(term.foreignPolicies(namespace), 'foreign-policies', namespace),
  grants: (namespace: Namespace) =>
    list<Obj<ReferenceGrantBody>>(term.kind(gatewayApi, 'ReferenceGrant', namespace), 'grants', namespace),
  gateways: (namespace: Namespace) =>
    list(term.kind(gatewayApi, 'Gateway', namespace), 'gateways', namespace),
  ingressClasses: list<Obj<ClassBody>>(
    term.anyKind('networking.k8s.io', 'IngressClass'),
    'ingress-classes',
    null,
  ),
  scalersOf: (namespace: Namespace, kind: string, name: string) =>
    list<Obj<ScalerBody>>(term.scales(namespace, kind, name), 'scalers', namespace),
  rollouts: (namespace: Namespace) =>
    list<Workload>(term.kind('argoproj.io', 'Rollout', namespace), 'rollouts', namespace),
  /** Workloads whose pods are proxies of that controller. */
  dataPlane: (controller: ControllerId) => list<Workload>(term.dataPlane(controller), 'data-plane', null),
} as const;
