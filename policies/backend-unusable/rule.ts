import { backendServiceOf } from '../../src/graph/chain/backend-service.ts';
import { portsOf, serviceOf } from '../../src/graph/chain/routing.ts';
import type { Query } from '../../src/graph/index/query.ts';
import { controllersOf } from '../../src/graph/network/controllers.ts';
import { formatRef } from '../../src/kube/object.ts';
import { join } from '../../src/kube/pointer.ts';
import { protocolOf } from '../../src/kube/ports.ts';
import type { Refusal } from '../../src/routes/controllers/dialect.ts';
import { type Backend, formatPort, isIdle, isShare, type Route } from '../../src/routes/route.ts';
import type { Unanswered } from '../../src/routes/route-kind.ts';
import { routeOf, unansweredRules } from '../../src/routes/route-kinds.ts';
import {
  atMost,
  type Certainty,
  defineRule,
  evidence,
  type Found,
  type Level,
  suggestion,
} from '../../src/rule.ts';
import { type Data, say } from './say.ts';

export default defineRule({
  id: 'backend-unusable',
  summary: 'the controller of a route cannot use its backend',
  subject: 'object',
  chainBreak: {
    stage: 'service',
    recipe: 'add a backend that works beside the old one, then remove the old one',
  },
  params: {},

  *check({ obj }, query): Iterable<Found<Data>> {
    const route = routeOf(obj);
    if (route === null || obj.opaque !== null || route.served.by === 'mesh') return;
    for (const rule of unansweredRules(obj)) yield unanswered(route, rule);
    for (const backend of route.backends) {
      const found = refused(route, backend, query) ?? otherProtocol(route, backend, query);
      if (found !== null) yield found;
      else if (backend.target.is === 'other') yield* foreignKind(route, backend);
    }
  },

  say,
});

function unanswered(route: Route, { at, match, lacks }: Unanswered): Found<Data> {
  return {
    at: { obj: route.obj, at },
    key: `${lacks} ${match}`,
    data: { is: lacks === 'weight' ? 'no-weight' : 'no-backend', route: formatRef(route.obj.ref), match },
    failure: 'unusable',
    when: 'always',
    certainty: 'proven',
    broken: 'route',
    evidence: [evidence('fault', route.obj, lacks === 'weight' ? at : join(at, 'backendRefs'))],
  };
}

/** A Service that every controller that may serve the route refuses. */
function refused(route: Route, backend: Backend, query: Query): Found<Data> | null {
  const to = backendServiceOf(route, backend, query);
  if (to === null) return null;
  const controllers = controllersOf(route, query);
  const refusals = controllers.flatMap(({ dialect }) => dialect.refuses(to) ?? []);
  const [first] = refusals;
  if (first === undefined || refusals.length < controllers.length) return null;
  return {
    ...shared(route, backend),
    key: to.service.ref.name,
    data: {
      is: 'refused',
      route: formatRef(route.obj.ref),
      service: formatRef(to.service.ref),
      controllers: controllers.map(({ title }) => title),
      why: first.why,
    },
    when: isShare(backend) ? 'for a share of requests' : 'always',
    certainty: leastCertain(refusals),
    limit: refusals.reduce<Level>((least, { limit }) => atMost(least, limit ?? 'deny'), limitOf(backend)),
    evidence: refusals.flatMap(({ by }) => by.map(({ obj, at }) => evidence('fault', obj, at))),
    fix: first.change === null || refusals.length > 1 ? undefined : suggestion(first.change),
  };
}

const certainties: readonly Certainty[] = ['unknown', 'likely', 'proven'];

const leastCertain = (refusals: readonly Refusal[]): Certainty =>
  certainties.find(one => refusals.some(({ certainty }) => certainty === one)) ?? 'unknown';

const limitOf = (backend: Backend): Level => (isIdle(backend) ? 'audit' : 'deny');

/** A proxy of HTTP/1 and HTTP/2 connects by TCP, and takes no endpoint of another protocol. */
function otherProtocol(route: Route, backend: Backend, query: Query): Found<Data> | null {
  const service = serviceOf(backend, query);
  if (service.is !== 'found' || service.value.opaque !== null) return null;
  const ports = portsOf(backend, service.value, query);
  if (ports.is !== 'found' || ports.value.some(({ port }) => protocolOf(port) === 'TCP')) return null;
  const [placed] = ports.value;
  if (placed === undefined) return null;
  return {
    ...shared(route, backend),
    at: { obj: route.obj, at: backend.portAt },
    key: `${service.value.ref.name}:${formatPort(backend.port)}`,
    data: {
      is: 'protocol',
      route: formatRef(route.obj.ref),
      service: formatRef(service.value.ref),
      port: formatPort(backend.port),
      protocol: protocolOf(placed.port),
    },
    when: isShare(backend) ? 'for a share of requests' : 'always',
    certainty: 'likely',
    limit: atMost('warn', limitOf(backend)),
    evidence: [
      evidence('fault', route.obj, backend.portAt),
      evidence('fault', service.value, `/spec/ports/${placed.index}/protocol`),
    ],
  };
}

/** Gateway API leaves other kinds to the controllers, and so does Ingress. */
function* foreignKind(route: Route, backend: Backend): Iterable<Found<Data>> {
  const { target } = backend;
  // `no Service` and the actions of the AWS controller have no kind.
  if (target.is !== 'other' || !/^[A-Z][A-Za-z0-9]*$/.test(target.what)) return;
  yield {
    ...shared(route, backend),
    key: `${target.what} ${backend.match}`,
    data: { is: 'kind', route: formatRef(route.obj.ref), kind: target.what },
    when: isShare(backend) ? 'for a share of requests' : 'always',
    certainty: 'unknown',
    limit: 'audit',
    evidence: [evidence('fault', route.obj, backend.at)],
  };
}

function shared(route: Route, backend: Backend): Pick<Found<Data>, 'at' | 'failure' | 'broken'> {
  const part = { kind: 'backend', route, backend } as const;
  const at = backend.target.is === 'service' ? backend.nameAt : backend.at;
  return {
    at: { obj: route.obj, at },
    failure: 'unusable',
    broken: { hop: 'service', policies: [], part },
  };
}
