import type { Obj } from '../../kube/object.ts';
import { refKey } from '../../kube/object.ts';
import type { ReferenceGrantBody } from '../../kube/route-types.ts';
import { matchesSelector } from '../../kube/selector.ts';
import { isService, type Service } from '../../kube/service.ts';
import type { ScalerBody } from '../../kube/types.ts';
import { isWorkload, podLabels, type Workload } from '../../kube/workload.ts';
import { routeOf } from '../../routes/route-kinds.ts';
import { collections } from '../index/collections.ts';
import type { Query } from '../index/query.ts';
import type { NetworkPolicy } from '../network/network-policy.ts';
import { serviceOf } from './routing.ts';
import { servicesOf, workloadsOf } from './selection.ts';

/** The objects whose findings may differ when the object does; `complete` is false where there are more than `most`. */
export interface Affected {
  readonly objects: readonly Obj[];
  readonly complete: boolean;
}

/**
 * What lies on a way with the object: the routes that lead to it and the pods that it leads to. Asked of the graph
 * before and after a change, the two together are all that the change can touch.
 */
export function affectedBy(obj: Obj, query: Query, most = 1000): Affected {
  const found = new Map<string, Obj>();
  for (const one of nearby(obj, query)) {
    if (found.size >= most) return { objects: [...found.values()], complete: false };
    found.set(refKey(one.ref), one);
  }
  return { objects: [...found.values()], complete: true };
}

function* nearby(obj: Obj, query: Query): Iterable<Obj> {
  yield obj;
  if (obj.opaque !== null) return;
  const { kind, namespace } = obj.ref;
  if (isWorkload(obj)) {
    yield* aroundWorkload(obj, query);
  } else if (isService(obj)) {
    yield* aroundService(obj, query);
  } else if (kind === 'NetworkPolicy') {
    for (const workload of shutIn(obj as unknown as NetworkPolicy, query))
      yield* aroundWorkload(workload, query);
  } else if (kind === 'ReferenceGrant') {
    yield* grantees(obj as unknown as Obj<ReferenceGrantBody>, query);
  } else if (kind === 'HorizontalPodAutoscaler' || kind === 'ScaledObject') {
    const target = (obj as unknown as Obj<ScalerBody>).body.spec?.scaleTargetRef;
    for (const workload of query.lookup(collections.workloads(namespace))) {
      if (workload.ref.name === target?.name) yield* aroundWorkload(workload, query);
    }
  }
  for (const backend of routeOf(obj)?.backends ?? []) {
    const service = serviceOf(backend, query);
    if (service.is === 'found') yield* aroundService(service.value, query);
  }
}

function* aroundService(service: Service, query: Query): Iterable<Obj> {
  yield service as unknown as Obj;
  yield* routesTo(service, query);
  for (const workload of workloadsOf(service, query).yes) yield workload as unknown as Obj;
}

function* aroundWorkload(workload: Workload, query: Query): Iterable<Obj> {
  yield workload as unknown as Obj;
  for (const service of servicesOf(workload, query).yes) yield* aroundService(service, query);
}

const routesTo = ({ ref }: Service, query: Query) =>
  query.lookup(collections.routesTo(ref.namespace, ref.name));

function shutIn(policy: NetworkPolicy, query: Query): readonly Workload[] {
  return query
    .lookup(collections.workloads(policy.ref.namespace))
    .filter(
      workload =>
        workload.opaque === null &&
        matchesSelector(policy.body.spec?.podSelector ?? {}, podLabels(workload)) !== 'no',
    );
}

/** The routes of other namespaces that name a Service of the grant's. */
function* grantees(grant: Obj<ReferenceGrantBody>, query: Query): Iterable<Obj> {
  for (const service of query.lookup(collections.services(grant.ref.namespace)))
    yield* routesTo(service, query);
}
