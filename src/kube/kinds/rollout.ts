import { boolean, integer, intOrString, object, string } from '../schema.ts';
import { defineKind, withStatus } from './define.ts';
import { localReference } from './metadata.ts';
import { replicatedFields, strategy } from './workload-parts.ts';

/** The Rollout of Argo Rollouts. */
export const rollout = defineKind({
  group: 'argoproj.io',
  kind: 'Rollout',
  plural: 'rollouts',
  role: 'workload',
  versions: ['v1alpha1'],
  schema: withStatus(
    { ...replicatedFields, paused: boolean, strategy, workloadRef: localReference },
    object({
      // Argo Rollouts writes the generation as a string.
      observedGeneration: intOrString,
      phase: string,
      message: string,
      readyReplicas: integer,
      availableReplicas: integer,
    }),
  ),
});
