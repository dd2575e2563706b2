import type {
  VirtualServiceBody,
  VirtualServiceDestination,
  VirtualServiceRoute,
} from '../../kube/kinds/virtual-service.ts';
import type { ReadableObj } from '../../kube/object.ts';
import { join, type Pointer } from '../../kube/pointer.ts';
import type { Backend, Route, Target } from '../route.ts';

/**
 * Reads networking.istio.io. Without a Gateway, or with the reserved word `mesh` alone, only sidecars read it. Subsets of
 * a DestinationRule, delegates, and routes of TLS and TCP are not followed.
 */
export function toRoute(obj: ReadableObj<VirtualServiceBody>): Route {
  const { spec } = obj.body;
  const isMesh = (spec?.gateways ?? []).every(gateway => gateway === 'mesh');
  const hosts = spec?.hosts ?? [];
  const match = (route: VirtualServiceRoute) => {
    const uri = route.match?.[0]?.uri;
    return `${hosts[0] ?? '*'}${uri?.prefix ?? uri?.exact ?? uri?.regex ?? '/'}`;
  };
  return {
    obj,
    kind: 'VirtualService',
    served: isMesh ? { by: 'mesh' } : { by: 'controller', id: 'istio' },
    hosts,
    backends: [
      ...(spec?.http ?? []).flatMap((route, index) => {
        const at = join('/spec/http', index);
        return [
          ...weighted(obj, route.route ?? [], at, match(route)),
          ...mirrored(obj, route, at, match(route)),
        ];
      }),
    ],
  };
}

type Weighted = NonNullable<VirtualServiceRoute['route']>;

/** Without any weight, the only destination has all requests. */
function weighted(
  obj: ReadableObj<VirtualServiceBody>,
  routes: Weighted,
  at: Pointer,
  match: string,
): readonly Backend[] {
  const total = routes.reduce((sum, { weight }) => sum + (weight ?? 0), 0);
  return routes.map(({ destination, weight }, index) => ({
    ...toBackend(obj, destination ?? {}, join(at, 'route', index, 'destination'), match),
    weight: total === 0 ? 1 : (weight ?? 0),
    total: total === 0 ? routes.length : total,
    mirror: false,
  }));
}

function mirrored(
  obj: ReadableObj<VirtualServiceBody>,
  { mirror }: VirtualServiceRoute,
  at: Pointer,
  match: string,
): readonly Backend[] {
  return mirror == null
    ? []
    : [{ ...toBackend(obj, mirror, join(at, 'mirror'), match), weight: 0, total: 1, mirror: true }];
}

function toBackend(
  obj: ReadableObj<VirtualServiceBody>,
  { host, port }: VirtualServiceDestination,
  at: Pointer,
  match: string,
): Omit<Backend, 'weight' | 'total' | 'mirror'> {
  return {
    route: obj.ref,
    at,
    nameAt: join(at, 'host'),
    portAt: join(at, 'port', 'number'),
    target: targetOf(host ?? '', obj.ref.namespace),
    // Istio needs a port only where the Service has several.
    port: typeof port?.number === 'number' ? { by: 'number', number: port.number } : { by: 'all' },
    match,
  };
}

/** A short name is a Service of the VirtualService's namespace. Another name may be a host of a ServiceEntry. */
function targetOf(host: string, namespace: string | null): Target {
  if (!host.includes('.')) return { is: 'service', namespace, name: host };
  const [, name, own] = /^([^.]+)\.([^.]+)\.svc(?:\.cluster\.local)?$/.exec(host) ?? [];
  return name === undefined || own === undefined
    ? { is: 'other', what: 'host of the mesh' }
    : { is: 'service', namespace: own, name };
}
