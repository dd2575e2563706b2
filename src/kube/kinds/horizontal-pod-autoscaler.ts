import { integer } from '../schema.ts';
import { type BodyOf, defineKind, withSpec } from './define.ts';
import { localReference } from './metadata.ts';

export const horizontalPodAutoscaler = defineKind({
  group: 'autoscaling',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  role: 'scaler',
  versions: ['v2', 'v1'],
  removed: { v2beta1: '1.25', v2beta2: '1.26' },
  schema: withSpec({ scaleTargetRef: localReference, minReplicas: integer, maxReplicas: integer }),
});
export type HorizontalPodAutoscalerBody = BodyOf<typeof horizontalPodAutoscaler>;
