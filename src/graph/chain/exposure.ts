import type { Obj } from '../../kube/object.ts';
import { isExposed, isService, type Service } from '../../kube/service.ts';
import { isWorkload, type Workload } from '../../kube/workload.ts';
import { isOfConnections } from '../../routes/route.ts';
import { isRouteKind } from '../../routes/route-kinds.ts';
import { collections } from '../index/collections.ts';
import { perQuery } from '../index/memo.ts';
import type { Query } from '../index/query.ts';
import type { Exposure } from './chain.ts';
import { backendsTo } from './routing.ts';
import { servicesOf } from './selection.ts';
import { type Serving, servingsOf } from './serving.ts';
import type { PlacedServicePort, Subject } from './subject.ts';

/** What leads to the subject. `none` only where every object that could lead to it is known. */
export function exposureOf(subject: Subject, query: Query): Exposure {
  switch (subject.kind) {
    case 'attachment':
      return 'routed';
    case 'backend':
      // For a backend without requests, each rule caps the level itself.
      return 'routed';
    case 'service':
      return serviceExposure(subject.service, null, query);
    case 'service-port':
      return serviceExposure(subject.service, subject.servicePort, query);
    case 'serving':
      return servingExposure(subject, query);
    case 'workload':
      return workloadExposure(subject.workload, query);
    case 'object':
      return objectExposure(subject.obj, query);
    default:
      return subject satisfies never;
  }
}

function serviceExposure(service: Service, port: PlacedServicePort | null, query: Query): Exposure {
  const { backends, maybe } = backendsTo(service, port, query);
  if (backends.some(({ route }) => !isOfConnections(route))) return 'routed';
  // A route of connections shows the Service as a load balancer does.
  if (backends.length > 0 || (service.opaque === null && isExposed(service))) return 'exposed';
  return maybe || !routesAreKnown(query) ? 'unknown' : 'served';
}

// Each of many findings of a container asks for it.
const exposures = perQuery<Serving, Exposure>();

function servingExposure(serving: Serving, query: Query): Exposure {
  return exposures(query, serving, () => findServingExposure(serving, query));
}

function findServingExposure({ workload, arrivals }: Serving, query: Query): Exposure {
  const exposures = arrivals.map(arrival => serviceExposure(arrival.service, arrival.servicePort, query));
  if (exposures.length > 0) return strongest(exposures);
  const services = servicesOf(workload, query);
  // A Service of the pod's other containers does not serve this container's port, which may be for metrics.
  if (services.yes.length > 0) return 'none';
  return services.maybe.length === 0 && services.rest === 'none' ? 'none' : 'unknown';
}

/** An object has the strongest exposure of its servings or ports. */
function objectExposure(obj: Obj, query: Query): Exposure {
  if (isService(obj)) return serviceExposure(obj, null, query);
  if (isWorkload(obj)) return workloadExposure(obj, query);
  return isRouteKind(obj) ? 'routed' : 'unknown';
}

const ofWorkload = perQuery<Workload, Exposure>();

function workloadExposure(workload: Workload, query: Query): Exposure {
  return ofWorkload(query, workload, () => findWorkloadExposure(workload, query));
}

function findWorkloadExposure(workload: Workload, query: Query): Exposure {
  const services = servicesOf(workload, query);
  const exposures = services.yes.map(service => serviceExposure(service, null, query));
  const servings = servingsOf(workload, query).map(serving => servingExposure(serving, query));
  if (exposures.length + servings.length > 0) return strongest([...exposures, ...servings]);
  return services.maybe.length > 0 || services.rest !== 'none' ? 'unknown' : 'none';
}

const order: readonly Exposure[] = ['routed', 'unknown', 'exposed', 'served', 'none'];

function strongest(exposures: readonly Exposure[]): Exposure {
  return order.find(exposure => exposures.includes(exposure)) ?? 'none';
}

/** False while no route was seen, since a route may come later, and where a route kind that we do not read is present. */
function routesAreKnown(query: Query): boolean {
  if (query.lookup(collections.opaqueRoutes).length > 0) return false;
  if (query.lookup(collections.foreignRoutes).length > 0) return false;
  return query.scope.routesComplete || query.lookup(collections.routes).length > 0;
}
