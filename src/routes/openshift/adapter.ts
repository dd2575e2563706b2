import type { OpenShiftRouteBody, OpenShiftTarget } from '../../kube/kinds/openshift-route.ts';
import type { ReadableObj } from '../../kube/object.ts';
import { join, type Pointer } from '../../kube/pointer.ts';
import type { Backend, PortRef, Route } from '../route.ts';

/** Reads route.openshift.io/v1. A Route's targets are Services of its own namespace; its port is an endpoint's. */
export function toRoute(obj: ReadableObj<OpenShiftRouteBody>): Route {
  const { spec } = obj.body;
  const targets: readonly (readonly [OpenShiftTarget, Pointer])[] = [
    ...(spec?.to ? [[spec.to, '/spec/to'] as const] : []),
    ...(spec?.alternateBackends ?? []).map(
      (target, index) => [target, join('/spec/alternateBackends', index)] as const,
    ),
  ];
  const total = targets.reduce((sum, [target]) => sum + (target.weight ?? 100), 0);
  return {
    obj,
    kind: 'Route',
    served: { by: 'controller', id: 'openshift' },
    hosts: spec?.host ? [spec.host] : [],
    backends: targets.map(([target, at]) => toBackend(obj, target, at, total)),
  };
}

function toBackend(
  obj: ReadableObj<OpenShiftRouteBody>,
  target: OpenShiftTarget,
  at: Pointer,
  total: number,
): Backend {
  const { spec } = obj.body;
  const isService = (target.kind ?? 'Service') === 'Service';
  return {
    route: obj.ref,
    at,
    nameAt: join(at, 'name'),
    portAt: spec?.port ? '/spec/port/targetPort' : '/spec',
    target: isService
      ? { is: 'service', namespace: obj.ref.namespace, name: target.name ?? '' }
      : { is: 'other', what: target.kind ?? 'no Service' },
    port: portOf(spec?.port?.targetPort),
    match: `${spec?.host || '*'}${spec?.path || '/'}`,
    weight: target.weight ?? 100,
    total,
    mirror: false,
  };
}

function portOf(target: number | string | null | undefined): PortRef {
  return target === null || target === undefined || target === ''
    ? { by: 'all' }
    : { by: 'endpoint', value: target };
}
