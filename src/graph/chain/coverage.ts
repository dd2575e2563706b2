import type { Obj } from '../../kube/object.ts';
import { isRouteKind, routeOf } from '../../routes/route-kinds.ts';
import type { Graph } from '../index/graph.ts';
import type { Why } from '../index/lookup.ts';
import { resolveBackend } from './resolve-backend.ts';

/** How many objects and chains a graph has, and how far the chains lead. */
export interface Coverage {
  readonly objects: number;
  readonly routes: number;
  /** The chains, one for each backend that receives requests. */
  readonly chains: number;
  /** The chains that lead to a container. */
  readonly resolved: number;
  /** The chains whose end is not known, by reason. */
  readonly unknown: Readonly<Partial<Record<Why, number>>>;
}

/** The coverage of the objects for which `counts` is true; by default of all. */
export function coverageOf(graph: Graph, counts: (obj: Obj) => boolean = () => true): Coverage {
  const query = graph.query();
  let objects = 0;
  let routes = 0;
  let chains = 0;
  let resolved = 0;
  const unknown: Partial<Record<Why, number>> = {};
  for (const obj of graph.store.objects()) {
    if (!counts(obj)) continue;
    objects++;
    if (isRouteKind(obj)) routes++;
    const route = routeOf(obj);
    if (route === null || route.served.by === 'mesh') continue;
    for (const backend of route.backends) {
      if (backend.target.is === 'other') continue;
      chains++;
      const end = resolveBackend(backend, query);
      if (end.is === 'resolved') resolved++;
      else if (end.is === 'unknown') unknown[end.why] = (unknown[end.why] ?? 0) + 1;
    }
  }
  return { objects, routes, chains, resolved, unknown };
}
