import type { RouteKind } from '../kube/kinds.ts';
import type { Obj, Ref } from '../kube/object.ts';
import type { Pointer } from '../kube/pointer.ts';
import type { IntOrString } from '../kube/schema.ts';
import type { ControllerId } from './controllers/ids.ts';

/**
 * A route of any kind: its controller, its requests and its backends.
 * An adapter makes a Route from one object only; queries of the graph add the facts of other objects.
 */
export interface Route {
  readonly obj: Obj;
  readonly kind: RouteKind;
  readonly served: ServedBy;
  readonly hosts: readonly string[];
  readonly backends: readonly Backend[];
}

/** What the route states about its controller. */
export type ServedBy =
  /** An Ingress; `name` null leaves the choice to the default IngressClass. */
  | { readonly by: 'class'; readonly name: string | null; readonly annotations: readonly string[] }
  /** A Gateway API route: its parents; `others` where it also names parents of kinds that we do not read. */
  | { readonly by: 'gateways'; readonly parents: readonly GatewayParent[]; readonly others: boolean }
  /** A route of a mesh: its parent is a Service, and no ingress controller serves it. */
  | { readonly by: 'mesh' }
  /** The kind itself names the controller. */
  | { readonly by: 'controller'; readonly id: ControllerId };

/** A Gateway or ListenerSet that a route names, with the listeners that the route asks for: any, where both are null. */
export interface GatewayParent {
  readonly at: Pointer;
  readonly ref: Ref;
  readonly sectionName: string | null;
  readonly port: number | null;
}

export interface Backend {
  readonly route: Ref;
  /** Pointers to the backend, to its Service's name and to its port. */
  readonly at: Pointer;
  readonly nameAt: Pointer;
  readonly portAt: Pointer;
  readonly target: Target;
  readonly port: PortRef;
  /** The requests of the backend, as in `shop.example/api`. */
  readonly match: string;
  /** The share of those requests, as numerator and denominator; a weight of 0 receives none. */
  readonly weight: number;
  readonly total: number;
  /** A mirror gets copies of requests, and no client sees its answers. */
  readonly mirror: boolean;
}

/** Whether no client waits for the backend: it gets copies, or no requests. */
export function isIdle({ weight, mirror }: Backend): boolean {
  return mirror || weight <= 0;
}

/** Whether the backend gets only some of the requests. */
export function isShare({ weight, total }: Backend): boolean {
  return weight > 0 && weight < total;
}

/** Whether the route passes connections on and reads no request. */
export const isOfConnections = ({ kind }: Route): boolean => kind === 'TLSRoute' || kind === 'TCPRoute';

export type Target =
  | { readonly is: 'service'; readonly namespace: string | null; readonly name: string }
  /** Any other target: a resource, another kind, an action of the controller. */
  | { readonly is: 'other'; readonly what: string };

/**
 * How the backend names its port. A name and a number never compare equal.
 * `endpoint` is OpenShift's: the name of the Service port, or the number of the pod's.
 */
export type PortRef =
  | { readonly by: 'number'; readonly number: number }
  | { readonly by: 'name'; readonly name: string }
  | { readonly by: 'endpoint'; readonly value: IntOrString }
  | { readonly by: 'all' };

/** The port as written, for a message: `80`, `"http"`. */
export function formatPort(port: PortRef): string {
  switch (port.by) {
    case 'number':
      return String(port.number);
    case 'name':
      return `"${port.name}"`;
    case 'endpoint':
      return typeof port.value === 'number' ? String(port.value) : `"${port.value}"`;
    case 'all':
      return 'all ports';
    default:
      return port satisfies never;
  }
}
