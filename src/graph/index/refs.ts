import type { Body } from '../../kube/kinds/define.ts';
import type { GatewayBody } from '../../kube/kinds/gateway.ts';
import type { IngressBody } from '../../kube/kinds/ingress.ts';
import type { IngressControllerBody } from '../../kube/kinds/ingress-controller.ts';
import type { ListenerSetBody } from '../../kube/kinds/listener-set.ts';
import type { ClaimBody } from '../../kube/kinds/persistent-volume-claim.ts';
import type { ClassBody } from '../../kube/kinds.ts';
import type { Obj, Ref } from '../../kube/object.ts';
import type { Service } from '../../kube/service.ts';

/** The name of an object of type `Of`. Check that `opaque` is null before reading its body. */
export type TypedRef<Of extends Obj> = Ref & {
  /** Never set: it carries the type. */
  readonly of?: Of;
};

/** Every kind of object that is looked up by name. */
export const refs = {
  service: (namespace: string | null, name: string): TypedRef<Service> => ({
    group: '',
    kind: 'Service',
    namespace,
    name,
  }),
  namespace: (name: string): TypedRef<Obj<Body>> => ({ group: '', kind: 'Namespace', namespace: null, name }),
  claim: (namespace: string | null, name: string): TypedRef<Obj<ClaimBody>> => ({
    group: '',
    kind: 'PersistentVolumeClaim',
    namespace,
    name,
  }),
  ingress: (namespace: string | null, name: string): TypedRef<Obj<IngressBody>> => ({
    group: 'networking.k8s.io',
    kind: 'Ingress',
    namespace,
    name,
  }),
  configMap: (namespace: string | null, name: string): TypedRef<Obj> => ({
    group: '',
    kind: 'ConfigMap',
    namespace,
    name,
  }),
  gateway: (ref: Ref): TypedRef<Obj<GatewayBody>> => ref,
  listenerSet: (ref: Ref): TypedRef<Obj<ListenerSetBody>> => ref,
  /** OpenShift's operator reads IngressControllers of this namespace alone. */
  router: (name: string): TypedRef<Obj<IngressControllerBody>> => ({
    group: 'operator.openshift.io',
    kind: 'IngressController',
    namespace: 'openshift-ingress-operator',
    name,
  }),
  gatewayClass: (name: string): TypedRef<Obj<ClassBody>> => ({
    group: 'gateway.networking.k8s.io',
    kind: 'GatewayClass',
    namespace: null,
    name,
  }),
  ingressClass: (name: string): TypedRef<Obj<ClassBody>> => ({
    group: 'networking.k8s.io',
    kind: 'IngressClass',
    namespace: null,
    name,
  }),
} as const;
