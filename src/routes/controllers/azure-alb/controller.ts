import { everyInvalid } from '../answers.ts';
import { defineController } from '../define.ts';

/** Not verified: no source says which 5xx the proxy sends. */
const unverified = '5xx';

export const azureAlb = defineController({
  id: 'azure-alb',
  title: 'Azure Application Gateway for Containers',
  // learn.microsoft.com/azure/application-gateway/for-containers/quickstart-deploy-application-gateway-for-containers-alb-controller.
  ingressControllers: ['alb.networking.azure.io/alb-controller'],
  gatewayControllers: ['alb.networking.azure.io/alb-controller'],
  classNames: ['azure-alb-external'],
  gatewayClassNames: ['azure-alb-external'],
  annotationPrefixes: ['alb.networking.azure.io/'],
  // It sends to pod addresses from the subnet that is delegated to it.
  dataPlanes: [{ runs: 'outside', addresses: [] }],
  answers: {
    proxy: {
      'not-attached': '404',
      'plain-to-tls': unverified,
      'tls-to-plain': unverified,
      'http1-to-http2': unverified,
      'no-endpoint': unverified,
      refused: unverified,
      dropped: unverified,
      'cut-short': unverified,
      'timed-out': unverified,
    },
    ingress: everyInvalid(unverified),
  },
});
