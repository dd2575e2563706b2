import { intOrString } from '../schema.ts';
import { type BodyOf, defineKind, withSpec } from './define.ts';
import { labelSelector } from './metadata.ts';

export const podDisruptionBudget = defineKind({
  group: 'policy',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  role: 'other',
  removed: { v1beta1: '1.25' },
  schema: withSpec({ minAvailable: intOrString, maxUnavailable: intOrString, selector: labelSelector }),
});
export type PodDisruptionBudgetBody = BodyOf<typeof podDisruptionBudget>;
