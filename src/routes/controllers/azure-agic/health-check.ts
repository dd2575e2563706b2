import { annotationOf } from '../../../kube/metadata.ts';
import type { Pointer } from '../../../kube/pointer.ts';
import { valueAt } from '../../../kube/pointer.ts';
import { httpProbe } from '../../../kube/probe.ts';
import { annotate } from '../annotate.ts';
import type { CheckedContainer, HealthCheck } from '../dialect.ts';

const key = (suffix: string) => `appgw.ingress.kubernetes.io/${suffix}`;

/**
 * Azure/application-gateway-kubernetes-ingress pkg/appgw/health_probes.go (0294815), generateHealthProbe and
 * getProbeForServiceContainer.
 */
export function healthCheck(to: CheckedContainer): HealthCheck | null {
  const { route, podPort, container } = to;
  const taken = probeOf(to);
  const stated = [
    annotationOf(route.obj, key('health-probe-path')),
    taken?.path ?? null,
    annotationOf(route.obj, key('backend-path-prefix')),
  ].find(path => path !== null);
  return {
    path: (stated ?? pathOf(to)).replace(/\*+$/, ''),
    port: taken?.port ?? podPort,
    codes: '200-399',
    ignores: declares(to) ? null : `as container "${container.name ?? ''}" does not declare port ${podPort}`,
    isStated: stated !== undefined,
    failsOpen: false,
    ask: (path, port) => ({
      title: `Check "${path}"`,
      on: route.obj,
      operations: [
        ...annotate(route.obj, key('health-probe-path'), path),
        ...(port === podPort ? [] : annotate(route.obj, key('health-probe-port'), String(port))),
      ],
      creates: [],
    }),
  };
}

const declares = ({ container, podPort }: CheckedContainer) =>
  (container.ports ?? []).some(({ containerPort }) => containerPort === podPort);

/** The readinessProbe, or else the livenessProbe, of a container that declares the port. */
function probeOf(to: CheckedContainer) {
  const { container } = to;
  if (!declares(to)) return null;
  return httpProbe(container.readinessProbe, container) ?? httpProbe(container.livenessProbe, container);
}

/** The path of the Ingress; a default backend has none, and is asked for "/". */
function pathOf({ route, backend }: CheckedContainer): string {
  const path = valueAt(route.obj.body, backend.at.replace(/backend$/, 'path') as Pointer);
  return typeof path === 'string' && path !== '' ? path : '/';
}
