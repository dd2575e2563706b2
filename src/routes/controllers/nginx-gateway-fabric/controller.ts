import { everyInvalid, nginxAnswers } from '../answers.ts';
import { perGateway } from '../data-planes.ts';
import { defineController } from '../define.ts';
import { gatewayUpstream } from '../upstreams.ts';

export const nginxGatewayFabric = defineController({
  id: 'nginx-gateway-fabric',
  title: 'NGINX Gateway Fabric',
  ingressControllers: [],
  gatewayControllers: ['gateway.nginx.org/nginx-gateway-controller'],
  classNames: [],
  gatewayClassNames: ['nginx'],
  annotationPrefixes: [],
  // Since 2.0 the control plane in `nginx-gateway` proxies no requests.
  dataPlanes: [perGateway],
  dialect: { upstream: gatewayUpstream },
  answers: {
    proxy: { ...nginxAnswers, 'no-endpoint': '503' },
    ingress: everyInvalid('500'),
  },
});
