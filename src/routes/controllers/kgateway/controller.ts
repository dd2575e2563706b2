import { envoyAnswers, everyInvalid } from '../answers.ts';
import { perGateway } from '../data-planes.ts';
import { defineController } from '../define.ts';
import { gatewayUpstream } from '../upstreams.ts';

export const kgateway = defineController({
  id: 'kgateway',
  title: 'kgateway',
  ingressControllers: [],
  // kgateway-dev/kgateway, values of the chart: gatewayClass.controllerName, gatewayClass.name.
  gatewayControllers: ['kgateway.dev/kgateway'],
  classNames: [],
  gatewayClassNames: ['kgateway'],
  annotationPrefixes: [],
  // pkg/kgateway/helm/envoy/templates/deployment.yaml: the proxies run in the namespace of the Gateway.
  dataPlanes: [perGateway],
  dialect: { upstream: gatewayUpstream },
  answers: {
    proxy: envoyAnswers,
    ingress: everyInvalid('500'),
  },
});
