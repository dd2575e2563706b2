import { envoyAnswers, everyInvalid } from '../answers.ts';
import { perGateway, pods } from '../data-planes.ts';
import { defineController } from '../define.ts';
import { externalNameRefused } from '../external-name.ts';
import { annotations } from './annotations.ts';
import { speak, upstream } from './upstream.ts';

export const contour = defineController({
  id: 'contour',
  title: 'Contour',
  // The chart appends namespace and release; Contour itself compares the name of the class.
  ingressControllers: ['projectcontour.io'],
  gatewayControllers: ['projectcontour.io'],
  classNames: ['contour'],
  gatewayClassNames: ['contour'],
  annotationPrefixes: ['projectcontour.io/'],
  // Envoy receives the requests; Contour's own pods configure it. The provisioner makes an Envoy for each Gateway.
  dataPlanes: [
    pods(
      ['projectcontour'],
      [{ 'app.kubernetes.io/name': 'contour', 'app.kubernetes.io/component': 'envoy' }],
      {
        commonLabels: [{ app: 'envoy' }],
      },
    ),
    perGateway,
  ],
  // Envoy's default, which `timeoutPolicy.idleConnection` changes: projectcontour/contour v1.33.6 apis/projectcontour/v1/httpproxy.go.
  dialect: {
    // internal/dag/accessors.go, validateExternalName.
    refuses: externalNameRefused('enableExternalNameService is off by default'),
    upstream,
    speak,
    annotations,
    upstreamIdleSeconds: () => 3600,
  },
  answers: {
    proxy: envoyAnswers,
    // ingress_processor.go leaves such a path out.
    ingress: everyInvalid('404'),
  },
});
