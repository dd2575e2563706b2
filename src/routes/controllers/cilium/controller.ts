import { envoyAnswers, everyInvalid } from '../answers.ts';
import { defineController } from '../define.ts';
import { annotations } from './annotations.ts';
import { refuses } from './headless.ts';

export const cilium = defineController({
  id: 'cilium',
  title: 'Cilium',
  ingressControllers: ['cilium.io/ingress-controller'],
  gatewayControllers: ['io.cilium/gateway-controller'],
  classNames: ['cilium'],
  gatewayClassNames: ['cilium'],
  annotationPrefixes: ['ingress.cilium.io/'],
  dataPlanes: [{ runs: 'node' }],
  dialect: { refuses, annotations },
  answers: {
    // Cilium's Envoy on the node enforces the pod's policy and answers itself.
    proxy: { ...envoyAnswers, dropped: '403' },
    ingress: everyInvalid('503'),
    // cozystack/cozystack#3235 saw 503. Of its sources some versions set ResolvedRefs False, and no version could be measured.
    gateway: { 'port-missing': '500 or 503' },
  },
});
