import type { Obj } from '../kube/object.ts';
import { join, type Pointer } from '../kube/pointer.ts';
import type { IngressBackend, IngressBody, Labels } from '../kube/types.ts';
import type { Backend, PortRef, RouteAdapter, Target } from './route.ts';

/** networking.k8s.io/v1, and the shape of the removed versions, which old files still have. */
export const ingress: RouteAdapter = {
  group: 'networking.k8s.io',
  kind: 'Ingress',
  toRoute(obj) {
    const typed = obj as unknown as Obj<IngressBody>;
    const annotations = typed.body.metadata?.annotations ?? {};
    return {
      obj,
      served: {
        by: 'class',
        name: typed.body.spec?.ingressClassName ?? annotations['kubernetes.io/ingress.class'] ?? null,
        annotations: Object.keys(annotations),
      },
      hosts: (typed.body.spec?.rules ?? []).flatMap(rule => rule.host ?? []),
      backends: isAcmeSolver(typed.body) ? [] : backendsOf(typed, annotations),
    };
  },
} satisfies RouteAdapter;

/** cert-manager makes an Ingress for the time of a challenge and takes it away again. */
function isAcmeSolver(body: IngressBody): boolean {
  return body.metadata?.labels?.['acme.cert-manager.io/http01-solver'] !== undefined;
}

function backendsOf(obj: Obj<IngressBody>, annotations: Labels): readonly Backend[] {
  const { spec } = obj.body;
  const backends: Backend[] = [];
  const add = (backend: IngressBackend | null | undefined, at: Pointer, match: string) => {
    if (backend !== null && backend !== undefined) backends.push(toBackend(obj, backend, at, match, annotations));
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
  obj: Obj<IngressBody>,
  backend: IngressBackend,
  at: Pointer,
  match: string,
  annotations: Labels,
): Backend {
  const old = backend.serviceName !== undefined || backend.servicePort !== undefined;
  const isCanary = annotations['nginx.ingress.kubernetes.io/canary'] === 'true';
  const canary = Number(annotations['nginx.ingress.kubernetes.io/canary-weight'] ?? '100');
  return {
    route: obj.ref,
    at,
    nameAt: join(at, ...(old ? ['serviceName'] : ['service', 'name'])),
    portAt: join(at, ...(old ? ['servicePort'] : ['service', 'port', portField(backend)])),
    target: targetOf(obj, backend, annotations),
    port: portOf(backend),
    match,
    weight: isCanary && Number.isFinite(canary) ? canary : 1,
    total: isCanary && Number.isFinite(canary) ? 100 : 1,
    mirror: false,
  };
}

function targetOf(obj: Obj<IngressBody>, backend: IngressBackend, annotations: Labels): Target {
  const name = backend.service?.name ?? backend.serviceName;
  if (name === null || name === undefined) {
    const kind = backend.resource?.['kind'];
    return { is: 'other', what: typeof kind === 'string' ? kind : 'no Service' };
  }
  // The AWS controller reads `use-annotation` as "do what the annotation of that name says".
  const port = backend.service?.port?.name ?? backend.servicePort;
  if (port === 'use-annotation') {
    const action = annotations[`alb.ingress.kubernetes.io/actions.${name}`];
    return { is: 'other', what: action === undefined ? 'an action that no annotation defines' : 'an action' };
  }
  return { is: 'service', namespace: obj.ref.namespace, name };
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
  if (typeof old === 'string') return /^[0-9]+$/.test(old) ? { by: 'number', number: Number(old) } : { by: 'name', name: old };
  // The API server refuses a Service without a port; `invalid-object` says so.
  return { by: 'all' };
}

