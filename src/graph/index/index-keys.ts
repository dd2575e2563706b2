import { isForeignPolicy, isForeignRoute, mayMakePods } from '../../kube/foreign-kinds.ts';
import { isJsonObject } from '../../kube/json.ts';
import { gatewayOfSet, listenerSet } from '../../kube/kinds/listener-set.ts';
import { type NetworkPolicyBody, networkPolicy } from '../../kube/kinds/network-policy.ts';
import { isOf, isScaler, kindOf, type ScalerBody } from '../../kube/kinds.ts';
import { labelsOf } from '../../kube/metadata.ts';
import { type Obj, type ReadableObj, type Ref, refKey } from '../../kube/object.ts';
import { topOwnerOf } from '../../kube/owners.ts';
import { valueAt } from '../../kube/pointer.ts';
import { isService, type ReadableService } from '../../kube/service.ts';
import { isParametric } from '../../kube/text.ts';
import {
  hasOpenLabels,
  isOwned,
  isRuntimeKey,
  isWorkload,
  labelsAreKnown,
  podLabelsWritten,
  type Workload,
} from '../../kube/workload.ts';
import { byPodLabels } from '../../routes/controllers/candidates.ts';
import type { ControllerId } from '../../routes/controllers/ids.ts';
import { isCanary, pathsOf } from '../../routes/ingress/paths.ts';
import { routeOf } from '../../routes/route-kinds.ts';

/**
 * The keys that find objects. An index is only a map from key to objects: a new query needs a new key here, and never a
 * scan of all objects.
 */
export const indexKey = {
  object: (ref: Ref) => `o|${refKey(ref)}`,
  /** The objects of a kind in a namespace ('' where none is stated). */
  kind: (group: string, kind: string, namespace: string | null) => `k|${group}/${kind}|${namespace ?? ''}`,
  /** The objects of a kind of role `class`, which is cluster-scoped. */
  anyKind: (group: string, kind: string) => `K|${group}/${kind}`,
  /** Objects whose name holds a parameter without a value. */
  parametric: (group: string, kind: string, namespace: string | null) =>
    `p|${group}/${kind}|${namespace ?? ''}`,
  /** Workloads without an owner that is a workload. */
  workloads: (namespace: string | null) => `w|${namespace ?? ''}`,
  /** Workloads whose pod template carries the label. */
  podLabel: (namespace: string | null, key: string, value: string) => `l|${namespace ?? ''}|${key}|${value}`,
  /** Pods that carry the label, owned or not. */
  podWith: (namespace: string | null, key: string, value: string) => `P|${namespace ?? ''}|${key}|${value}`,
  /** The pods that a workload owns. */
  podOf: (namespace: string | null, kind: string, name: string) => `po|${namespace ?? ''}|${kind}|${name}`,
  /** Workloads whose pods may carry labels that the template does not show. */
  runtimeLabels: (namespace: string | null) => `r|${namespace ?? ''}`,
  /** Services of that name in any namespace. */
  serviceNamed: (name: string) => `sn|${name}`,
  /** Services by one pair of their selector: see `indexPair`. */
  selects: (namespace: string | null, key: string, value: string) => `s|${namespace ?? ''}|${key}|${value}`,
  /** Services whose selector names only labels that may be set at run time. */
  selectsRuntime: (namespace: string | null) => `S|${namespace ?? ''}`,
  /** NetworkPolicies by one pair of their podSelector: see `indexPair`. */
  policySelects: (namespace: string | null, key: string, value: string) =>
    `n|${namespace ?? ''}|${key}|${value}`,
  /** NetworkPolicies that have no such pair. */
  policySelectsAny: (namespace: string | null) => `N|${namespace ?? ''}`,
  /** Ingresses with a rule of that host ('' for none): canaries, or the mains that take them in. */
  hostOf: (host: string, which: 'canary' | 'main') => `h${which}|${host}`,
  /** Routes with a backend of that Service name. */
  backend: (namespace: string | null, service: string) => `b|${namespace ?? ''}|${service}`,
  routes: 'routes',
  opaqueRoutes: 'routes?',
  foreignRoutes: 'routes!',
  foreignPolicies: (namespace: string | null) => `fp|${namespace ?? ''}`,
  /** Istio Gateways by one pair of their selector: the pods of that label are installed with Istio, in any namespace. */
  gatewayPods: (key: string, value: string) => `gp|${key}|${value}`,
  /** SMI TrafficSplits by the Service that they divide. */
  trafficSplits: (namespace: string | null, service: string) => `ts|${namespace ?? ''}|${service}`,
  podMakers: (namespace: string | null) => `pm|${namespace ?? ''}`,
  /** The routes that name the Gateway or the ListenerSet as a parent, and the ListenerSets of a Gateway. */
  attachedTo: (parent: Ref) => `at|${refKey(parent)}`,
  endpointsOf: (namespace: string | null, service: string) => `e|${namespace ?? ''}|${service}`,
  scales: (namespace: string | null, kind: string, name: string) => `a|${namespace ?? ''}|${kind}|${name}`,
  /** Workloads whose pods are proxies of that controller. */
  dataPlane: (controller: ControllerId) => `d|${controller}`,
} as const;

/** The index keys of an object. Pure: equal objects have equal keys, so that an object can be removed again. */
export function indexKeysOf(obj: Obj): readonly string[] {
  const { group, kind, namespace, name } = obj.ref;
  const keys = [indexKey.object(obj.ref), indexKey.kind(group, kind, namespace)];
  if (isParametric(name)) keys.push(indexKey.parametric(group, kind, namespace));
  const known = kindOf(obj.apiVersion, kind);
  if (known === null) {
    if (isForeignPolicy(group, kind)) keys.push(indexKey.foreignPolicies(namespace));
    if (isForeignRoute(group, kind)) keys.push(indexKey.foreignRoutes);
    if (mayMakePods(group, kind)) keys.push(indexKey.podMakers(namespace));
    if (obj.opaque === null) pushMesh(obj, keys);
    return keys;
  }
  switch (known.kind.role) {
    case 'workload':
      if (isWorkload(obj)) pushWorkload(obj, keys);
      break;
    case 'service':
      keys.push(indexKey.serviceNamed(name));
      if (isService(obj) && obj.opaque === null) pushService(obj, keys);
      break;
    case 'route':
      pushRoute(obj, keys);
      break;
    case 'endpoints':
      keys.push(indexKey.endpointsOf(namespace, servedBy(obj)));
      break;
    case 'scaler':
      if (isScaler(obj) && obj.opaque === null) pushScaler(obj, keys);
      break;
    case 'policy':
      if (isOf(networkPolicy, obj)) pushPolicy(obj, keys);
      break;
    case 'class':
      keys.push(indexKey.anyKind(group, kind));
      break;
    case 'gateway':
      if (isOf(listenerSet, obj) && obj.opaque === null) keys.push(indexKey.attachedTo(gatewayOfSet(obj)));
      break;
    case 'grant':
    case 'upstream':
    case 'other':
      break;
    default:
      known.kind.role satisfies never;
  }
  return keys;
}

/** An owned Pod is indexed only as a pod: queries for workloads find its owner. */
function pushWorkload(workload: Workload, keys: string[]): void {
  const { namespace } = workload.ref;
  if (workload.ref.kind === 'Pod' && workload.opaque === null) pushPod(workload, keys);
  if (isOwned(workload)) return;
  keys.push(indexKey.workloads(namespace));
  if (workload.opaque !== null) keys.push(indexKey.runtimeLabels(namespace));
  if (!labelsAreKnown(workload)) return;
  const labels = podLabelsWritten(workload);
  for (const preset of byPodLabels(namespace, labels)) keys.push(indexKey.dataPlane(preset.id));
  for (const key of Object.keys(labels)) keys.push(indexKey.podLabel(namespace, key, labels[key] ?? ''));
  if (workload.opaque === null && hasOpenLabels(workload)) keys.push(indexKey.runtimeLabels(namespace));
}

function pushPod(pod: Workload, keys: string[]): void {
  const { namespace } = pod.ref;
  const labels = podLabelsWritten(pod);
  for (const key of Object.keys(labels)) {
    // No selector is looked up by a run-time key: see `indexPair`.
    if (!isRuntimeKey(key)) keys.push(indexKey.podWith(namespace, key, labels[key] ?? ''));
  }
  const owner = topOwnerOf(pod);
  if (owner !== null) keys.push(indexKey.podOf(namespace, owner.kind, owner.name));
}

/** The pair that indexes a selector: the first pair that only a template can set. */
export function indexPair(
  selector: Readonly<Record<string, string | null>>,
): readonly [string, string] | null {
  for (const key of Object.keys(selector).sort()) {
    const value = selector[key] ?? '';
    if (!isRuntimeKey(key) && !isParametric(value)) return [key, value];
  }
  return null;
}

function pushService(service: ReadableService, keys: string[]): void {
  const selector = service.body.spec?.selector;
  if (selector === null || selector === undefined || Object.keys(selector).length === 0) return;
  const pair = indexPair(selector);
  const { namespace } = service.ref;
  keys.push(
    pair === null ? indexKey.selectsRuntime(namespace) : indexKey.selects(namespace, pair[0], pair[1]),
  );
}

function pushPolicy(policy: Obj<NetworkPolicyBody>, keys: string[]): void {
  const { namespace } = policy.ref;
  const labels = policy.opaque === null ? policy.body.spec?.podSelector?.matchLabels : null;
  const pair = indexPair(labels ?? {});
  keys.push(
    pair === null
      ? indexKey.policySelectsAny(namespace)
      : indexKey.policySelects(namespace, pair[0], pair[1]),
  );
}

function pushRoute(obj: Obj, keys: string[]): void {
  keys.push(indexKey.routes);
  if (obj.opaque !== null) {
    keys.push(indexKey.opaqueRoutes);
    return;
  }
  const route = routeOf(obj);
  if (route === null) return;
  const found = new Set<string>();
  for (const { target } of route.backends) {
    if (target.is === 'service') found.add(indexKey.backend(target.namespace, target.name));
  }
  for (const { host } of pathsOf(route))
    found.add(indexKey.hostOf(host, isCanary(route) ? 'canary' : 'main'));
  if (route.served.by === 'gateways')
    for (const { ref } of route.served.parents) found.add(indexKey.attachedTo(ref));
  keys.push(...found);
}

/** What a mesh says of pods and Services: an Istio Gateway names its proxies, a TrafficSplit divides a Service without pods. */
function pushMesh({ ref, body }: ReadableObj, keys: string[]): void {
  const { group, kind, namespace } = ref;
  if (group === 'networking.istio.io' && kind === 'Gateway') {
    const selector = valueAt(body, '/spec/selector');
    if (!isJsonObject(selector)) return;
    for (const [key, value] of Object.entries(selector))
      if (typeof value === 'string') keys.push(indexKey.gatewayPods(key, value));
  }
  if (group === 'split.smi-spec.io' && kind === 'TrafficSplit') {
    const service = valueAt(body, '/spec/service');
    if (typeof service === 'string') keys.push(indexKey.trafficSplits(namespace, service));
  }
}

function pushScaler(scaler: ReadableObj<ScalerBody>, keys: string[]): void {
  const target = scaler.body.spec?.scaleTargetRef;
  // KEDA's scaleTargetRef.kind defaults to Deployment.
  if (target?.name)
    keys.push(indexKey.scales(scaler.ref.namespace, target.kind ?? 'Deployment', target.name));
}

function servedBy(obj: Obj): string {
  if (obj.ref.kind === 'Endpoints') return obj.ref.name;
  return labelsOf(obj)['kubernetes.io/service-name'] ?? '';
}
