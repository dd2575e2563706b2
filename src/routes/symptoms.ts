import type { Failure, Symptom, When } from '../rule.ts';
import { presetOf } from './controllers/candidates.ts';
import type { ControllerId, Preset } from './controllers/presets.ts';

/** One status, or two where the kind of the route decides. An OpenShift Route reads as an Ingress. */
type Cell = string | { readonly ingress: string; readonly gateway: string };
type Row = Readonly<Record<Exclude<Failure, 'rejected' | 'overloaded' | 'idle' | 'unreachable'>, Cell>>;

/** What the route names is not there. Gateway API demands 500 of every controller: HTTPRouteRule.backendRefs. */
const invalid = (ingress: string) => ({
  'service-missing': { ingress, gateway: '500' },
  'port-missing': { ingress, gateway: '500' },
  'not-permitted': { ingress, gateway: '500' },
});

// ngx_http_upstream.c: only a timeout is 504, every other failure of an upstream is 502.
const nginx = { refused: '502', dropped: '504', 'cut-short': '502' };
// src/http_ana.c, http_return_srv_error: what fails before the connection stands is 503, a timeout too.
const haproxy = { refused: '503', dropped: '503', 'cut-short': '502' };
// Response flags UF, UF and UC.
const envoy = { refused: '503', dropped: '503', 'cut-short': '503' };

const unchanged = 'the load balancer keeps its last state';

/** The status that the client sees, controller by controller. Read from their sources and partly measured. */
const statuses: Readonly<Record<ControllerId, Row>> = {
  'ingress-nginx': { ...nginx, ...invalid('503'), 'no-endpoint': '503' },
  traefik: {
    ...nginx,
    // A path whose Service does not resolve is left out of the configuration.
    ...invalid('404'),
    // 503 with `allowEmptyServices`, which the chart sets and the program does not.
    'no-endpoint': { ingress: '503 or 404', gateway: '503' },
  },
  // A location without an upstream goes to a server of its own that answers 502.
  'nginx-inc': { ...nginx, ...invalid('502'), 'no-endpoint': '502' },
  haproxy: { ...haproxy, ...invalid('503'), 'no-endpoint': '503' },
  'haproxy-ingress': { ...haproxy, ...invalid('503'), 'no-endpoint': '503' },
  openshift: { ...haproxy, ...invalid('503'), 'no-endpoint': '503' },
  // ingress_processor.go leaves such a path out.
  contour: { ...envoy, ...invalid('404'), 'no-endpoint': '503' },
  'envoy-gateway': { ...envoy, ...invalid('500'), 'no-endpoint': '503' },
  istio: { ...envoy, ...invalid('503'), 'no-endpoint': '503' },
  kong: { ...nginx, ...invalid('503'), 'no-endpoint': '503' },
  // Its Envoy on the node holds the pod's policy against the request and answers itself.
  cilium: { ...envoy, ...invalid('503'), dropped: '403', 'no-endpoint': '503' },
  'aws-alb': {
    ...nginx,
    ...invalid('503'),
    // The model of the whole load balancer cannot be built.
    'port-missing': { ingress: unchanged, gateway: '500' },
    'no-endpoint': '503',
  },
  gce: {
    ...invalid(unchanged),
    // 502 from the classic load balancer, 503 from those built on Envoy.
    'no-endpoint': { ingress: '502 or 503', gateway: '503' },
    refused: '502',
    // The health checks are dropped too, so that no backend is healthy.
    dropped: '502',
    'cut-short': '502',
  },
  'nginx-gateway-fabric': { ...nginx, ...invalid('500'), 'no-endpoint': '503' },
};

/** The rows to show where any controller may serve the route: one of each proxy. */
const typicalIngress = ['ingress-nginx', 'haproxy', 'traefik', 'contour'] as const;
const typicalGateway = ['envoy-gateway', 'nginx-gateway-fabric'] as const;

/** What the client sees, one row a controller in the given order; without controllers, of typical ones. */
export function symptoms(
  failure: Failure,
  when: When,
  controllers: readonly Preset[],
  routeKind: string,
): readonly Symptom[] {
  if (failure === 'idle') return [];
  if (failure === 'rejected')
    return [{ controller: 'Kubernetes', status: 'refused by the API server', when }];
  // Which requests it hits, and how, is a matter of the load and the timeouts.
  if (failure === 'overloaded')
    return [{ controller: 'any controller', status: 'slow answers or 504 under load', when }];
  if (failure === 'unreachable') {
    const titles =
      controllers.length > 0 ? controllers.map(({ title }) => title) : ['the ingress controller'];
    return titles.map(controller => ({ controller, status: 'no answer', when }));
  }
  if (controllers.length > 0) return controllers.map(preset => symptom(failure, when, preset, routeKind));
  switch (routeKind) {
    case 'Route':
      return [symptom(failure, when, presetOf('openshift'), routeKind)];
    case 'GRPCRoute':
      return [{ controller: 'Gateway API', status: unavailable, when }];
    case 'HTTPRoute': {
      const status = demanded[failure];
      if (status !== null) return [{ controller: 'Gateway API', status, when }];
      return typicalGateway.map(id => symptom(failure, when, presetOf(id), routeKind));
    }
    default:
      return typicalIngress.map(id => symptom(failure, when, presetOf(id), routeKind));
  }
}

/** What Gateway API itself says of an HTTPRoute; null where it leaves the answer to the proxy. */
const demanded: Readonly<Record<keyof Row, string | null>> = {
  'service-missing': '500',
  'port-missing': '500',
  'not-permitted': '500',
  'no-endpoint': '503',
  refused: null,
  dropped: null,
  'cut-short': null,
};

function symptom(failure: keyof Row, when: When, preset: Preset, routeKind: string): Symptom {
  const cell = statuses[preset.id][failure];
  const isGatewayApi = routeKind === 'HTTPRoute' || routeKind === 'GRPCRoute';
  const status = typeof cell === 'string' ? cell : isGatewayApi ? cell.gateway : cell.ingress;
  return { controller: preset.title, status: routeKind === 'GRPCRoute' ? grpcStatus(status) : status, when };
}

const unavailable = 'gRPC UNAVAILABLE';

/**
 * GRPCRoute demands UNAVAILABLE for an invalid backend; for the proxy's own 502, 503 and 504 clients read the same:
 * https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md.
 */
function grpcStatus(status: string): string {
  return status === '403' ? 'gRPC PERMISSION_DENIED' : unavailable;
}
