import { annotationOf } from '../../../kube/metadata.ts';
import { pointer, valueAt } from '../../../kube/pointer.ts';
import { annotate } from '../annotate.ts';
import type { BackendService, Change, Effective, Refusal } from '../dialect.ts';

const key = 'alb.ingress.kubernetes.io/target-type';
const at = pointer('metadata', 'annotations', key);

/**
 * How the load balancer reaches the pods: from the IngressClassParams, then the Service, then the Ingress.
 * kubernetes-sigs/aws-load-balancer-controller pkg/ingress/model_build_target_group.go, buildTargetGroupTargetType;
 * the default is the flag `--default-target-type`, docs/deploy/configurations.md.
 */
export function targetType({ route, service, parameters }: BackendService): Effective<string> | null {
  if (parameters === 'unseen') return null;
  const stated = parameters === null ? undefined : valueAt(parameters.body, '/spec/targetType');
  if (parameters !== null && typeof stated === 'string')
    return { value: stated, by: { obj: parameters, at: '/spec/targetType' } };
  for (const obj of [service, route.obj]) {
    const value = annotationOf(obj, key);
    if (value !== null) return { value, by: { obj, at } };
  }
  return { value: 'instance', by: null };
}

/** `instance` sends to a port of the nodes, which a Service has only with these types. */
const onNodes = ['NodePort', 'LoadBalancer'];

/** buildTargetGroupSpec: "TargetGroup port is empty", and the load balancer of the whole group is not built. */
export function refuses(to: BackendService): Refusal | null {
  const { route, service } = to;
  // Under a Gateway, a TargetGroupConfiguration states the type.
  if (route.kind !== 'Ingress') return null;
  const target = targetType(to);
  const type = service.body.spec?.type ?? 'ClusterIP';
  if (target?.value !== 'instance' || onNodes.includes(type)) return null;
  return {
    why: `its type is "${type}", which has no port on the nodes, and target-type is "instance"${target.by === null ? ' by default' : ''}; the load balancer is not updated, with all of its Ingresses`,
    certainty: target.by === null ? 'likely' : 'proven',
    limit: null,
    by: [
      { obj: service, at: '/spec/type' },
      { obj: target.by?.obj ?? route.obj, at: target.by?.at ?? at },
    ],
    change: type === 'ClusterIP' ? sendToPods(to, target) : null,
  };
}

/** IngressClassParams belong to whoever runs the controller. */
function sendToPods({ route, parameters }: BackendService, { by }: Effective<string>): Change | null {
  if (by !== null && by.obj === parameters) return null;
  const on = by?.obj ?? route.obj;
  return { title: 'Send to the pods: target-type "ip"', on, operations: annotate(on, key, 'ip') };
}
