import { isAuxiliary, portDoubtOf } from '../../src/graph/chain/port-doubt.ts';
import { placedPorts, portIndexOf } from '../../src/graph/chain/port-index.ts';
import { resolveServicePort } from '../../src/graph/chain/resolve-port.ts';
import { portsOf, serviceOf } from '../../src/graph/chain/routing.ts';
import { workloadsOf } from '../../src/graph/chain/selection.ts';
import type { PlacedServicePort } from '../../src/graph/chain/subject.ts';
import type { Query } from '../../src/graph/index/query.ts';
import { controllersOf } from '../../src/graph/network/controllers.ts';
import type { Json } from '../../src/kube/json.ts';
import { formatRef } from '../../src/kube/object.ts';
import { listPorts, portNameFault, protocolMark, protocolOf, targetOf } from '../../src/kube/ports.ts';
import { isIdled, type ReadableService } from '../../src/kube/service.ts';
import { type Backend, formatPort, isIdle, isShare, type Route } from '../../src/routes/route.ts';
import { type Certainty, defineRule, evidence, type Fix, type Found, type Level } from '../../src/rule.ts';

interface Data {
  readonly is: 'missing' | 'target' | 'pod-number' | 'every-port';
  readonly route: string;
  readonly service: string;
  readonly port: string;
  readonly has: string;
  /** The controller that takes the targetPort, where one may serve the route. */
  readonly taker?: string;
}

export default defineRule({
  id: 'backend-port-missing',
  summary: 'a route names a port that the Service does not have',
  subject: 'backend',
  chainBreak: {
    stage: 'port',
    recipe: 'add a second Service port, change the route, then remove the old port',
  },
  params: {},

  *check({ route, backend }, query): Iterable<Found<Data>> {
    const service = serviceOf(backend, query);
    if (service.is !== 'found' || service.value.opaque !== null || isIdled(service.value)) return;
    if (backend.port.by === 'all') {
      yield* everyPort(route, backend, service.value, query);
      return;
    }
    if (portsOf(backend, service.value, query).is !== 'missing' || isInvalid(backend)) return;
    const port = formatPort(backend.port);
    const { name, namespace } = service.value.ref;
    yield {
      at: { obj: route.obj, at: backend.portAt },
      key: `${name}:${port}`,
      cause: `${namespace ?? ''}/${name}:${backend.port.by}:${port}`,
      data: {
        is: 'missing',
        route: formatRef(route.obj.ref),
        service: formatRef(service.value.ref),
        port,
        has: portsIn(backend, service.value),
      },
      failure: 'port-missing',
      when: isShare(backend) ? 'for a share of requests' : 'always',
      certainty: 'proven',
      limit: limitOf(backend),
      broken: 'service',
      evidence: [
        evidence('fault', route.obj, backend.portAt),
        evidence('fault', service.value, '/spec/ports'),
      ],
      fix: otherPort(route, backend, service.value, query),
      ...confusion(route, backend, service.value, query, port),
    };
  },

  say(data) {
    const names = `${data.route} names port ${data.port} of ${data.service}, which has ${data.has}`;
    switch (data.is) {
      case 'missing':
        return names;
      case 'target':
        return data.taker === undefined
          ? `${names}; ${data.port} is its targetPort, and a route names the port`
          : `${names}; ${data.port} is its targetPort, which ${data.taker} alone takes`;
      case 'pod-number':
        return `${names}; a Route names the number on the pod, or the name`;
      case 'every-port':
        return `${data.route} names no port of ${data.service}, so its requests go to all of them: ${data.has}`;
      default:
        return data.is satisfies never;
    }
  },
});

const limitOf = (backend: Backend): Level | undefined => (isIdle(backend) ? 'audit' : undefined);

/** Whether the port name is invalid: `invalid-object` reports it. */
function isInvalid({ port }: Backend): boolean {
  return port.by === 'name' && portNameFault(port.name) !== null;
}

/** The value that was confused with the port, and the controllers that accept it all the same. */
function confusion(
  route: Route,
  backend: Backend,
  service: ReadableService,
  query: Query,
  port: string,
): Partial<Pick<Found<Data>, 'data' | 'certainty' | 'limit'>> {
  const data = {
    route: formatRef(route.obj.ref),
    service: formatRef(service.ref),
    port,
    has: portsIn(backend, service),
  };
  if (backend.port.by === 'endpoint') {
    const { value } = backend.port;
    return portIndexOf(service).byNumber.has(Number(value)) ? { data: { ...data, is: 'pod-number' } } : {};
  }
  if (targeted(backend, service).length === 0) return {};
  const controllers = route.obj.ref.kind === 'Ingress' ? controllersOf(route, query) : [];
  const taker = controllers.find(({ dialect }) => dialect.takesTargetPort);
  if (taker !== undefined && !isDead(backend, service, query)) {
    const certainty: Certainty = controllers.length === 1 ? 'proven' : 'unknown';
    const limit = limitOf(backend) ?? 'warn';
    return { data: { ...data, is: 'target', taker: taker.title }, certainty, limit };
  }
  const isAny = route.obj.ref.kind === 'Ingress' && controllers.length === 0;
  return { data: { ...data, is: 'target' }, certainty: isAny ? 'likely' : 'proven' };
}

/** Whether no process seems to listen there, so that a controller that accepts the port is refused, too. */
function isDead(backend: Backend, service: ReadableService, query: Query): boolean {
  const workloads = workloadsOf(service, query).yes;
  return (
    workloads.length > 0 &&
    targeted(backend, service).every(port =>
      workloads.every(
        workload =>
          resolveServicePort(port, workload, query).is === 'undeclared' &&
          portDoubtOf(port, workload, query) === 'strong',
      ),
    )
  );
}

/** The Service ports whose target is the port that the backend names. */
function targeted(backend: Backend, service: ReadableService): readonly PlacedServicePort[] {
  const { port } = backend;
  const wanted = port.by === 'number' ? port.number : port.by === 'name' ? port.name : null;
  return wanted === null ? [] : (portIndexOf(service).byTarget.get(wanted) ?? []);
}

/** An OpenShift Route without a port spreads its requests over every port of the Service that is not UDP. */
function* everyPort(
  route: Route,
  backend: Backend,
  service: ReadableService,
  query: Query,
): Iterable<Found<Data>> {
  if (route.kind !== 'Route') return;
  const ports = placedPorts(service).filter(({ port }) => protocolOf(port) !== 'UDP');
  const ends = new Set(ports.map(placed => podPort(placed, service, query) ?? String(targetOf(placed.port))));
  if (ends.size < 2) return;
  const [intended, ...more] = ports.filter(({ port }) => port.name && !isAuxiliary(port));
  yield {
    at: { obj: route.obj, at: '/spec' },
    key: `${service.ref.name}:all`,
    data: {
      is: 'every-port',
      route: formatRef(route.obj.ref),
      service: formatRef(service.ref),
      port: '',
      has: portsIn(backend, service),
    },
    failure: 'refused',
    when: 'for a share of requests',
    certainty: 'proven',
    limit: limitOf(backend),
    broken: 'service',
    evidence: [evidence('fault', route.obj, '/spec/port'), evidence('fault', service, '/spec/ports')],
    fix:
      intended?.port.name && more.length === 0
        ? {
            safety: 'suggestion',
            title: `Name port "${intended.port.name}"`,
            on: route.obj.ref,
            operations: [{ op: 'add', path: '/spec/port', value: { targetPort: intended.port.name } }],
            creates: [],
          }
        : undefined,
  };
}

/** The port's number on the pods; null where no pod shows it. */
function podPort(placed: PlacedServicePort, service: ReadableService, query: Query): number | null {
  const target = targetOf(placed.port);
  if (typeof target === 'number') return target;
  for (const workload of workloadsOf(service, query).yes) {
    const resolved = resolveServicePort(placed, workload, query);
    if (resolved.is !== 'missing') return resolved.number;
  }
  return null;
}

/** The ports of the Service; for an OpenShift Route with their targetPorts, because a Route names ports of pods. */
function portsIn(backend: Backend, service: ReadableService): string {
  const isRoute = backend.port.by === 'endpoint' || backend.port.by === 'all';
  return listPorts(service.body.spec?.ports ?? [], port => {
    const target = targetOf(port);
    const aims =
      isRoute && target !== port.port ? ` → ${typeof target === 'number' ? target : `"${target}"`}` : '';
    return `${port.port}${protocolMark(port)}${aims}`;
  });
}

/** A fix that names the only port of the Service, or the port whose targetPort was written. */
function otherPort(route: Route, backend: Backend, service: ReadableService, query: Query): Fix | undefined {
  const intended = meantPort(backend, service);
  // The port of an action is in the JSON of an annotation.
  if (intended === null || backend.portAt.startsWith('/metadata/')) return undefined;
  const { port } = backend;
  const { name } = intended.port;
  switch (port.by) {
    case 'number':
      return write(route, backend, port.number, intended.port.port);
    case 'name':
      return write(route, backend, port.name, name || intended.port.port);
    case 'endpoint': {
      const value = name || podPort(intended, service, query);
      return value === null ? undefined : write(route, backend, port.value, value);
    }
    case 'all':
      return undefined;
    default:
      return port satisfies never;
  }
}

function meantPort(backend: Backend, service: ReadableService): PlacedServicePort | null {
  const { all, byNumber } = portIndexOf(service);
  if (all.length === 1) return all[0] ?? null;
  const { port } = backend;
  const intended =
    port.by === 'endpoint' ? (byNumber.get(Number(port.value)) ?? []) : targeted(backend, service);
  return intended.length === 1 ? (intended[0] ?? null) : null;
}

function write(route: Route, backend: Backend, old: Json, value: number | string): Fix {
  const { portAt } = backend;
  // An Ingress has separate fields for a name and a number.
  const byNumber = typeof value === 'number' && portAt.endsWith('/service/port/name');
  return {
    safety: 'suggestion',
    title: `Name port ${typeof value === 'string' ? `"${value}"` : value}`,
    on: route.obj.ref,
    operations: [
      { op: 'test', path: portAt, value: old },
      byNumber
        ? { op: 'replace', path: portAt.slice(0, -'/name'.length) as typeof portAt, value: { number: value } }
        : { op: 'replace', path: portAt, value },
    ],
    creates: [],
  };
}
