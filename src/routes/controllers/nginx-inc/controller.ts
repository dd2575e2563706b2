import { everyInvalid, nginxAnswers } from '../answers.ts';
import { pods } from '../data-planes.ts';
import { defineController } from '../define.ts';
import { externalNameRefused } from '../external-name.ts';
import { annotations } from './annotations.ts';
import { speak, upstream } from './upstream.ts';

export const nginxInc = defineController({
  id: 'nginx-inc',
  title: 'NGINX Ingress Controller (F5)',
  ingressControllers: ['nginx.org/ingress-controller'],
  gatewayControllers: [],
  classNames: ['nginx'],
  gatewayClassNames: [],
  annotationPrefixes: ['nginx.org/', 'nginx.com/'],
  dataPlanes: [
    pods(['nginx-ingress'], [{ 'app.kubernetes.io/name': 'nginx-ingress' }], {
      // The retired chart of ingress-nginx set this label, too.
      commonLabels: [{ app: 'nginx-ingress' }],
    }),
  ],
  dialect: {
    // internal/configs/ingress.go: nginx/kubernetes-ingress resolves the name only with Plus.
    refuses: externalNameRefused('only NGINX Plus with a resolver serves that'),
    upstream,
    speak,
    annotations,
  },
  answers: {
    // NGINX sends a location without an upstream to a separate server that answers 502.
    proxy: { ...nginxAnswers, 'no-endpoint': '502' },
    ingress: everyInvalid('502'),
  },
});
