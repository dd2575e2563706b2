import type { ServicePort } from '../../kube/kinds/service.ts';
import type { Obj } from '../../kube/object.ts';
import type { PlacedContainer } from '../../kube/ports.ts';
import type { ReadableService } from '../../kube/service.ts';
import type { ReadableWorkload } from '../../kube/workload.ts';
import type { Backend, Route } from '../../routes/route.ts';
import type { Attachment } from '../attachment/result.ts';

/** A Service port and its index in `spec.ports`. */
export interface PlacedServicePort {
  readonly port: ServicePort;
  readonly index: number;
}

/** A Service port that brings requests to a container. */
export interface Arrival {
  readonly service: ReadableService;
  readonly servicePort: PlacedServicePort;
  /** The port number on the pod, after the Service's translation. */
  readonly podPort: number;
  /** The route backends that lead to this very port; empty where only the Service leads here. */
  readonly backends: readonly RoutedBackend[];
}

export interface RoutedBackend {
  readonly route: Route;
  readonly backend: Backend;
}

/** The unit that a rule judges. A rule names one kind of subject and receives only that kind. */
export type Subject =
  /** A parent that a route names, or one without a parent where it names none. */
  | { readonly kind: 'attachment'; readonly route: Route; readonly attachment: Attachment }
  | { readonly kind: 'backend'; readonly route: Route; readonly backend: Backend }
  | { readonly kind: 'service'; readonly service: ReadableService }
  | {
      readonly kind: 'service-port';
      readonly service: ReadableService;
      readonly servicePort: PlacedServicePort;
    }
  /** A container that owns a port with requests; `owner` is null where no container declares the port. */
  | {
      readonly kind: 'serving';
      readonly workload: ReadableWorkload;
      readonly owner: PlacedContainer | null;
      readonly arrivals: readonly Arrival[];
    }
  /** A workload that no other object owns. */
  | { readonly kind: 'workload'; readonly workload: ReadableWorkload }
  /** Any object, opaque ones included. */
  | { readonly kind: 'object'; readonly obj: Obj };

export type SubjectKind = Subject['kind'];
export type SubjectOf<K extends SubjectKind> = Extract<Subject, { kind: K }>;
