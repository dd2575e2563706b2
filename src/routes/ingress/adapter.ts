import { type Json, own } from '../../kube/json.ts';
import type { IngressBackend, IngressBody } from '../../kube/kinds/ingress.ts';
import type { Labels } from '../../kube/kinds/metadata.ts';
import { annotationsOf, labelsOf } from '../../kube/metadata.ts';
import type { Obj, ReadableObj } from '../../kube/object.ts';
import { join, type Pointer } from '../../kube/pointer.ts';
import type { Backend, PortRef, Route, Target } from '../route.ts';

/** Reads networking.k8s.io/v1 and the shape of the removed versions, which old files still have. */
export function toRoute(obj: ReadableObj<IngressBody>): Route {
  const annotations = annotationsOf(obj);
  return {
    obj,
    kind: 'Ingress',
    served: {
      by: 'class',
      name: obj.body.spec?.ingressClassName || annotations['kubernetes.io/ingress.class'] || null,
      annotations: Object.keys(annotations),
    },
    hosts: (obj.body.spec?.rules ?? []).flatMap(rule => rule.host ?? []),
    backends: isAcmeSolver(obj) ? [] : backendsOf(obj, annotations),
  };
}

/** cert-manager makes an Ingress for a challenge and deletes it afterwards. */
function isAcmeSolver(obj: Obj): boolean {
  return Object.hasOwn(labelsOf(obj), 'acme.cert-manager.io/http01-solver');
}

function backendsOf(obj: ReadableObj<IngressBody>, annotations: Labels): readonly Backend[] {
  const { spec } = obj.body;
  const backends: Backend[] = [];
  const add = (backend: IngressBackend | null | undefined, at: Pointer, match: string) => {
    if (backend === null || backend === undefined) return;
    backends.push(
      toBackend(obj, backend, at, match, annotations),
      ...forwarded(obj, backend, at, match, annotations),
    );
  };
  add(spec?.defaultBackend, '/spec/defaultBackend', 'every other request');
  add(spec?.backend, '/spec/backend', 'every other request');
  for (const [index, rule] of (spec?.rules ?? []).entries()) {
    for (const [position, path] of (rule.http?.paths ?? []).entries()) {
      const at = join('/spec/rules', index, 'http', 'paths', position, 'backend');
      add(path.backend, at, `${rule.host ?? '*'}${path.path ?? '/'}`);
    }
  }
  return backends;
}

function toBackend(
  obj: ReadableObj<IngressBody>,
  backend: IngressBackend,
  at: Pointer,
  match: string,
  annotations: Labels,
): Backend {
  const old = !backend.service && (backend.serviceName ?? backend.servicePort ?? null) !== null;
  return {
    route: obj.ref,
    at,
    nameAt: join(at, ...(old ? ['serviceName'] : ['service', 'name'])),
    portAt: join(at, ...(old ? ['servicePort'] : ['service', 'port', portField(backend)])),
    target: targetOf(obj, backend, annotations),
    port: portOf(backend),
    match,
    ...shareOf(annotations),
    mirror: false,
  };
}

const canary = 'nginx.ingress.kubernetes.io/canary';

/** A canary of ingress-nginx gets the share of its weight; a canary by header or cookie gets all those requests. */
function shareOf(annotations: Labels): Pick<Backend, 'weight' | 'total'> {
  // Without a weight the canary gets no requests.
  const weight = Number(annotations[`${canary}-weight`] ?? '0');
  const total = Number(annotations[`${canary}-weight-total`] ?? '100');
  const byRequest = ['-by-header', '-by-header-value', '-by-cookie'].some(
    key => annotations[`${canary}${key}`],
  );
  if (annotations[canary] !== 'true' || byRequest || !(weight >= 0) || !(total > 0))
    return { weight: 1, total: 1 };
  return { weight, total };
}

function targetOf(obj: ReadableObj<IngressBody>, backend: IngressBackend, annotations: Labels): Target {
  const name = backend.service?.name ?? backend.serviceName;
  if (name === null || name === undefined) {
    const kind = backend.resource?.kind;
    return { is: 'other', what: typeof kind === 'string' ? kind : 'no Service' };
  }
  // The AWS controller reads `use-annotation` as "run the action in the annotation of that name".
  const port = backend.service?.port?.name ?? backend.servicePort;
  if (port === 'use-annotation') {
    const action = annotations[`alb.ingress.kubernetes.io/actions.${name}`];
    return { is: 'other', what: action === undefined ? 'an action that no annotation defines' : 'an action' };
  }
  return { is: 'service', namespace: obj.ref.namespace, name };
}

/** The Services of a forward action of the AWS controller: JSON in an annotation. */
function forwarded(
  obj: ReadableObj<IngressBody>,
  backend: IngressBackend,
  at: Pointer,
  match: string,
  annotations: Labels,
): readonly Backend[] {
  if (backend.service?.port?.name !== 'use-annotation') return [];
  const key = `alb.ingress.kubernetes.io/actions.${backend.service.name ?? ''}`;
  const groups = targetGroups(annotations[key]);
  const total = groups.reduce((sum, group) => sum + group.weight, 0);
  const place = join('/metadata/annotations', key);
  return groups.map(({ name, port, weight }) => ({
    route: obj.ref,
    at,
    nameAt: place,
    portAt: place,
    target: { is: 'service', namespace: obj.ref.namespace, name },
    port,
    match,
    weight,
    total,
    mirror: false,
  }));
}

interface TargetGroup {
  readonly name: string;
  readonly port: PortRef;
  readonly weight: number;
}

function targetGroups(text: string | null | undefined): readonly TargetGroup[] {
  let action: unknown;
  try {
    action = JSON.parse(text ?? 'null');
  } catch {
    return [];
  }
  const forward = own(action, 'forwardConfig') ?? own(action, 'ForwardConfig');
  const groups = own(forward, 'targetGroups') ?? own(forward, 'TargetGroups');
  return (Array.isArray(groups) ? groups : []).flatMap(group => {
    const name = own(group, 'serviceName') ?? own(group, 'ServiceName');
    const port = own(group, 'servicePort') ?? own(group, 'ServicePort');
    const weight = own(group, 'weight') ?? own(group, 'Weight') ?? 1;
    if (typeof name !== 'string' || typeof weight !== 'number') return [];
    return { name, weight, port: actionPort(port) };
  });
}

/** In these annotations a number is often written as a string. */
function actionPort(port: Json | undefined): PortRef {
  if (typeof port === 'number') return { by: 'number', number: port };
  if (typeof port !== 'string') return { by: 'all' };
  return /^[0-9]+$/.test(port) ? { by: 'number', number: Number(port) } : { by: 'name', name: port };
}

function portField(backend: IngressBackend): string {
  return backend.service?.port?.name ? 'name' : 'number';
}

function portOf(backend: IngressBackend): PortRef {
  const port = backend.service?.port;
  if (port?.name) return { by: 'name', name: port.name };
  if (typeof port?.number === 'number') return { by: 'number', number: port.number };
  const old = backend.servicePort;
  if (typeof old === 'number') return { by: 'number', number: old };
  if (typeof old === 'string') return { by: 'name', name: old };
  // The API server refuses a Service without a port; `invalid-object` reports it.
  return { by: 'all' };
}
