import { everyInvalid, haproxyAnswers } from '../answers.ts';
import { pods } from '../data-planes.ts';
import { defineController } from '../define.ts';
import { annotations } from './annotations.ts';
import { speak, upstream } from './upstream.ts';

export const haproxy = defineController({
  id: 'haproxy',
  title: 'HAProxy Kubernetes Ingress Controller',
  ingressControllers: ['haproxy.org/ingress-controller'],
  // Its Gateway API support ends at TCPRoute.
  gatewayControllers: [],
  classNames: ['haproxy'],
  gatewayClassNames: [],
  // documentation/ingressclass.md.
  needsIngressClass: true,
  annotationPrefixes: ['haproxy.org/', 'haproxy.com/', 'ingress.kubernetes.io/'],
  dataPlanes: [
    pods(['haproxy-controller'], [{ 'app.kubernetes.io/name': 'kubernetes-ingress' }], {
      commonLabels: [{ run: 'haproxy-ingress' }],
    }),
  ],
  dialect: { upstream, speak, annotations },
  answers: {
    proxy: haproxyAnswers,
    ingress: everyInvalid('503'),
  },
});
