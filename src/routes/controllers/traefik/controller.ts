import { everyInvalid, nginxAnswers } from '../answers.ts';
import { pods } from '../data-planes.ts';
import { defineController } from '../define.ts';
import { annotations } from './annotations.ts';
import { refuses } from './external-name.ts';
import { speak, upstream } from './upstream.ts';

export const traefik = defineController({
  id: 'traefik',
  title: 'Traefik',
  ingressControllers: ['traefik.io/ingress-controller'],
  gatewayControllers: ['traefik.io/gateway-controller'],
  classNames: ['traefik'],
  gatewayClassNames: ['traefik'],
  // pkg/provider/kubernetes/ingress/kubernetes.go, shouldProcessIngress.
  needsIngressClass: true,
  annotationPrefixes: ['traefik.ingress.kubernetes.io/'],
  // k3s bundles Traefik in kube-system.
  dataPlanes: [pods(['traefik', 'kube-system'], [{ 'app.kubernetes.io/name': 'traefik' }])],
  // `idleConnTimeout` of a ServersTransport, traefik/traefik v3.7.9 pkg/config/dynamic/http_config.go.
  dialect: { refuses, upstream, speak, annotations, upstreamIdleSeconds: () => 90 },
  answers: {
    proxy: { ...nginxAnswers, 'no-endpoint': '503', 'tls-to-plain': '500', 'http1-to-http2': '500 or 502' },
    // Traefik leaves a path whose Service does not resolve out of its config. 503 for no endpoint with
    // `allowEmptyServices`, which the chart sets and the program does not.
    ingress: { ...everyInvalid('404'), 'no-endpoint': '503 or 404' },
  },
});
