import { everyInvalid, nginxAnswers } from '../answers.ts';
import { pods } from '../data-planes.ts';
import { defineController } from '../define.ts';
import { annotations } from './annotations.ts';
import { canaryState } from './canary.ts';
import { configFaults } from './config-faults.ts';
import { speak, upstream } from './upstream.ts';

export const ingressNginx = defineController({
  id: 'ingress-nginx',
  title: 'ingress-nginx',
  // Since 3.7 a provider of Traefik claims `k8s.io/ingress-nginx`, too, and reads these annotations; no object says
  // which controller it is. The second name comes from the documentation of a second installation.
  ingressControllers: ['k8s.io/ingress-nginx', 'k8s.io/internal-ingress-nginx'],
  gatewayControllers: [],
  classNames: ['nginx'],
  gatewayClassNames: [],
  // internal/ingress/controller/store/store.go, without `--watch-ingress-without-class`.
  ignoresClassless: true,
  needsIngressClass: true,
  annotationPrefixes: ['nginx.ingress.kubernetes.io/'],
  dataPlanes: [
    // RKE2 bundles ingress-nginx in kube-system.
    pods(
      ['ingress-nginx', 'kube-system'],
      [
        { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' },
        { 'app.kubernetes.io/name': 'rke2-ingress-nginx', 'app.kubernetes.io/component': 'controller' },
      ],
    ),
  ],
  // Its class may be that of Traefik's provider for Ingresses of ingress-nginx.
  dialect: {
    annotations,
    upstream,
    speak,
    configFaults,
    canary: canaryState,
    mayAlsoRead: ['traefik.ingress.kubernetes.io/'],
    // internal/ingress/controller/controller.go, serviceEndpoints: compares port, targetPort and name as text.
    takesTargetPort: true,
    // `upstream-keepalive-timeout`, kubernetes/ingress-nginx v1.15.1 internal/ingress/controller/config/config.go.
    upstreamIdleSeconds: () => 60,
  },
  answers: {
    proxy: { ...nginxAnswers, 'no-endpoint': '503' },
    ingress: everyInvalid('503'),
  },
});
