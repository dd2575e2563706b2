import type { ServicePort } from '../../kube/kinds/service.ts';
import type { Obj } from '../../kube/object.ts';
import type { PlacedContainer } from '../../kube/ports.ts';
import type { ReadableService } from '../../kube/service.ts';
import type { ReadableWorkload } from '../../kube/workload.ts';
import type { Backend, Route } from '../../routes/route.ts';

/** A Service port and its place in `spec.ports`. */
export interface PlacedServicePort {
  readonly port: ServicePort;
  readonly index: number;
}

/** One way on which requests come to a container. */
export interface Arrival {
  readonly service: ReadableService;
  readonly servicePort: PlacedServicePort;
  /** The number on the pod, after the Service has translated it. */
  readonly podPort: number;
  /** The route backends that lead to this very port; none where it is only served. */
  readonly backends: readonly RoutedBackend[];
}

export interface RoutedBackend {
  readonly route: Route;
  readonly backend: Backend;
}

/** What a rule judges. A rule names the kind that it is about and sees nothing else. */
export type Subject =
  | { readonly kind: 'backend'; readonly route: Route; readonly backend: Backend }
  | { readonly kind: 'service'; readonly service: ReadableService }
  | {
      readonly kind: 'service-port';
      readonly service: ReadableService;
      readonly servicePort: PlacedServicePort;
    }
  /** A container that owns a port on which requests arrive; `owner` null where none declares that port. */
  | {
      readonly kind: 'serving';
      readonly workload: ReadableWorkload;
      readonly owner: PlacedContainer | null;
      readonly arrivals: readonly Arrival[];
    }
  /** A workload that no other object owns. */
  | { readonly kind: 'workload'; readonly workload: ReadableWorkload }
  /** Any object, also one whose contents are not known. */
  | { readonly kind: 'object'; readonly obj: Obj };

export type SubjectKind = Subject['kind'];
export type SubjectOf<K extends SubjectKind> = Extract<Subject, { kind: K }>;
