import { annotationOf } from '../../../kube/metadata.ts';
import type { Route } from '../../route.ts';
import { everyInvalid, keepsItsState, nginxAnswers } from '../answers.ts';
import { defineController } from '../define.ts';
import { annotations } from './annotations.ts';
import { healthCheck } from './health-check.ts';
import { refuses } from './target-type.ts';
import { speak, upstream } from './upstream.ts';

/**
 * The load balancer closes what is idle after `idle_timeout.timeout_seconds`, 60 by default: kubernetes-sigs/
 * aws-load-balancer-controller v3.5.0 docs/guide/ingress/annotations.md, load-balancer-attributes.
 */
function upstreamIdleSeconds({ obj }: Route): number {
  const attributes = annotationOf(obj, 'alb.ingress.kubernetes.io/load-balancer-attributes') ?? '';
  const [, seconds] = /(?:^|,)\s*idle_timeout\.timeout_seconds\s*=\s*(\d+)/.exec(attributes) ?? [];
  return seconds === undefined ? 60 : Number(seconds);
}

export const awsAlb = defineController({
  id: 'aws-alb',
  title: 'AWS Load Balancer Controller',
  ingressControllers: ['ingress.k8s.aws/alb'],
  gatewayControllers: ['gateway.k8s.aws/alb'],
  classNames: ['alb'],
  gatewayClassNames: ['aws-alb-gateway-class'],
  // docs/guide/ingress/ingress_class.md.
  needsIngressClass: true,
  annotationPrefixes: ['alb.ingress.kubernetes.io/'],
  dataPlanes: [{ runs: 'outside', addresses: [] }],
  dialect: { refuses, healthCheck, upstream, speak, annotations, upstreamIdleSeconds },
  answers: {
    proxy: { ...nginxAnswers, 'no-endpoint': '503' },
    // With a missing or an unusable port the model of the whole load balancer cannot be built.
    ingress: {
      ...everyInvalid('503'),
      'port-missing': keepsItsState,
      unusable: `503 at first, later ${keepsItsState}`,
    },
  },
});
