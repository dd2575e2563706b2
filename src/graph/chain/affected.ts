import { backendTlsPolicy } from '../../kube/kinds/backend-tls-policy.ts';
import { type NetworkPolicyBody, networkPolicy } from '../../kube/kinds/network-policy.ts';
import { type PeerAuthenticationBody, peerAuthentication } from '../../kube/kinds/peer-authentication.ts';
import { referenceGrant } from '../../kube/kinds/reference-grant.ts';
import { isOf, isOfRole, isScaler } from '../../kube/kinds.ts';
import { isReadable, type Obj, type ReadableObj, refKey } from '../../kube/object.ts';
import { matchesSelector } from '../../kube/selector.ts';
import { isService, type ReadableService } from '../../kube/service.ts';
import { trafficRoutingOf } from '../../kube/traffic-routing.ts';
import { isWorkload, podLabels, type ReadableWorkload } from '../../kube/workload.ts';
import { pathsOf } from '../../routes/ingress/paths.ts';
import { routeOf } from '../../routes/route-kinds.ts';
import { collections } from '../index/collections.ts';
import type { Query } from '../index/query.ts';
import { refs } from '../index/refs.ts';
import { rootNamespace } from '../network/istio-mesh.ts';
import { serviceOf } from './routing.ts';
import { servicesOf, workloadsOf } from './selection.ts';

/** The objects whose findings may change with an object; `complete` is false where there are more than `most`. */
export interface Affected {
  readonly objects: readonly Obj[];
  readonly complete: boolean;
}

/**
 * The objects that share a chain with `obj`: the routes that lead to it and the pods that it leads to. The union over
 * the graphs before and after a change is all that the change can touch.
 */
export function affectedBy(obj: Obj, query: Query, most = 1000): Affected {
  const affected = new Map<string, Obj>();
  for (const neighbour of nearby(obj, query)) {
    if (affected.size >= most) return { objects: [...affected.values()], complete: false };
    affected.set(refKey(neighbour.ref), neighbour);
  }
  return { objects: [...affected.values()], complete: true };
}

/** A canary depends on the Ingresses of its host, and on all on which those depend. */
function* nearby(obj: Obj, query: Query): Iterable<Obj> {
  for (const neighbour of direct(obj, query)) {
    yield neighbour;
    const route = routeOf(neighbour);
    for (const { host } of route === null ? [] : pathsOf(route))
      yield* query.lookup(collections.ingressesOf(host, 'canary'));
  }
}

function* direct(obj: Obj, query: Query): Iterable<Obj> {
  yield obj;
  if (obj.opaque !== null) return;
  const { namespace } = obj.ref;
  if (isWorkload(obj)) {
    yield* aroundWorkload(obj, query);
  } else if (isService(obj)) {
    yield* aroundService(obj, query);
  } else if (isOf(networkPolicy, obj)) {
    for (const workload of workloadsOfPolicy(obj, query)) yield* aroundWorkload(workload, query);
  } else if (isOf(referenceGrant, obj)) {
    yield* grantees(obj, query);
  } else if (isOfRole('gateway', obj.ref)) {
    yield* attachedTo(obj, query);
  } else if (isOf(backendTlsPolicy, obj)) {
    for (const { name } of obj.body.spec?.targetRefs ?? []) {
      const service = query.get(refs.service(namespace, name ?? ''));
      if (service.is === 'found' && service.value.opaque === null) yield* aroundService(service.value, query);
    }
  } else if (isOf(peerAuthentication, obj)) {
    for (const workload of workloadsOfPeers(obj, query)) yield* aroundWorkload(workload, query);
  } else if (isScaler(obj)) {
    const target = obj.body.spec?.scaleTargetRef;
    for (const workload of query.lookup(collections.workloads(namespace))) {
      if (workload.opaque === null && workload.ref.name === target?.name)
        yield* aroundWorkload(workload, query);
    }
  }
  for (const backend of routeOf(obj)?.backends ?? []) {
    const service = serviceOf(backend, query);
    if (service.is === 'found' && service.value.opaque === null) yield* aroundService(service.value, query);
  }
}

function* aroundService(service: ReadableService, query: Query): Iterable<Obj> {
  yield service;
  yield* routesTo(service, query);
  for (const workload of workloadsOf(service, query).yes) yield workload;
}

function* aroundWorkload(workload: ReadableWorkload, query: Query): Iterable<Obj> {
  yield workload;
  for (const { name } of trafficRoutingOf(workload)?.ingresses ?? []) {
    const found = query.get(refs.ingress(workload.ref.namespace, name));
    if (found.is === 'found') yield found.value;
  }
  for (const service of servicesOf(workload, query).yes) yield* aroundService(service, query);
}

const routesTo = ({ ref }: Obj, query: Query) => query.lookup(collections.routesTo(ref.namespace, ref.name));

function workloadsOfPolicy(
  policy: ReadableObj<NetworkPolicyBody>,
  query: Query,
): readonly ReadableWorkload[] {
  return query
    .lookup(collections.workloads(policy.ref.namespace))
    .filter(isReadable)
    .filter(workload => matchesSelector(policy.body.spec?.podSelector ?? {}, podLabels(workload)) !== 'no');
}

/** The workloads that a PeerAuthentication may be for; without a selector, it may be for the whole mesh. */
function* workloadsOfPeers(
  { ref, body }: ReadableObj<PeerAuthenticationBody>,
  query: Query,
): Iterable<ReadableWorkload> {
  const selector = body.spec?.selector ?? {};
  const isOfMesh = Object.keys(selector.matchLabels ?? {}).length === 0 && ref.namespace === rootNamespace;
  for (const namespace of isOfMesh ? query.namespaces() : [ref.namespace]) {
    for (const workload of query.lookup(collections.workloads(namespace)))
      if (isReadable(workload) && matchesSelector(selector, podLabels(workload)) !== 'no') yield workload;
  }
}

/** The routes of a Gateway, and those of its ListenerSets. */
function* attachedTo({ ref }: Obj, query: Query): Iterable<Obj> {
  for (const obj of query.lookup(collections.attachedTo(ref))) {
    yield obj;
    if (isOfRole('gateway', obj.ref)) yield* query.lookup(collections.attachedTo(obj.ref));
  }
}

/** The routes of other namespaces that name a Service of the grant's namespace. */
function* grantees(grant: Obj, query: Query): Iterable<Obj> {
  for (const service of query.lookup(collections.services(grant.ref.namespace)))
    yield* routesTo(service, query);
}
