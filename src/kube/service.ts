import type { Labels } from './kinds/metadata.ts';
import { type ServiceBody, service } from './kinds/service.ts';
import { isOf } from './kinds.ts';
import { annotationOf, annotationsOf, labelsOf } from './metadata.ts';
import type { Obj, ReadableObj } from './object.ts';

/** The hash that Argo Rollouts writes into the live selector of its Services; no template holds it. */
const rolloutsHash = 'rollouts-pod-template-hash';

export type Service = Obj<ServiceBody>;
export type ReadableService = ReadableObj<ServiceBody>;

/** Compares group and kind: a Service of Knative is another kind. */
export const isService = (obj: Obj): obj is Service => isOf(service, obj);

/** The selector that finds the pods; null where the Service has none, or its type ignores it. */
export function selectorOf(service: ReadableService): Labels | null {
  const { spec } = service.body;
  if (isExternalName(service)) return null;
  const selector = spec?.selector;
  if (selector === null || selector === undefined || Object.keys(selector).length === 0) return null;
  if (!Object.hasOwn(selector, rolloutsHash)) return selector;
  const { [rolloutsHash]: _, ...rest } = selector;
  return Object.keys(rest).length === 0 ? null : rest;
}

export function isExternalName(service: ReadableService): boolean {
  return service.body.spec?.type === 'ExternalName';
}

/** Whether clients outside of the cluster reach the Service without a route. */
export function isExposed(service: ReadableService): boolean {
  const type = service.body.spec?.type;
  return type === 'LoadBalancer' || type === 'NodePort';
}

/** Whether a controller finds or makes the pods in its own way: Knative, multi-cluster, an idled OpenShift Service. */
export function isManaged(service: ReadableService): boolean {
  if ((service.body.metadata?.ownerReferences ?? []).length > 0) return true;
  const keys = [...Object.keys(labelsOf(service)), ...Object.keys(annotationsOf(service))];
  return keys.some(key => managedKeys.test(key));
}

const managedKeys =
  /^(networking\.internal\.knative\.dev|multicluster\.[a-z.-]+|idling\.alpha\.openshift\.io)\//;

/** Whether OpenShift has idled the Service: its router wakes the pods up through the Service's own address. */
export function isIdled(service: Service): boolean {
  return annotationOf(service, 'idling.alpha.openshift.io/idled-at') !== null;
}
