import type { BodyOf, Kind } from '../kube/kinds/define.ts';
import { isOf } from '../kube/kinds.ts';
import type { ReadableObj } from '../kube/object.ts';
import type { Pointer } from '../kube/pointer.ts';
import type { ValueFault } from '../kube/value-faults.ts';
import type { ControllerId } from './controllers/ids.ts';
import type { AnsweredFailure } from './failure.ts';
import type { Route } from './route.ts';

/** The status that a client sees, and the controller that sends it. */
export interface Answer {
  readonly controller: string;
  /** An HTTP status, or words where there is none. */
  readonly status: string;
}

/** The requests of a rule that reaches no backend: it names none, or the weights of all sum to 0. */
export interface Unanswered {
  /** The rule, or the list of its backends. */
  readonly at: Pointer;
  readonly match: string;
  readonly lacks: 'backend' | 'weight';
}

/** The parts of a route kind. Each kind has a folder with these parts. */
export interface RouteKindParts<Body> {
  /** Makes the form that the graph reads, from this object only: the graph queries the other objects. */
  toRoute(obj: ReadableObj<Body>): Route;
  /** Values that the API server refuses. */
  faults(body: Body): Iterable<ValueFault>;
  /** Rules that reach no backend; absent where the kind has none. */
  unanswered?(body: Body): Iterable<Unanswered>;
  /** The status that a client of that controller sees. */
  status(failure: AnsweredFailure, controller: ControllerId): string;
  /** The answers to show where any controller may serve the route. */
  typicalAnswers(failure: AnsweredFailure): readonly Answer[];
  /** Whether a ReferenceGrant lets a route of this kind name a Service of another namespace. */
  readonly crossesNamespaces: boolean;
}

/** A route kind whose body type only its own folder knows. */
export interface RouteKindModule extends Omit<RouteKindParts<never>, 'toRoute' | 'faults' | 'unanswered'> {
  toRoute(obj: ReadableObj): Route;
  faults(obj: ReadableObj): Iterable<ValueFault>;
  unanswered(obj: ReadableObj): Iterable<Unanswered>;
}

/** Binds the parts to their kind. Throws for an object of another kind. */
export function defineRouteKind<K extends Kind>(kind: K, parts: RouteKindParts<BodyOf<K>>): RouteKindModule {
  function own(obj: ReadableObj): ReadableObj<BodyOf<K>> {
    if (isOf(kind, obj) && obj.opaque === null) return obj;
    throw new Error(`a ${obj.ref.kind} was taken for a ${kind.kind}`);
  }
  return {
    ...parts,
    toRoute: obj => parts.toRoute(own(obj)),
    faults: obj => parts.faults(own(obj).body),
    unanswered: obj => parts.unanswered?.(own(obj).body) ?? [],
  };
}
