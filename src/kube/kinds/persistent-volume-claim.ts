import { strings } from '../schema.ts';
import { type BodyOf, defineKind, withSpec } from './define.ts';

export const persistentVolumeClaim = defineKind({
  group: '',
  kind: 'PersistentVolumeClaim',
  plural: 'persistentvolumeclaims',
  role: 'other',
  schema: withSpec({ accessModes: strings }),
});
export type ClaimBody = BodyOf<typeof persistentVolumeClaim>;
