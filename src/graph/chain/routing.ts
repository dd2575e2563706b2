import { protocolOf, targetOf } from '../../kube/ports.ts';
import { isExternalName, type ReadableService, type Service, selectorOf } from '../../kube/service.ts';
import { isParametric } from '../../kube/text.ts';
import { type Backend, isIdle, type PortRef } from '../../routes/route.ts';
import { routeOf } from '../../routes/route-kinds.ts';
import { collections } from '../index/collections.ts';
import { found, type Lookup, missing, unknown } from '../index/lookup.ts';
import { perQuery } from '../index/memo.ts';
import { neighbours } from '../index/namespaces.ts';
import type { Query } from '../index/query.ts';
import { refs } from '../index/refs.ts';
import { resolveServicePort } from './resolve-port.ts';
import { workloadsOf } from './selection.ts';
import type { PlacedServicePort, RoutedBackend } from './subject.ts';

/** The Service that a backend names. A controller of a custom resource or a Gateway may make one that is missing. */
export function serviceOf(backend: Backend, query: Query): Lookup<Service> {
  if (backend.target.is === 'other') return unknown('foreign-backend');
  const { namespace, name } = backend.target;
  const found = query.get(refs.service(namespace, name));
  return found.is === 'missing' && mayBeMade(namespace, name, query) ? unknown('operator') : found;
}

/** A Service that a controller makes is named after its custom resource. Installers make Services of any name. */
function mayBeMade(namespace: string | null, name: string, query: Query): boolean {
  const makers = [
    ...query.lookup(collections.podMakers(namespace)),
    ...query.lookup(collections.gateways(namespace)),
  ];
  return makers.some(
    ({ ref }) => installers.has(ref.kind) || name === ref.name || name.startsWith(`${ref.name}-`),
  );
}

const installers = new Set(['HelmRelease', 'HelmChart', 'Kustomization', 'Application', 'ApplicationSet']);

const placedByService = new WeakMap<ReadableService, readonly PlacedServicePort[]>();

export function placedPorts(service: ReadableService): readonly PlacedServicePort[] {
  let ports = placedByService.get(service);
  if (ports === undefined) {
    ports = (service.body.spec?.ports ?? []).map((port, index) => ({ port, index }));
    placedByService.set(service, ports);
  }
  return ports;
}

/**
 * The Service ports that a backend names. An Ingress and an HTTPRoute name a port of the Service. An OpenShift Route
 * names the Service port, or the number that the port has on the pod; without a port, the Route means all of them.
 */
export function portsOf(
  backend: Backend,
  service: Service,
  query: Query,
): Lookup<readonly PlacedServicePort[]> {
  const known = namedPorts(query, backend, () => new Map());
  let ports = known.get(service);
  if (ports === undefined) {
    ports = findPorts(backend, service, query);
    known.set(service, ports);
  }
  return ports;
}

/** Kept for each backend, because each port of a Service asks for the ports of all backends that name it. */
const namedPorts = perQuery<Backend, Map<Service, Lookup<readonly PlacedServicePort[]>>>();

function findPorts(backend: Backend, service: Service, query: Query): Lookup<readonly PlacedServicePort[]> {
  if (service.opaque !== null) return unknown(service.opaque);
  if (isExternalName(service)) return unknown('no-selector');
  const ports = placedPorts(service);
  const { port } = backend;
  if (holdsParameter(port, ports)) return unknown('parameter');
  switch (port.by) {
    case 'number':
      return foundOrMissing(ports.filter(placed => placed.port.port === port.number));
    case 'name':
      return foundOrMissing(ports.filter(placed => placed.port.name === port.name));
    case 'all':
      // HTTP proxies leave UDP ports out.
      return foundOrMissing(ports.filter(placed => protocolOf(placed.port) !== 'UDP'));
    case 'endpoint':
      return endpointPorts(port.value, ports, service, query);
    default:
      return port satisfies never;
  }
}

/** Whether a parameter without a value stands on either side: the names may be equal once it is replaced. */
function holdsParameter(port: PortRef, ports: readonly PlacedServicePort[]): boolean {
  const wanted = port.by === 'name' ? port.name : port.by === 'endpoint' ? String(port.value) : null;
  if (wanted === null || ports.some(placed => placed.port.name === wanted)) return false;
  return isParametric(wanted) || ports.some(placed => isParametric(placed.port.name ?? ''));
}

/** openshift/router compares the text with the endpoint's port name, which is the Service's, and with its number. */
function endpointPorts(
  value: number | string,
  ports: readonly PlacedServicePort[],
  service: ReadableService,
  query: Query,
): Lookup<readonly PlacedServicePort[]> {
  const text = String(value);
  const named = ports.filter(placed => placed.port.name === text);
  if (named.length > 0) return found(named);
  if (!/^[0-9]+$/.test(text)) return missing;
  const number = Number(text);
  const numbered = ports.filter(placed => targetOf(placed.port) === number);
  if (numbered.length > 0) return found(numbered);
  const workloads = workloadsOf(service, query);
  const resolved = ports.filter(placed =>
    workloads.yes.some(workload => {
      const target = resolveServicePort(placed, workload, query);
      return target.is !== 'missing' && target.number === number;
    }),
  );
  if (resolved.length > 0) return found(resolved);
  // The only port whose targetPort no container declares is the intended one, and that targetPort is the fault.
  const dangling = ports.filter(
    placed =>
      workloads.yes.length > 0 &&
      workloads.yes.every(workload => resolveServicePort(placed, workload, query).is === 'missing'),
  );
  if (dangling.length === 1) return found(dangling);
  // A named targetPort of unseen pods may have that number.
  const byName = ports.some(placed => typeof targetOf(placed.port) === 'string');
  const unsure = workloads.maybe.length > 0 || workloads.yes.length === 0 || selectorOf(service) === null;
  return byName && unsure ? unknown(workloads.rest === 'none' ? 'runtime-label' : workloads.rest) : missing;
}

function foundOrMissing<T>(values: readonly T[]): Lookup<readonly T[]> {
  return values.length > 0 ? found(values) : missing;
}

/** The backends that send requests to a port of the Service, or to any port. `maybe`: there may be more. */
export interface Routed {
  readonly backends: readonly RoutedBackend[];
  readonly maybe: boolean;
}

export function backendsTo(service: Service, port: PlacedServicePort | null, query: Query): Routed {
  const { own, perhaps } = neighbours(service.ref.namespace, query);
  const backends: RoutedBackend[] = [];
  let maybe = false;
  for (const routed of backendsNaming(own, service.ref.name, query)) {
    const ports = portsOf(routed.backend, service, query);
    if (ports.is === 'found') {
      if (port === null || ports.value.some(placed => placed.index === port.index)) backends.push(routed);
    } else if (port === null) backends.push(routed);
    else if (ports.is === 'unknown') maybe = true;
  }
  for (const namespace of perhaps) {
    maybe ||= backendsNaming(namespace, service.ref.name, query).length > 0;
  }
  return { backends, maybe };
}

/** The backends with that Service name that receive requests: no mirrors, no zero weights, no routes of a mesh. */
function backendsNaming(namespace: string | null, name: string, query: Query): readonly RoutedBackend[] {
  return query.lookup(collections.routesTo(namespace, name)).flatMap(obj => {
    const route = routeOf(obj);
    if (route === null || route.served.by === 'mesh') return [];
    return route.backends
      .filter(backend => !isIdle(backend) && names(backend, namespace, name))
      .map(backend => ({ route, backend }));
  });
}

function names(backend: Backend, namespace: string | null, name: string): boolean {
  return (
    backend.target.is === 'service' && backend.target.namespace === namespace && backend.target.name === name
  );
}
