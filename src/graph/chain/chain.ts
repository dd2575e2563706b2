import type { Ref } from '../../kube/object.ts';
import type { Pointer } from '../../kube/pointer.ts';

/** Who leads to the subject: a route, a load balancer or node port, some Service, nobody; or no route was seen yet. */
export type Exposure = 'routed' | 'exposed' | 'served' | 'none' | 'unknown';

/** Where a chain breaks, counted along the chain. */
export type Hop = 'route' | 'service' | 'workload' | 'container';

/** One object of a chain. `label` is what the chain uses of it: `port 80 → http`, `container app port 8080`. */
export interface Link {
  readonly ref: Ref;
  readonly label: string;
  /** Where in the object the chain goes on, for a reader to look at. */
  readonly at: Pointer;
  /** False for an object that a route names and that does not exist. */
  readonly exists: boolean;
}

/** The links from a route to where its requests end. */
export interface Chain {
  readonly links: readonly Link[];
  /** The index of the link at which the chain ends, `links.length` where the object behind the last one is missing; null for none. */
  readonly broken: number | null;
}
