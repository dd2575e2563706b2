import { everyInvalid, keepsItsState } from '../answers.ts';
import { defineController } from '../define.ts';
import { annotations } from './annotations.ts';
import { healthCheck } from './health-check.ts';
import { upstream } from './upstream.ts';

export const gce = defineController({
  id: 'gce',
  title: 'GKE load balancer',
  // GCE has no IngressClass object; the class is an annotation, or missing.
  ingressControllers: [],
  gatewayControllers: ['networking.gke.io/gateway'],
  classNames: ['gce', 'gce-internal', 'gce-regional-external', 'gce-multi-cluster'],
  gatewayClassNames: ['gke-l7-*'],
  annotationPrefixes: [
    'cloud.google.com/',
    'networking.gke.io/',
    'ingress.gcp.kubernetes.io/',
    'kubernetes.io/ingress.allow-http',
    'kubernetes.io/ingress.global-static-ip-name',
    'kubernetes.io/ingress.regional-static-ip-name',
    // ingress-gce writes its status under a prefix that both HAProxy controllers read: pkg/annotations/ingress.go.
    'ingress.kubernetes.io/backends',
    'ingress.kubernetes.io/forwarding-rule',
    'ingress.kubernetes.io/https-forwarding-rule',
    'ingress.kubernetes.io/https-target-proxy',
    'ingress.kubernetes.io/ssl-cert',
    'ingress.kubernetes.io/static-ip',
    'ingress.kubernetes.io/target-proxy',
    'ingress.kubernetes.io/url-map',
  ],
  // Health checks and front ends: https://cloud.google.com/load-balancing/docs/firewall-rules. An internal load
  // balancer adds the proxy-only subnet, which is the cluster's own.
  dataPlanes: [{ runs: 'outside', addresses: ['130.211.0.0/22', '35.191.0.0/16'] }],
  // Fixed: https://cloud.google.com/load-balancing/docs/https/request-distribution.
  dialect: { healthCheck, upstream, annotations, upstreamIdleSeconds: () => 600 },
  answers: {
    // The health checks are dropped, too, so no backend is healthy.
    proxy: {
      'not-attached': '404',
      'plain-to-tls': '502',
      'tls-to-plain': '502',
      'http1-to-http2': '502',
      'no-endpoint': '503',
      refused: '502',
      dropped: '502',
      'cut-short': '502',
      'timed-out': '502 or 504',
    },
    // 502 from the classic load balancer, 503 from the load balancers built on Envoy.
    ingress: { ...everyInvalid(keepsItsState), 'no-endpoint': '502 or 503' },
  },
});
