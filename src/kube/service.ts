import type { Obj } from './object.ts';
import type { Labels, ServiceBody } from './types.ts';

/** The hash that Argo Rollouts writes into the live selector of its Services; no template holds it. */
const rolloutsHash = 'rollouts-pod-template-hash';

export type Service = Obj<ServiceBody>;

/** By group and kind: a Service of Knative is another thing. */
export function isService(obj: Obj<unknown>): obj is Service {
  return obj.ref.kind === 'Service' && obj.ref.group === '';
}

/** The selector by which pods are found; null where the Service has none, or none that is looked at. */
export function selectorOf(service: Service): Labels | null {
  const { spec } = service.body;
  if (isExternalName(service)) return null;
  const selector = spec?.selector;
  if (selector === null || selector === undefined || Object.keys(selector).length === 0) return null;
  if (!Object.hasOwn(selector, rolloutsHash)) return selector;
  const { [rolloutsHash]: _, ...rest } = selector;
  return Object.keys(rest).length === 0 ? null : rest;
}

export function isExternalName(service: Service): boolean {
  return service.body.spec?.type === 'ExternalName';
}

/** Reached from outside without any route of ours. */
export function isExposed(service: Service): boolean {
  const type = service.body.spec?.type;
  return type === 'LoadBalancer' || type === 'NodePort';
}

/** Kept by a controller that finds or makes the pods its own way: Knative, multi-cluster, an OpenShift idled Service. */
export function isManaged(service: Service): boolean {
  const { metadata } = service.body;
  if ((metadata?.ownerReferences ?? []).length > 0) return true;
  const keys = [...Object.keys(metadata?.labels ?? {}), ...Object.keys(metadata?.annotations ?? {})];
  return keys.some(key => managedKeys.test(key));
}

const managedKeys =
  /^(networking\.internal\.knative\.dev|multicluster\.[a-z.-]+|idling\.alpha\.openshift\.io)\//;

/** Idled by OpenShift: its router wakes it up by the Service's own address. */
export function isIdled(service: Service): boolean {
  return service.body.metadata?.annotations?.['idling.alpha.openshift.io/idled-at'] !== undefined;
}
