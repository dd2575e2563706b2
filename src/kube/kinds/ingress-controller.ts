import { type BodyOf, defineKind, withSpec } from './define.ts';
import { labelSelector } from './metadata.ts';

/** A router of OpenShift, which serves the Routes that both selectors match: openshift/api operator/v1/types_ingress.go. */
export const ingressController = defineKind({
  group: 'operator.openshift.io',
  kind: 'IngressController',
  plural: 'ingresscontrollers',
  role: 'other',
  schema: withSpec({ routeSelector: labelSelector, namespaceSelector: labelSelector }),
});
export type IngressControllerBody = BodyOf<typeof ingressController>;
