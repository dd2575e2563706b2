import { everyInvalid, haproxyAnswers } from '../answers.ts';
import { pods } from '../data-planes.ts';
import { defineController } from '../define.ts';
import { annotations } from './annotations.ts';
import { speak, upstream } from './upstream.ts';

export const haproxyIngress = defineController({
  id: 'haproxy-ingress',
  title: 'HAProxy Ingress',
  ingressControllers: ['haproxy-ingress.github.io/controller'],
  gatewayControllers: ['haproxy-ingress.github.io/controller'],
  classNames: ['haproxy'],
  gatewayClassNames: ['haproxy'],
  annotationPrefixes: ['haproxy-ingress.github.io/', 'ingress.kubernetes.io/'],
  dataPlanes: [
    pods(['ingress-controller'], [{ 'app.kubernetes.io/name': 'haproxy-ingress' }], {
      commonLabels: [{ run: 'haproxy-ingress' }],
    }),
  ],
  dialect: { upstream, speak, annotations },
  answers: {
    proxy: haproxyAnswers,
    ingress: everyInvalid('503'),
  },
});
