import { integer } from '../schema.ts';
import { type BodyOf, defineKind, withSpec } from './define.ts';
import { localReference } from './metadata.ts';

/** The ScaledObject of KEDA. */
export const scaledObject = defineKind({
  group: 'keda.sh',
  kind: 'ScaledObject',
  plural: 'scaledobjects',
  role: 'scaler',
  versions: ['v1alpha1'],
  schema: withSpec({ scaleTargetRef: localReference, minReplicaCount: integer, maxReplicaCount: integer }),
});
export type ScaledObjectBody = BodyOf<typeof scaledObject>;
