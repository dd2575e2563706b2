import { object, string } from '../schema.ts';
import { type BodyOf, defineKind, withSpec } from './define.ts';

export const ingressClass = defineKind({
  group: 'networking.k8s.io',
  kind: 'IngressClass',
  plural: 'ingressclasses',
  role: 'class',
  removed: { v1beta1: '1.22' },
  namespaced: false,
  schema: withSpec({
    controller: string,
    parameters: object({ apiGroup: string, kind: string, namespace: string, name: string }),
  }),
});
export type IngressClassBody = BodyOf<typeof ingressClass>;
