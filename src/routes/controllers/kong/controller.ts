import { everyInvalid, nginxAnswers } from '../answers.ts';
import { pods } from '../data-planes.ts';
import { defineController } from '../define.ts';
import { annotations } from './annotations.ts';
import { speak, upstream } from './upstream.ts';

export const kong = defineController({
  id: 'kong',
  title: 'Kong',
  ingressControllers: ['ingress-controllers.konghq.com/kong'],
  // Kong Operator (`konghq.com/gateway-operator`) is another controller and runs its proxies elsewhere.
  gatewayControllers: ['konghq.com/kic-gateway-controller'],
  classNames: ['kong'],
  gatewayClassNames: ['kong'],
  // Since 3.0 no flag makes it serve an Ingress without a class: CHANGELOG.md.
  ignoresClassless: true,
  annotationPrefixes: ['konghq.com/'],
  dataPlanes: [
    pods(['kong'], [{ 'app.kubernetes.io/name': 'kong', 'app.kubernetes.io/component': 'app' }], {
      // The chart `ingress` calls its proxy "gateway".
      commonLabels: [{ 'app.kubernetes.io/name': 'gateway', 'app.kubernetes.io/component': 'app' }],
    }),
  ],
  // `upstream_keepalive_idle_timeout`, Kong/kong kong.conf.default; issue 14062.
  dialect: { upstream, speak, annotations, upstreamIdleSeconds: () => 60 },
  answers: {
    proxy: { ...nginxAnswers, 'no-endpoint': '503' },
    ingress: everyInvalid('503'),
  },
});
