import { isExternalName, type ReadableService, type Service, selectorOf } from '../../kube/service.ts';
import { isParametric } from '../../kube/text.ts';
import { type Backend, isIdle, type PortRef, type Route } from '../../routes/route.ts';
import { routeOf } from '../../routes/route-kinds.ts';
import { collections } from '../index/collections.ts';
import { found, type Lookup, missing, unknown } from '../index/lookup.ts';
import { perQuery } from '../index/memo.ts';
import { neighbours } from '../index/namespaces.ts';
import type { Query } from '../index/query.ts';
import { refs } from '../index/refs.ts';
import { type PortIndex, portIndexOf } from './port-index.ts';
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
  const { any, names } = makers(query, namespace, () => {
    const all = [
      ...query.lookup(collections.podMakers(namespace)),
      ...query.lookup(collections.gateways(namespace)),
    ];
    return {
      any: all.some(({ ref }) => installers.has(ref.kind)),
      names: new Set(all.map(({ ref }) => ref.name)),
    };
  });
  return any || heads(name).some(head => names.has(head));
}

interface Makers {
  /** Whether one of them is an installer. */
  readonly any: boolean;
  readonly names: ReadonlySet<string>;
}

const makers = perQuery<string | null, Makers>();

/** The name, and what comes before each "-" in it. */
const heads = (name: string): readonly string[] => [
  name,
  ...[...name.matchAll(/-/g)].map(({ index }) => name.slice(0, index)),
];

const installers = new Set(['HelmRelease', 'HelmChart', 'Kustomization', 'Application', 'ApplicationSet']);

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
  const ports = portIndexOf(service);
  const { port } = backend;
  if (holdsParameter(port, ports)) return unknown('parameter');
  switch (port.by) {
    case 'number':
      return foundOrMissing(ports.byNumber.get(port.number));
    case 'name':
      return foundOrMissing(ports.byName.get(port.name));
    case 'all':
      return foundOrMissing(ports.proxied);
    case 'endpoint':
      return endpointPorts(port.value, ports, service, query);
    default:
      return port satisfies never;
  }
}

/** Whether a parameter without a value stands on either side: the names may be equal once it is replaced. */
function holdsParameter(port: PortRef, ports: PortIndex): boolean {
  const wanted = port.by === 'name' ? port.name : port.by === 'endpoint' ? String(port.value) : null;
  if (wanted === null || ports.byName.has(wanted)) return false;
  return isParametric(wanted) || ports.hasParametricName;
}

/** openshift/router compares the text with the endpoint's port name, which is the Service's, and with its number. */
function endpointPorts(
  value: number | string,
  ports: PortIndex,
  service: ReadableService,
  query: Query,
): Lookup<readonly PlacedServicePort[]> {
  const text = String(value);
  const named = ports.byName.get(text);
  if (named !== undefined) return found(named);
  if (!/^[0-9]+$/.test(text)) return missing;
  const number = Number(text);
  const numbered = ports.byTarget.get(number);
  if (numbered !== undefined) return found(numbered);
  const { byNumber, dangling } = podNumbers(query, service, () => findPodNumbers(ports.all, service, query));
  const resolved = byNumber.get(number);
  if (resolved !== undefined) return found(resolved);
  // The only port whose targetPort no container declares is the intended one, and that targetPort is the fault.
  if (dangling.length === 1) return found(dangling);
  // A named targetPort of unseen pods may have that number.
  const workloads = workloadsOf(service, query);
  const unsure = workloads.maybe.length > 0 || workloads.yes.length === 0 || selectorOf(service) === null;
  return ports.hasNamedTarget && unsure
    ? unknown(workloads.rest === 'none' ? 'runtime-label' : workloads.rest)
    : missing;
}

/** The Service ports by the number that they have on some pod, and those that no pod has. */
interface PodNumbers {
  readonly byNumber: ReadonlyMap<number, readonly PlacedServicePort[]>;
  readonly dangling: readonly PlacedServicePort[];
}

const podNumbers = perQuery<ReadableService, PodNumbers>();

function findPodNumbers(
  ports: readonly PlacedServicePort[],
  service: ReadableService,
  query: Query,
): PodNumbers {
  const workloads = workloadsOf(service, query).yes;
  const byNumber = new Map<number, PlacedServicePort[]>();
  const dangling: PlacedServicePort[] = [];
  for (const placed of ports) {
    const all = workloads.map(workload => resolveServicePort(placed, workload, query));
    const numbers = new Set(all.flatMap(one => (one.is === 'missing' ? [] : [one.number])));
    for (const number of numbers) append(byNumber, number, placed);
    if (workloads.length > 0 && numbers.size === 0) dangling.push(placed);
  }
  return { byNumber, dangling };
}

function foundOrMissing<T>(values: readonly T[] = []): Lookup<readonly T[]> {
  return values.length > 0 ? found(values) : missing;
}

/** The backends that send requests to a port of the Service, or to any port. `maybe`: there may be more. */
export interface Routed {
  readonly backends: readonly RoutedBackend[];
  readonly maybe: boolean;
}

export function backendsTo(service: Service, port: PlacedServicePort | null, query: Query): Routed {
  const { any, byPort, rest } = routing(query, service, () => findRouting(service, query));
  return port === null ? any : (byPort.get(port.index) ?? rest);
}

/** What is routed to a Service: to any port, to each port that a backend names, and to each other port. */
interface Routing {
  readonly any: Routed;
  readonly byPort: ReadonlyMap<number, Routed>;
  readonly rest: Routed;
}

// Found once for all ports: a Service may have as many ports as backends.
const routing = perQuery<Service, Routing>();

function findRouting(service: Service, query: Query): Routing {
  const { own, perhaps } = neighbours(service.ref.namespace, query);
  const { name } = service.ref;
  const all = backendsNaming(own, name, query);
  const byIndex = new Map<number, RoutedBackend[]>();
  let unsure = false;
  for (const routed of all) {
    const ports = portsOf(routed.backend, service, query);
    if (ports.is === 'unknown') unsure = true;
    if (ports.is !== 'found') continue;
    for (const { index } of ports.value) append(byIndex, index, routed);
  }
  const elsewhere = perhaps.some(namespace => backendsNaming(namespace, name, query).length > 0);
  const maybe = unsure || elsewhere;
  return {
    any: { backends: all, maybe: elsewhere },
    byPort: new Map([...byIndex].map(([index, backends]) => [index, { backends, maybe }])),
    rest: { backends: [], maybe },
  };
}

/** The backends with that Service name that receive requests: no mirrors, no zero weights, no routes of a mesh. */
function backendsNaming(namespace: string | null, name: string, query: Query): readonly RoutedBackend[] {
  return query.lookup(collections.routesTo(namespace, name)).flatMap(obj => {
    const route = routeOf(obj);
    if (route === null || route.served.by === 'mesh') return [];
    return receiving(route, namespace, name).map(backend => ({ route, backend }));
  });
}

const byService = new WeakMap<Route, ReadonlyMap<string | null, readonly Backend[]>>();

/** The backends of the route that receive requests for that Service. */
function receiving(route: Route, namespace: string | null, name: string): readonly Backend[] {
  let known = byService.get(route);
  if (known === undefined) {
    known = Map.groupBy(
      route.backends.filter(backend => !isIdle(backend)),
      ({ target }) => (target.is === 'service' ? serviceKey(target.namespace, target.name) : null),
    );
    byService.set(route, known);
  }
  return known.get(serviceKey(namespace, name)) ?? [];
}

const serviceKey = (namespace: string | null, name: string) => JSON.stringify([namespace, name]);

function append<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}
