import { own } from '../../../kube/json.ts';
import { annotationOf } from '../../../kube/metadata.ts';
import { annotate } from '../annotate.ts';
import type { CheckedContainer, HealthCheck } from '../dialect.ts';

const key = (suffix: string) => `alb.ingress.kubernetes.io/${suffix}`;

/**
 * kubernetes-sigs/aws-load-balancer-controller pkg/ingress/model_build_target_group.go, buildTargetGroupHealthCheckConfig,
 * and docs/guide/ingress/annotations.md. The Service is read before the Ingress.
 */
export function healthCheck(to: CheckedContainer): HealthCheck | null {
  const { route, service, podPort } = to;
  if (route.kind !== 'Ingress') return null;
  const text = (suffix: string) => annotationOf(service, key(suffix)) ?? annotationOf(route.obj, key(suffix));
  // The code that counts as healthy is then the one of a method that the server does not have.
  if (text('backend-protocol-version') === 'GRPC') return null;
  const stated = ['path', 'port', 'protocol'].some(one => text(`healthcheck-${one}`) !== null);
  return {
    path: text('healthcheck-path') ?? '/',
    port: podPort,
    codes: text('success-codes') ?? '200',
    ignores: 'and the pods wait until it calls them healthy',
    isStated: stated,
    // A load balancer without a healthy target sends to all, unless the pods wait for it to call them healthy.
    failsOpen: !isGated(to),
    ask: (path, port) => ({
      title: `Check "${path}"`,
      on: route.obj,
      operations: [
        ...annotate(route.obj, key('healthcheck-path'), path),
        ...(port === podPort ? [] : annotate(route.obj, key('healthcheck-port'), String(port))),
      ],
      creates: [],
    }),
  };
}

/** docs/deploy/pod_readiness_gate.md. */
const isGated = ({ readinessGates, namespaceLabels }: CheckedContainer) =>
  namespaceLabels?.['elbv2.k8s.aws/pod-readiness-gate-inject'] === 'enabled' ||
  readinessGates.some(gate => String(own(gate, 'conditionType')).startsWith('target-health.elbv2.k8s.aws/'));
