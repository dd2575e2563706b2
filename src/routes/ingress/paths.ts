import { annotationOf } from '../../kube/metadata.ts';
import type { Pointer } from '../../kube/pointer.ts';
import { join, valueAt } from '../../kube/pointer.ts';
import type { Backend, Route } from '../route.ts';

/** A path of an Ingress, with the host of its rule: '' for none. */
export interface IngressPath {
  readonly route: Route;
  readonly backend: Backend;
  readonly at: Pointer;
  readonly host: string;
  readonly path: string;
  readonly pathType: string;
}

/** The paths with a Service; none for another kind of route. */
export function pathsOf(route: Route): readonly IngressPath[] {
  if (route.kind !== 'Ingress') return [];
  return route.backends.flatMap(backend => {
    const [, rule, path] = /^(\/spec\/rules\/\d+)(\/http\/paths\/\d+)\/backend$/.exec(backend.at) ?? [];
    if (rule === undefined || path === undefined || backend.target.is === 'other') return [];
    const at = `${rule}${path}` as Pointer;
    const text = (place: Pointer) => {
      const value = valueAt(route.obj.body, place);
      return typeof value === 'string' ? value : '';
    };
    return {
      route,
      backend,
      at,
      host: text(`${rule}/host` as Pointer),
      path: text(join(at, 'path')),
      pathType: text(join(at, 'pathType')) || 'ImplementationSpecific',
    };
  });
}

/** Whether a Service answers where the backend has no endpoints: ingress-nginx, annotation default-backend. */
export const hasFallback = ({ obj }: Route): boolean =>
  annotationOf(obj, 'nginx.ingress.kubernetes.io/default-backend') !== null;

/** Whether ingress-nginx merges the Ingress into another one. The annotation means nothing to other controllers. */
export const isCanary = ({ kind, obj }: Route): boolean =>
  kind === 'Ingress' && annotationOf(obj, 'nginx.ingress.kubernetes.io/canary') === 'true';
