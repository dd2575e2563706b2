import { envoyAnswers, everyInvalid } from '../answers.ts';
import { pods } from '../data-planes.ts';
import { defineController } from '../define.ts';
import { gatewayUpstream } from '../upstreams.ts';

const proxyLabels = {
  'app.kubernetes.io/name': 'envoy',
  'app.kubernetes.io/component': 'proxy',
  'app.kubernetes.io/managed-by': 'envoy-gateway',
};

export const envoyGateway = defineController({
  id: 'envoy-gateway',
  title: 'Envoy Gateway',
  ingressControllers: [],
  gatewayControllers: ['gateway.envoyproxy.io/gatewayclass-controller'],
  classNames: [],
  gatewayClassNames: ['eg', 'envoy-gateway'],
  annotationPrefixes: [],
  dataPlanes: [
    pods(['envoy-gateway-system'], [proxyLabels]),
    // With `deploy.type: GatewayNamespace`.
    {
      runs: 'gateway-namespace',
      nameLabel: 'gateway.envoyproxy.io/owning-gateway-name',
      labels: proxyLabels,
    },
  ],
  // `connectionIdleTimeout` of a BackendTrafficPolicy, envoyproxy/gateway v1.9.0 api/v1alpha1/timeout_types.go.
  dialect: { upstream: gatewayUpstream, upstreamIdleSeconds: () => 3600 },
  answers: {
    proxy: envoyAnswers,
    ingress: everyInvalid('500'),
  },
});
