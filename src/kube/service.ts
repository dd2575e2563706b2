import type { Labels } from './kinds/metadata.ts';
import { type ServiceBody, service } from './kinds/service.ts';
import { isOf } from './kinds.ts';
import { annotationOf, annotationsOf, labelsOf } from './metadata.ts';
import type { Obj, ReadableObj } from './object.ts';

/** The hash that Argo Rollouts writes into the live selector of its Services; no template holds it. */
const rolloutsHash = 'rollouts-pod-template-hash';

export type Service = Obj<ServiceBody>;
export type ReadableService = ReadableObj<ServiceBody>;

/** By group and kind: a Service of Knative is another thing. */
export const isService = (obj: Obj): obj is Service => isOf(service, obj);

/** The selector by which pods are found; null where the Service has none, or none that is looked at. */
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

/** Reached from outside without any route of ours. */
export function isExposed(service: ReadableService): boolean {
  const type = service.body.spec?.type;
  return type === 'LoadBalancer' || type === 'NodePort';
}

/** Kept by a controller that finds or makes the pods its own way: Knative, multi-cluster, an OpenShift idled Service. */
export function isManaged(service: ReadableService): boolean {
  if ((service.body.metadata?.ownerReferences ?? []).length > 0) return true;
  const keys = [...Object.keys(labelsOf(service)), ...Object.keys(annotationsOf(service))];
  return keys.some(key => managedKeys.test(key));
}

const managedKeys =
  /^(networking\.internal\.knative\.dev|multicluster\.[a-z.-]+|idling\.alpha\.openshift\.io)\//;

/** Idled by OpenShift: its router wakes it up by the Service's own address. */
export function isIdled(service: Service): boolean {
  return annotationOf(service, 'idling.alpha.openshift.io/idled-at') !== null;
}
