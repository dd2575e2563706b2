import { isScaledToZero, replicasOf } from '../../src/graph/chain/replicas.ts';
import { serviceOf } from '../../src/graph/chain/routing.ts';
import { workloadsOf } from '../../src/graph/chain/selection.ts';
import { collections } from '../../src/graph/index/collections.ts';
import type { Query } from '../../src/graph/index/query.ts';
import { controllersOf } from '../../src/graph/network/controllers.ts';
import { formatRef, isReadable } from '../../src/kube/object.ts';
import { join, pointer, valueAt } from '../../src/kube/pointer.ts';
import { trafficRoutingOf } from '../../src/kube/traffic-routing.ts';
import type { ReadableWorkload } from '../../src/kube/workload.ts';
import { hasFallback, type IngressPath, isCanary, pathsOf } from '../../src/routes/ingress/paths.ts';
import { isIdle, type Route } from '../../src/routes/route.ts';
import { routeOf } from '../../src/routes/route-kinds.ts';
import { absence, defineRule, evidence, type Fix, type Found } from '../../src/rule.ts';
import { type Data, say } from './say.ts';

export default defineRule({
  id: 'canary-never-served',
  summary: 'a canary gets no requests, or takes those of the main with it',
  subject: 'object',
  chainBreak: null,
  params: {},

  *check({ obj }, query): Iterable<Found<Data>> {
    const route = routeOf(obj);
    if (route === null || route.kind !== 'Ingress') return;
    if (isCanary(route)) yield* canaryFaults(route, query);
    else yield* rolloutFaults(route, query);
  },

  say,
});

const annotation = pointer('metadata', 'annotations', 'nginx.ingress.kubernetes.io/canary');

function* canaryFaults(route: Route, query: Query): Iterable<Found<Data>> {
  const [controller, ...more] = controllersOf(route, query);
  if (controller === undefined || more.length > 0) return;
  for (const path of pathsOf(route)) {
    const state = controller.dialect.canary(path, mainsOf(path, controller.id, query));
    if (state === null) continue;
    const shared = sharedOf(path, { controller: controller.title });
    switch (state.is) {
      case 'merged':
        if (state.needsEndpoints) yield* emptyMain(path, state.main, controller.title, query);
        break;
      case 'no-main':
        // Another input may bring the main.
        if (query.scope.unseen('networking.k8s.io', 'Ingress', route.obj.ref.namespace) !== null) break;
        yield {
          ...shared,
          data: { is: 'no-main', match: path.backend.match, ...shared.names },
          failure: state.covered ? 'idle' : 'not-attached',
          evidence: [...shared.evidence, absence(route.obj.ref, `Ingress for ${path.backend.match}`)],
        };
        break;
      case 'path-type': {
        const { main } = state;
        yield {
          ...shared,
          data: {
            is: 'path-type',
            match: path.backend.match,
            own: path.pathType,
            main: formatRef(main.route.obj.ref),
            mains: main.pathType,
            ...shared.names,
          },
          at: { obj: route.obj, at: join(path.at, 'pathType') },
          failure: 'idle',
          evidence: [
            evidence('fault', route.obj, join(path.at, 'pathType')),
            evidence('fault', main.route.obj, join(main.at, 'pathType')),
          ],
          fix: samePathType(path, main.pathType),
        };
        break;
      }
      case 'own-service':
        yield {
          ...shared,
          data: {
            is: 'own-service',
            service: serviceName(path),
            main: formatRef(state.main.route.obj.ref),
            ...shared.names,
          },
          failure: 'idle',
          evidence: [...shared.evidence, evidence('fault', state.main.route.obj, state.main.backend.nameAt)],
        };
        break;
      default:
        state satisfies never;
    }
  }
}

/** The paths of the canary's host in Ingresses that the same controller may serve. */
function mainsOf({ host }: IngressPath, controller: string, query: Query): readonly IngressPath[] {
  return query.lookup(collections.ingressesOf(host, 'main')).flatMap(obj => {
    const route = routeOf(obj);
    if (route === null) return [];
    const candidates = controllersOf(route, query);
    if (candidates.length > 0 && !candidates.some(({ id }) => id === controller)) return [];
    return pathsOf(route).filter(path => path.host === host);
  });
}

function sharedOf(path: IngressPath, { controller }: { readonly controller: string }) {
  const { route, backend } = path;
  return {
    at: { obj: route.obj, at: backend.nameAt },
    key: backend.match,
    when: 'always',
    certainty: 'likely',
    // A canary without a weight waits for somebody to give it one.
    limit: isIdle(backend) ? 'audit' : 'warn',
    broken: { hop: 'route', policies: [], part: { kind: 'backend', route, backend } },
    evidence: [evidence('fault', route.obj, annotation), evidence('fault', route.obj, backend.nameAt)],
    names: { canary: formatRef(route.obj.ref), controller },
  } as const;
}

const serviceName = ({ backend: { target } }: IngressPath) =>
  target.is === 'service' ? `Service ${target.namespace ?? ''}/${target.name}` : '';

function samePathType(path: IngressPath, value: string): Fix {
  const at = join(path.at, 'pathType');
  return {
    safety: 'suggestion',
    title: `Use pathType "${value}", as the main does`,
    on: path.route.obj.ref,
    operations: [
      { op: 'test', path: at, value: valueAt(path.route.obj.body, at) ?? null },
      { op: 'replace', path: at, value },
    ],
    creates: [],
  };
}

/** The main has no pods by the number of its author, and the canary has some. */
function* emptyMain(
  canary: IngressPath,
  main: IngressPath,
  controller: string,
  query: Query,
): Iterable<Found<Data>> {
  const [empty, ...others] = workloadsBehind(main, query) ?? [];
  if (empty === undefined || ![empty, ...others].every(workload => hasNone(workload, query))) return;
  const behind = workloadsBehind(canary, query) ?? [];
  if (isIdle(canary.backend) || !behind.some(workload => !hasNone(workload, query))) return;
  const { route, backend } = main;
  yield {
    at: { obj: empty, at: '/spec/replicas' },
    key: `canary ${canary.route.obj.ref.name}`,
    data: {
      is: 'main-empty',
      canary: formatRef(canary.route.obj.ref),
      controller,
      main: formatRef(route.obj.ref),
      service: serviceName(main),
      workload: formatRef(empty.ref),
    },
    failure: 'no-endpoint',
    when: 'always',
    certainty: 'likely',
    broken: { hop: 'workload', policies: [], part: { kind: 'backend', route, backend } },
    evidence: [
      evidence('fault', empty, '/spec/replicas'),
      evidence('routing', canary.route.obj, annotation),
      evidence('routing', route.obj, backend.nameAt),
    ],
  };
}

/** The workloads of the Service; null where there may be more. */
function workloadsBehind({ backend }: IngressPath, query: Query): readonly ReadableWorkload[] | null {
  const service = serviceOf(backend, query);
  if (service.is !== 'found' || service.value.opaque !== null) return null;
  const { yes, maybe, rest } = workloadsOf(service.value, query);
  return maybe.length > 0 || rest !== 'none' ? null : yes;
}

const hasNone = (workload: ReadableWorkload, query: Query) =>
  isScaledToZero(workload, query) && replicasOf(workload, query).by === 'author';

/** The Argo Rollouts that divide the requests of this Ingress. */
function* rolloutFaults(route: Route, query: Query): Iterable<Found<Data>> {
  const { namespace, name } = route.obj.ref;
  const [backend] = route.backends;
  if (backend === undefined) return;
  for (const rollout of query.lookup(collections.rollouts(namespace)).filter(isReadable)) {
    const routing = trafficRoutingOf(rollout);
    const ingress = routing?.ingresses.find(one => one.name === name);
    if (routing === null || ingress === undefined) continue;
    const names = {
      rollout: formatRef(rollout.ref),
      ingress: formatRef(route.obj.ref),
      service: routing.service,
    };
    const stable = pathsToService(route, routing.service);
    if (stable === undefined) {
      yield {
        at: { obj: rollout, at: ingress.at },
        key: `stable of ${name}`,
        data: { is: 'stable-unrouted', ...names },
        failure: 'idle',
        when: 'in every rollout',
        certainty: 'proven',
        limit: 'warn',
        broken: { hop: 'route', policies: [], part: { kind: 'backend', route, backend } },
        evidence: [
          evidence('fault', rollout, '/spec/strategy/canary/stableService'),
          evidence('fault', rollout, ingress.at),
          evidence('fault', route.obj, '/spec/rules'),
        ],
      };
    } else if (routing.by === 'nginx' && routing.scalesStable && !hasFallback(route)) {
      const at = '/spec/strategy/canary/dynamicStableScale';
      yield {
        at: { obj: rollout, at },
        key: `scale of ${name}`,
        data: { is: 'stable-emptied', isStep: routing.hasFullStep, ...names },
        failure: 'no-endpoint',
        when: 'in every rollout',
        certainty: 'likely',
        limit: routing.hasFullStep ? undefined : 'warn',
        broken: { hop: 'workload', policies: [], part: { kind: 'backend', route, backend: stable } },
        evidence: [evidence('fault', rollout, at), evidence('routing', route.obj, stable.nameAt)],
        fix: {
          safety: 'suggestion',
          title: 'Keep the stable pods until the rollout is over',
          on: rollout.ref,
          operations: [
            { op: 'test', path: at, value: true },
            { op: 'replace', path: at, value: false },
          ],
          creates: [],
        },
      };
    }
  }
}

/** As written: an action of the AWS controller has the name of the Service, too. */
const pathsToService = ({ obj, backends }: Route, service: string) =>
  backends.find(({ nameAt }) => valueAt(obj.body, nameAt) === service);
