import type { Obj, Ref } from '../../kube/object.ts';
import type { ClassBody, GatewayBody } from '../../kube/route-types.ts';
import type { Service } from '../../kube/service.ts';
import type { Body, ClaimBody } from '../../kube/types.ts';

/** The name of one object. `Of` is what bears it; who reads its body must first see that `opaque` is null. */
export type TypedRef<Of extends Obj<unknown>> = Ref & {
  /** For the type alone. */
  readonly of?: Of;
};

/** Every object that the graph is asked for by its name. */
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
  configMap: (namespace: string | null, name: string): TypedRef<Obj> => ({
    group: '',
    kind: 'ConfigMap',
    namespace,
    name,
  }),
  gateway: (ref: Ref): TypedRef<Obj<GatewayBody>> => ref,
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
