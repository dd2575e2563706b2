import type { IngressRouteBody, IngressRouteRoute } from '../../kube/kinds/ingress-route.ts';
import type { ReadableObj } from '../../kube/object.ts';
import { join } from '../../kube/pointer.ts';
import type { Backend, PortRef, Route } from '../route.ts';

/** Reads traefik.io/v1alpha1. A TraefikService divides requests in an object of its own, which is not followed. */
export function toRoute(obj: ReadableObj<IngressRouteBody>): Route {
  const routes = obj.body.spec?.routes ?? [];
  return {
    obj,
    kind: 'IngressRoute',
    served: { by: 'controller', id: 'traefik' },
    hosts: [...new Set(routes.flatMap(({ match }) => argumentsOf('Host', match ?? '')))],
    backends: routes.flatMap((route, index) => backendsOf(obj, route, index)),
  };
}

/** The arguments of a matcher, in backticks or quotes; those of a negated one are left out. */
function argumentsOf(matcher: string, rule: string): readonly string[] {
  const calls = rule.matchAll(new RegExp(`(!\\s*)?\\b${matcher}\\(([^)]*)\\)`, 'g'));
  return [...calls].flatMap(([, not, list = '']) =>
    not === undefined ? [...list.matchAll(/[`"]([^`"]*)[`"]/g)].map(([, text = '']) => text) : [],
  );
}

function backendsOf(
  obj: ReadableObj<IngressRouteBody>,
  { match, services }: IngressRouteRoute,
  index: number,
): readonly Backend[] {
  const all = services ?? [];
  const total = all.reduce((sum, { weight }) => sum + (weight ?? 1), 0);
  const [host] = argumentsOf('Host', match ?? '');
  const [path] = [...argumentsOf('PathPrefix', match ?? ''), ...argumentsOf('Path', match ?? '')];
  return all.map((service, position) => {
    const at = join('/spec/routes', index, 'services', position);
    const kind = service.kind ?? 'Service';
    return {
      route: obj.ref,
      at,
      nameAt: join(at, 'name'),
      portAt: join(at, 'port'),
      target:
        kind === 'Service'
          ? { is: 'service', namespace: service.namespace ?? obj.ref.namespace, name: service.name ?? '' }
          : { is: 'other', what: kind },
      port: portOf(service.port),
      match: `${host ?? '*'}${path ?? '/'}`,
      weight: service.weight ?? 1,
      total,
      mirror: false,
    };
  });
}

/** crd/kubernetes_http.go, getServicePort: a number is the Service's port, a text is its name. */
function portOf(port: number | string | null | undefined): PortRef {
  if (typeof port === 'number' && port !== 0) return { by: 'number', number: port };
  return typeof port === 'string' && port !== '' ? { by: 'name', name: port } : { by: 'all' };
}
