import { type BodyOf, defineKind, withFields } from './define.ts';

export const namespace = defineKind({
  group: '',
  kind: 'Namespace',
  plural: 'namespaces',
  role: 'other',
  namespaced: false,
  schema: withFields({}),
});
export type NamespaceBody = BodyOf<typeof namespace>;
