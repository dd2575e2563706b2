import { envoyAnswers, everyInvalid } from '../answers.ts';
import { perGateway, pods } from '../data-planes.ts';
import { defineController } from '../define.ts';

export const istio = defineController({
  id: 'istio',
  title: 'Istio',
  ingressControllers: ['istio.io/ingress-controller'],
  // The second name is OpenShift's: its Ingress Operator installs an Istio for it.
  gatewayControllers: ['istio.io/gateway-controller', 'openshift.io/gateway-controller'],
  classNames: ['istio'],
  gatewayClassNames: ['istio', 'openshift-default'],
  annotationPrefixes: [],
  dataPlanes: [
    // A Gateway gets proxies of its own unless its addresses name others.
    perGateway,
    // The gateway chart labels only by release name; these are the releases of its documentation.
    pods(
      ['istio-system', 'istio-ingress'],
      [
        { app: 'istio-ingressgateway', istio: 'ingressgateway' },
        { app: 'istio-ingress', istio: 'ingress' },
      ],
    ),
  ],
  dialect: { isOfIstio: true },
  answers: {
    proxy: envoyAnswers,
    ingress: everyInvalid('503'),
  },
});
