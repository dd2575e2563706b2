import { everyInvalid } from '../answers.ts';
import { defineController } from '../define.ts';
import { healthCheck } from './health-check.ts';
import { speak, upstream } from './upstream.ts';

export const azureAgic = defineController({
  id: 'azure-agic',
  title: 'Azure Application Gateway',
  // Azure/application-gateway-kubernetes-ingress helm/ingress-azure/templates/ingressclass.yaml and its snapshots.
  ingressControllers: ['azure/application-gateway'],
  gatewayControllers: [],
  // The annotation has the first name (pkg/annotations/ingress_annotations.go), the IngressClass of the chart the second.
  classNames: ['azure/application-gateway', 'azure-application-gateway'],
  gatewayClassNames: [],
  annotationPrefixes: ['appgw.ingress.kubernetes.io/'],
  // It sends to pod addresses from its own subnet, and takes about 40 s to apply a change (issue 75 of that repository).
  // minutes by docs/how-tos/minimize-downtime-during-deployments.md, which asks for a preStop of 90 s.
  dataPlanes: [{ runs: 'outside', addresses: [], appliesIn: 40 }],
  dialect: { healthCheck, upstream, speak },
  answers: {
    // learn.microsoft.com/azure/application-gateway/http-response-codes. The probes are dropped, too, so no backend is healthy.
    proxy: {
      'not-attached': '404',
      'plain-to-tls': '502',
      'tls-to-plain': '502',
      'http1-to-http2': '502',
      'no-endpoint': '502',
      refused: '502',
      dropped: '502',
      'cut-short': '502',
      'timed-out': '504',
    },
    // pkg/appgw/requestroutingrules.go leaves the path out, and its requests go to the default pool, which is empty.
    ingress: everyInvalid('502'),
  },
});
