import type { Obj } from '../kube/object.ts';
import { grpcRoute, httpRoute } from './gateway-api/adapter.ts';
import { ingress } from './ingress/adapter.ts';
import { openshiftRoute } from './openshift/adapter.ts';
import type { Route, RouteAdapter } from './route.ts';

/** A new route kind is its adapter and a line here. */
const adapters: readonly RouteAdapter[] = [ingress, httpRoute, grpcRoute, openshiftRoute];

const byKind = new Map(adapters.map(adapter => [`${adapter.group}/${adapter.kind}`, adapter]));

/** True for every route, also for one whose contents are not known. */
export function isRouteKind(obj: Obj): boolean {
  return byKind.has(`${obj.ref.group}/${obj.ref.kind}`);
}

const routes = new WeakMap<Obj, Route>();

/** The route that the object is; null for any other kind, and for one whose contents are not known. */
export function routeOf(obj: Obj): Route | null {
  if (obj.opaque !== null) return null;
  const adapter = byKind.get(`${obj.ref.group}/${obj.ref.kind}`);
  if (adapter === undefined) return null;
  let route = routes.get(obj);
  if (route === undefined) {
    route = adapter.toRoute(obj);
    routes.set(obj, route);
  }
  return route;
}
