import type { AnsweredFailure } from '../failure.ts';
import type { ControllerId } from './preset.ts';

/** The backend is missing or not permitted: the proxy's config then depends on the kind of route. */
export type InvalidBackend = 'service-missing' | 'port-missing' | 'not-permitted';

/** Failures that the proxy meets when it forwards a request. They do not depend on the kind of route. */
export type ProxyFailure = Exclude<AnsweredFailure, InvalidBackend>;

export function isInvalidBackend(failure: AnsweredFailure): failure is InvalidBackend {
  return failure === 'service-missing' || failure === 'port-missing' || failure === 'not-permitted';
}

// ngx_http_upstream.c: only a timeout is 504, every other failure of an upstream is 502.
const nginx = { 'not-attached': '404', refused: '502', dropped: '504', 'cut-short': '502' };
// src/http_ana.c, http_return_srv_error: a failure before the connection is made is 503, a timeout included.
const haproxy = {
  'not-attached': '404',
  refused: '503',
  dropped: '503',
  'cut-short': '502',
  'no-endpoint': '503',
};
// Response flags UF, UF and UC.
const envoy = {
  'not-attached': '404',
  refused: '503',
  dropped: '503',
  'cut-short': '503',
  'no-endpoint': '503',
};

/** The status that the client sees, by controller. Read from their sources and partly measured. */
export const proxyAnswers: Readonly<Record<ControllerId, Readonly<Record<ProxyFailure, string>>>> = {
  'ingress-nginx': { ...nginx, 'no-endpoint': '503' },
  traefik: { ...nginx, 'no-endpoint': '503' },
  // NGINX sends a location without an upstream to a separate server that answers 502.
  'nginx-inc': { ...nginx, 'no-endpoint': '502' },
  haproxy,
  'haproxy-ingress': haproxy,
  // A host that no Route has gets the router's own page: openshift/router haproxy-config.template, openshift_default.
  openshift: { ...haproxy, 'not-attached': '503' },
  contour: envoy,
  'envoy-gateway': envoy,
  istio: envoy,
  kong: { ...nginx, 'no-endpoint': '503' },
  // Cilium's Envoy on the node enforces the pod's policy and answers itself.
  cilium: { ...envoy, dropped: '403' },
  'aws-alb': { ...nginx, 'no-endpoint': '503' },
  // The health checks are dropped, too, so no backend is healthy.
  gce: { 'not-attached': '404', 'no-endpoint': '503', refused: '502', dropped: '502', 'cut-short': '502' },
  'nginx-gateway-fabric': { ...nginx, 'no-endpoint': '503' },
};
