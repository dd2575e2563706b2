import { isOfRole, type RouteKind } from '../kube/kinds.ts';
import type { Obj, ReadableObj } from '../kube/object.ts';
import type { ValueFault } from '../kube/value-faults.ts';
import { httpProxy } from './contour/route-kind.ts';
import { grpcRoute, httpRoute, tcpRoute, tlsRoute } from './gateway-api/route-kind.ts';
import { ingress } from './ingress/route-kind.ts';
import { virtualService } from './istio/route-kind.ts';
import { openshiftRoute } from './openshift/route-kind.ts';
import type { Route } from './route.ts';
import type { RouteKindModule, Unanswered } from './route-kind.ts';
import { ingressRoute } from './traefik/route-kind.ts';

/** Every kind of route in the table of kinds. A kind that is missing here does not compile. */
const modules: Readonly<Record<RouteKind, RouteKindModule>> = {
  Ingress: ingress,
  HTTPRoute: httpRoute,
  GRPCRoute: grpcRoute,
  TLSRoute: tlsRoute,
  TCPRoute: tcpRoute,
  Route: openshiftRoute,
  HTTPProxy: httpProxy,
  IngressRoute: ingressRoute,
  VirtualService: virtualService,
};

export const routeKind = (kind: RouteKind): RouteKindModule => modules[kind];

/** The kind of a route; null for any other object. */
export function routeKindOf({ ref }: Obj): RouteKind | null {
  return isOfRole('route', ref) ? ref.kind : null;
}

/** True for every route, opaque ones included. */
export const isRouteKind = (obj: Obj): boolean => routeKindOf(obj) !== null;

const routes = new WeakMap<Obj, Route>();

/** The object as a route; null for any other kind, and for an opaque object. */
export function routeOf(obj: Obj): Route | null {
  if (obj.opaque !== null) return null;
  const kind = routeKindOf(obj);
  if (kind === null) return null;
  let route = routes.get(obj);
  if (route === undefined) {
    route = modules[kind].toRoute(obj);
    routes.set(obj, route);
  }
  return route;
}

/** Values of a route that the API server refuses; none for any other object. */
export function routeFaults(obj: ReadableObj): Iterable<ValueFault> {
  const kind = routeKindOf(obj);
  return kind === null ? [] : modules[kind].faults(obj);
}

/** Rules of a route that reach no backend; none for any other object. */
export function unansweredRules(obj: ReadableObj): Iterable<Unanswered> {
  const kind = routeKindOf(obj);
  return kind === null ? [] : modules[kind].unanswered(obj);
}
