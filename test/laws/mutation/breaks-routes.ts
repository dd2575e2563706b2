import { namedControllersOf } from '../../../src/graph/network/controllers.ts';
import { referenceGrant } from '../../../src/kube/kinds/reference-grant.ts';
import { isOf } from '../../../src/kube/kinds.ts';
import { annotationsOf } from '../../../src/kube/metadata.ts';
import { formatRef, type Obj, type Ref } from '../../../src/kube/object.ts';
import type { Pointer } from '../../../src/kube/pointer.ts';
import { targetOf } from '../../../src/kube/ports.ts';
import { isParametric } from '../../../src/kube/text.ts';
import { edited, isThere } from './app.ts';
import type { SoundChain } from './chains.ts';
import { type Break, error, slip, warning } from './mutation.ts';

/** False for an action of the AWS controller: its annotation is one text, without fields to edit. */
const isField = ({ backend }: SoundChain) => !backend.nameAt.startsWith('/metadata/');

/** False for a name with a parameter without a value: no other name is known to differ from it. */
const hasName = ({ service }: SoundChain) => !isParametric(service.ref.name);

const servicePortAt = ({ port }: SoundChain, field: string): Pointer => `/spec/ports/${port.index}/${field}`;

/** A number that neither the Service nor its pods have. */
const wrongNumber = 59_999;

const isGrant = ({ ref }: Obj) => ref.kind === 'ReferenceGrant';

function permits(grant: Obj, { route, service }: SoundChain): boolean {
  if (!isOf(referenceGrant, grant) || grant.opaque !== null) return false;
  const { from } = grant.body.spec ?? {};
  return (
    grant.ref.namespace === service.ref.namespace &&
    (from ?? []).some(peer => peer.namespace === route.obj.ref.namespace)
  );
}

export const breaksOfRoutes: readonly Break[] = [
  {
    name: 'backend Service name misspelt',
    rules: ['backend-service-missing'],
    apply(chain) {
      const { app, backend, service, route } = chain;
      const name = slip(service.ref.name);
      if (!isField(chain) || !hasName(chain) || isThere(app, { ...service.ref, name })) return null;
      return error(edited(app, route.obj.ref, [backend.nameAt, name]));
    },
  },
  {
    name: 'weight 0 for the only backend',
    rules: ['backend-unusable'],
    apply({ app, backend, route }) {
      if (route.kind !== 'HTTPRoute' || backend.weight !== backend.total) return null;
      return error(edited(app, route.obj.ref, [`${backend.at}/weight`, 0]));
    },
  },
  {
    name: 'Service renamed',
    rules: ['backend-service-missing'],
    apply(chain) {
      const { app, service } = chain;
      const name = `${service.ref.name}-renamed`;
      if (!hasName(chain)) return null;
      return error(edited(app, service.ref, ['/metadata/name', name]));
    },
  },
  {
    name: 'backend port number wrong',
    rules: ['backend-port-missing'],
    apply(chain) {
      const { app, backend, route } = chain;
      const isNumber =
        backend.port.by === 'number' ||
        (backend.port.by === 'endpoint' && typeof backend.port.value === 'number');
      if (!isNumber || !isField(chain)) return null;
      return error(edited(app, route.obj.ref, [backend.portAt, wrongNumber]));
    },
  },
  {
    name: 'backend port name wrong',
    rules: ['backend-port-missing'],
    apply(chain) {
      const { app, backend, route } = chain;
      const name = nameOf(chain);
      if (name === null || !isField(chain)) return null;
      return error(edited(app, route.obj.ref, [backend.portAt, slip(name)]));
    },
  },
  {
    name: 'backend port name for a number',
    rules: ['backend-port-missing', 'invalid-object'],
    apply(chain) {
      const { app, backend, route } = chain;
      if (backend.port.by !== 'number' || route.obj.ref.kind !== 'Ingress' || !isField(chain)) return null;
      const at = backend.portAt.replace(/\/number$/, '') as Pointer;
      return error(edited(app, route.obj.ref, [at, { name: String(backend.port.number) }]));
    },
  },
  {
    // ingress-nginx also accepts the text of a targetPort, so the rule may only warn where the two are equal.
    name: 'Service port number changed',
    rules: ['backend-port-missing'],
    apply(chain) {
      const { app, backend, service, port } = chain;
      if (backend.port.by !== 'number') return null;
      const target = targetOf(port.port);
      const after = edited(
        app,
        service.ref,
        [servicePortAt(chain, 'port'), wrongNumber],
        [servicePortAt(chain, 'targetPort'), target],
      );
      return target === backend.port.number ? warning(after) : error(after);
    },
  },
  {
    name: 'Service port name changed',
    rules: ['backend-port-missing'],
    apply(chain) {
      const { app, service, port } = chain;
      const name = nameOf(chain);
      if (name === null) return null;
      const after = edited(app, service.ref, [servicePortAt(chain, 'name'), slip(name)]);
      return targetOf(port.port) === name ? warning(after) : error(after);
    },
  },
  {
    name: 'ReferenceGrant removed',
    rules: ['backend-not-permitted'],
    apply(chain) {
      const { app, route, service } = chain;
      if (route.obj.ref.namespace === service.ref.namespace || route.served.by !== 'gateways') return null;
      const left = app.filter(obj => !isGrant(obj) || !permits(obj, chain));
      return left.length === app.length ? null : error(left);
    },
  },
  {
    name: 'Service and pods moved to another namespace, without a grant',
    rules: ['backend-not-permitted'],
    apply(chain) {
      const { app, route, backend, service, workload } = chain;
      const { namespace } = route.obj.ref;
      if (route.served.by !== 'gateways' || namespace === null || service.ref.namespace !== namespace)
        return null;
      if (!chain.alone) return null;
      const moved = [service.ref, workload.ref].reduce(
        (now, ref: Ref) => edited(now, ref, ['/metadata/namespace', 'elsewhere']),
        app,
      );
      return error(edited(moved, route.obj.ref, [`${backend.at}/namespace` as Pointer, 'elsewhere']));
    },
  },
  {
    name: 'Ingress of an API version that is gone',
    rules: ['invalid-object'],
    apply({ app, route }) {
      if (route.obj.apiVersion !== 'networking.k8s.io/v1') return null;
      return error(edited(app, route.obj.ref, ['/apiVersion', 'networking.k8s.io/v1beta1']));
    },
  },
  {
    name: 'timeout without a time',
    rules: ['route-timeout-invalid'],
    apply(chain) {
      if (chain.route.kind === 'Route')
        return error(annotated(chain, { 'haproxy.router.openshift.io/timeout': '10min' }));
      return isOfNginx(chain) ? error(annotated(chain, { [`${nginx}proxy-read-timeout`]: '10m' })) : null;
    },
  },
  {
    name: 'two buffers',
    rules: ['proxy-config-breaks-controller'],
    apply: chain =>
      isOfNginx(chain) ? error(annotated(chain, { [`${nginx}proxy-buffers-number`]: '2' })) : null,
  },
  {
    name: 'annotation misspelt',
    rules: ['route-annotation-ignored'],
    apply: chain =>
      isOfNginx(chain) ? warning(annotated(chain, { [`${nginx}backend-protocal`]: 'HTTPS' })) : null,
  },
];

const nginx = 'nginx.ingress.kubernetes.io/';

/** Whether the Ingress names a class of ingress-nginx, and has no annotation that would hide another. */
const isOfNginx = ({ route, query }: SoundChain) => {
  const own = Object.keys(annotationsOf(route.obj));
  if (route.kind !== 'Ingress' || own.some(key => /buffer|protocol|canary$/.test(key))) return false;
  if (!namedControllersOf(route, query).some(({ id }) => id === 'ingress-nginx')) return false;
  return own.every(key => !key.startsWith('nginx.org/') && !key.startsWith('nginx.com/'));
};

function annotated({ app, route }: SoundChain, annotations: Readonly<Record<string, string>>) {
  return edited(app, route.obj.ref, [
    '/metadata/annotations',
    { ...annotationsOf(route.obj), ...annotations },
  ]);
}

/** The port's name, if the backend uses it. */
function nameOf({ backend }: SoundChain): string | null {
  switch (backend.port.by) {
    case 'name':
      return backend.port.name;
    case 'endpoint':
      return typeof backend.port.value === 'string' && /[a-z]/.test(backend.port.value)
        ? backend.port.value
        : null;
    case 'number':
    case 'all':
      return null;
    default:
      throw new Error(`${formatRef(backend.route)} names its port in a way that is new here`);
  }
}
