import { countsOf } from '../../kube/counts.ts';
import type { Labels } from '../../kube/kinds/metadata.ts';
import { isReadable } from '../../kube/object.ts';
import { matchesLabels } from '../../kube/selector.ts';
import { isTransient, podLabels, podLabelsWritten, type ReadableWorkload } from '../../kube/workload.ts';
import type { Route } from '../../routes/route.ts';
import { routeOf } from '../../routes/route-kinds.ts';
import { collections } from '../index/collections.ts';
import { perQuery } from '../index/memo.ts';
import type { Query } from '../index/query.ts';
import { controllersOf, settingsFor } from './controllers.ts';

/**
 * The workload in the input whose pods are the proxies that serve the route. Null for none, and for several: their
 * labels do not say which of them serves which class.
 */
export function proxyOf(route: Route, query: Query): ReadableWorkload | null {
  const [only, ...more] = proxiesOf(route, query);
  return only === undefined || more.length > 0 ? null : only;
}

function proxiesOf(route: Route, query: Query): readonly ReadableWorkload[] {
  const told = settingsFor(route, query).filter(({ namespace }) => namespace !== null);
  const found =
    told.length === 0
      ? controllersOf(route, query).flatMap(({ id }) =>
          query.lookup(collections.dataPlane(id)).filter(isReadable),
        )
      : told.flatMap(({ namespace, labels, preset }) =>
          labels === null
            ? controllersOf(route, query)
                .filter(({ id }) => id === preset)
                .flatMap(({ id }) => query.lookup(collections.dataPlane(id)).filter(isReadable))
                .filter(({ ref }) => ref.namespace === namespace)
            : labelled(namespace, labels, query),
        );
  return [...new Set(found)].filter(workload => !isTransient(workload) && isOfGateway(workload, route));
}

function labelled(namespace: string | null, labels: Labels, query: Query): readonly ReadableWorkload[] {
  const [pair] = Object.entries(labels);
  if (pair === undefined) return [];
  return query
    .lookup(collections.workloadsWith(namespace, pair[0], pair[1] ?? ''))
    .filter(isReadable)
    .filter(workload => matchesLabels(labels, podLabels(workload)) === 'yes');
}

const gatewayKeys = ['gateway.envoyproxy.io/owning-gateway-name', 'gateway.networking.k8s.io/gateway-name'];

/** Proxies that are made for a Gateway carry its name, and serve only its routes. */
function isOfGateway(workload: ReadableWorkload, { served }: Route): boolean {
  const labels = podLabelsWritten(workload);
  const gateway = gatewayKeys.map(key => labels[key]).find(value => value != null);
  if (gateway === undefined) return true;
  return served.by === 'gateways' && served.parents.some(({ ref }) => ref.name === gateway);
}

/**
 * Whether proxies are missing: `all` where none is ready, `some` where fewer than wanted are. During a rollout some
 * always are.
 */
export function missingProxies(workload: ReadableWorkload): 'all' | 'some' | 'none' {
  const counts = countsOf(workload);
  if (counts === null || counts.wanted === 0) return 'none';
  if (counts.ready === 0) return 'all';
  return counts.ready < counts.wanted && counts.updated >= counts.wanted ? 'some' : 'none';
}

/** Whether all routes of a controller depend on these pods, and some of the pods are missing. */
export function isLackingProxy(workload: ReadableWorkload, query: Query): boolean {
  return missingProxies(workload) !== 'none' && allProxies(query).has(workload);
}

function allProxies(query: Query): ReadonlySet<ReadableWorkload> {
  return proxies(query, collections.routes, () => {
    const routes = query.lookup(collections.routes).flatMap(obj => routeOf(obj) ?? []);
    const leading = routes.filter(({ backends }) => backends.length > 0);
    return new Set(leading.flatMap(route => proxyOf(route, query) ?? []));
  });
}

const proxies = perQuery<object, ReadonlySet<ReadableWorkload>>();
