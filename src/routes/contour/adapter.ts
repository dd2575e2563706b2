import type { HttpProxyBody, HttpProxyRoute } from '../../kube/kinds/http-proxy.ts';
import type { ReadableObj } from '../../kube/object.ts';
import { join } from '../../kube/pointer.ts';
import type { Backend, Route } from '../route.ts';

/**
 * Reads projectcontour.io/v1. The Services are in the namespace of the HTTPProxy. A child without a virtual host takes
 * the host of the proxies that include it, which this object does not show.
 */
export function toRoute(obj: ReadableObj<HttpProxyBody>): Route {
  const { spec } = obj.body;
  const host = spec?.virtualhost?.fqdn;
  return {
    obj,
    kind: 'HTTPProxy',
    served: { by: 'controller', id: 'contour' },
    hosts: host ? [host] : [],
    backends: (spec?.routes ?? []).flatMap((route, index) => backendsOf(obj, route, index)),
  };
}

function backendsOf(
  obj: ReadableObj<HttpProxyBody>,
  route: HttpProxyRoute,
  index: number,
): readonly Backend[] {
  const services = route.services ?? [];
  const answering = services.filter(({ mirror }) => mirror !== true);
  const sum = answering.reduce((total, { weight }) => total + (weight ?? 0), 0);
  const [condition] = route.conditions ?? [];
  const path = condition?.prefix ?? condition?.exact ?? condition?.regex ?? '/';
  return services.map((service, position) => {
    const at = join('/spec/routes', index, 'services', position);
    const mirror = service.mirror === true;
    return {
      route: obj.ref,
      at,
      nameAt: join(at, 'name'),
      portAt: join(at, 'port'),
      target: { is: 'service', namespace: obj.ref.namespace, name: service.name ?? '' },
      port: typeof service.port === 'number' ? { by: 'number', number: service.port } : { by: 'all' },
      match: `${obj.body.spec?.virtualhost?.fqdn || '*'}${path}`,
      // Without any weight the requests are spread evenly.
      weight: mirror ? 0 : sum === 0 ? 1 : (service.weight ?? 0),
      total: sum === 0 ? Math.max(answering.length, 1) : sum,
      mirror,
    };
  });
}
