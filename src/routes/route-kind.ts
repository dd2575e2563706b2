import type { BodyOf, Kind } from '../kube/kinds/define.ts';
import { isOf } from '../kube/kinds.ts';
import type { ReadableObj } from '../kube/object.ts';
import type { ValueFault } from '../kube/value-faults.ts';
import type { ControllerId } from './controllers/preset.ts';
import type { AnsweredFailure } from './failure.ts';
import type { Route } from './route.ts';

/** What a client sees, and from whom. */
export interface Answer {
  readonly controller: string;
  /** An HTTP status, or words where there is none. */
  readonly status: string;
}

/** What differs from one kind of route to another. Each kind is a folder that holds these. */
export interface RouteKindParts<Body> {
  /** The one form that the graph reads. From one object only: the graph asks what other objects say of it. */
  toRoute(obj: ReadableObj<Body>): Route;
  /** Values that the API server refuses. */
  faults(body: Body): Iterable<ValueFault>;
  /** The status that the client of that controller sees. */
  status(failure: AnsweredFailure, controller: ControllerId): string;
  /** What to show where any controller may serve the route. */
  typicalAnswers(failure: AnsweredFailure): readonly Answer[];
  /** Whether a ReferenceGrant lets a route of this kind name a Service of another namespace. */
  readonly crossesNamespaces: boolean;
}

/** A kind of route whose body type only its own folder knows. */
export interface RouteKindModule extends Omit<RouteKindParts<never>, 'toRoute' | 'faults'> {
  toRoute(obj: ReadableObj): Route;
  faults(obj: ReadableObj): Iterable<ValueFault>;
}

/** Binds the parts to their kind. An object of another kind is a mistake of the program. */
export function defineRouteKind<K extends Kind>(kind: K, parts: RouteKindParts<BodyOf<K>>): RouteKindModule {
  function own(obj: ReadableObj): ReadableObj<BodyOf<K>> {
    if (isOf(kind, obj) && obj.opaque === null) return obj;
    throw new Error(`a ${obj.ref.kind} was taken for a ${kind.kind}`);
  }
  return {
    ...parts,
    toRoute: obj => parts.toRoute(own(obj)),
    faults: obj => parts.faults(own(obj).body),
  };
}
