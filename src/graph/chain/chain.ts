import type { Ref } from '../../kube/object.ts';
import type { Pointer } from '../../kube/pointer.ts';

/** What leads to the subject: a route, a load balancer or node port, only a Service, nothing; or it is not known yet. */
export type Exposure = 'routed' | 'exposed' | 'served' | 'none' | 'unknown';

/** Where a chain breaks, counted along the chain. */
export type Hop = 'parent' | 'route' | 'service' | 'workload' | 'container';

/** One object of a chain. `label` is what the chain uses of it: `port 80 → http`, `container app port 8080`. */
export interface Link {
  readonly ref: Ref;
  readonly label: string;
  /** The field of the object that leads to the next link. */
  readonly at: Pointer;
  /** False for an object that a route names and that does not exist. */
  readonly exists: boolean;
}

/** The links from a route to the end of its requests. */
export interface Chain {
  readonly links: readonly Link[];
  /** The index of the link that breaks the chain; `links.length` where the next object is missing; null for an intact chain. */
  readonly broken: number | null;
}
