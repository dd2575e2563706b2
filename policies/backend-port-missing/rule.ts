import { controllersOf } from '../../src/graph/controllers.ts';
import type { Query } from '../../src/graph/query.ts';
import { placedPorts, portsOf, serviceOf } from '../../src/graph/routing.ts';
import type { Service } from '../../src/graph/subject.ts';
import type { Json } from '../../src/kube/json.ts';
import { formatRef } from '../../src/kube/object.ts';
import { targetOf } from '../../src/kube/ports.ts';
import { isIdled } from '../../src/kube/service.ts';
import { protocolOf } from '../../src/kube/ports.ts';
import { defineRule, evidence, type Fix, type Found } from '../../src/rule.ts';
import { type Backend, formatPort, type Route } from '../../src/routes/route.ts';

interface Data {
  readonly is: 'missing' | 'target' | 'every-port';
  readonly route: string;
  readonly service: string;
  readonly port: string;
  readonly has: string;
  readonly hint: string;
}

export default defineRule({
  id: 'backend-port-missing',
  summary: 'a route names a port that the Service does not have',
  subject: 'backend',
  params: {},

  *check({ route, backend }, query): Iterable<Found<Data>> {
    const service = serviceOf(backend, query);
    if (service.is !== 'found' || service.value.opaque !== null || isIdled(service.value)) return;
    if (backend.port.by === 'all') {
      yield* everyPort(route, backend, service.value);
      return;
    }
    if (portsOf(backend, service.value, query).is !== 'missing') return;
    const byTarget = aimsAtTarget(backend, service.value);
    // ingress-nginx also takes the number of a targetPort, and no other controller does.
    const works = byTarget && route.obj.ref.kind === 'Ingress' && servedByNginxAlone(route, query);
    yield {
      at: { obj: route.obj, at: backend.portAt },
      key: `${service.value.ref.name}:${formatPort(backend.port)}`,
      cause: `${service.value.ref.namespace ?? ''}/${service.value.ref.name}:${backend.port.by}:${formatPort(backend.port)}`,
      data: {
        is: works ? 'target' : 'missing',
        route: formatRef(route.obj.ref),
        service: formatRef(service.value.ref),
        port: formatPort(backend.port),
        has: listPorts(service.value),
        hint: hint(backend, service.value, byTarget),
      },
      failure: 'port-missing',
      when: backend.weight > 0 && backend.weight < backend.total ? 'for a share of requests' : 'always',
      certainty: 'proven',
      cap: works ? 'warn' : backend.weight === 0 || backend.mirror ? 'audit' : undefined,
      broken: 'service',
      evidence: [
        evidence('fault', route.obj, backend.portAt, `backend ${service.value.ref.name} port`),
        evidence('fault', service.value, '/spec/ports'),
      ],
      fix: onlyPort(route, backend, service.value),
    };
  },

  say(data) {
    switch (data.is) {
      case 'missing':
        return `${data.route} names port ${data.port} of ${data.service}, which has ${data.has}${data.hint}`;
      case 'target':
        return `${data.route} names the targetPort ${data.port} of ${data.service} and not its port ${data.has}: ingress-nginx alone takes that`;
      case 'every-port':
        return `${data.route} names no port of ${data.service}, so requests go to all of them: ${data.has}`;
      default:
        return data.is satisfies never;
    }
  },
});

/** An OpenShift Route without a port spreads its requests over every port of the Service that is not UDP. */
function* everyPort(route: Route, backend: Backend, service: Service): Iterable<Found<Data>> {
  if (route.served.by !== 'openshift') return;
  const ports = placedPorts(service).filter(({ port }) => protocolOf(port) !== 'UDP');
  if (new Set(ports.map(({ port }) => String(targetOf(port)))).size < 2) return;
  yield {
    at: { obj: route.obj, at: '/spec' },
    key: `${service.ref.name}:all`,
    data: {
      is: 'every-port',
      route: formatRef(route.obj.ref),
      service: formatRef(service.ref),
      port: '',
      has: listPorts(service),
      hint: '',
    },
    failure: 'refused',
    when: 'for a share of requests',
    certainty: 'proven',
    broken: 'service',
    evidence: [evidence('fault', route.obj, '/spec/port'), evidence('fault', service, '/spec/ports')],
  };
}

/** Neither a name nor a number of a port, but the number that a port aims at. */
function aimsAtTarget(backend: Backend, service: Service): boolean {
  const { port } = backend;
  if (port.by !== 'number') return false;
  return placedPorts(service).some(placed => targetOf(placed.port) === port.number);
}

function servedByNginxAlone(route: Route, query: Query): boolean {
  const controllers = controllersOf(route, query);
  return controllers.length === 1 && controllers[0]?.id === 'ingress-nginx';
}

function listPorts(service: Service): string {
  const ports = placedPorts(service).map(({ port }) => (port.name ? `"${port.name}" (${port.port})` : String(port.port)));
  return ports.length === 0 ? 'no port' : ports.join(', ');
}

function hint(backend: Backend, service: Service, byTarget: boolean): string {
  if (byTarget) return `; ${formatPort(backend.port)} is a targetPort, and a route names the Service's port`;
  if (backend.port.by !== 'endpoint' || typeof backend.port.value !== 'number') return '';
  const { value } = backend.port;
  const isServicePort = placedPorts(service).some(({ port }) => port.port === value);
  return isServicePort ? `; ${value} is the Service's own number, and a Route names the pod's` : '';
}

/** Of a Service with one port, that one is meant. */
function onlyPort(route: Route, backend: Backend, service: Service): Fix | undefined {
  const [only, ...more] = placedPorts(service);
  if (only === undefined || more.length > 0) return undefined;
  const value = wanted(backend, only.port.name ?? null, only.port.port, targetOf(only.port));
  const old = backend.port.by === 'number' ? backend.port.number : backend.port.by === 'name' ? backend.port.name : null;
  if (value === null) return undefined;
  return {
    safety: 'suggestion',
    title: `Name port ${typeof value === 'string' ? `"${value}"` : value}, the only one`,
    on: route.obj.ref,
    operations: [
      ...(old === null ? [] : [{ op: 'test', path: backend.portAt, value: old } as const]),
      { op: 'replace', path: backend.portAt, value },
    ],
    creates: [],
  };
}

function wanted(backend: Backend, name: string | null, port: number, target: number | string): Json {
  switch (backend.port.by) {
    case 'number':
      return port;
    case 'name':
      return name;
    case 'endpoint':
      return name ?? target;
    case 'all':
      return null;
    default:
      return backend.port satisfies never;
  }
}
