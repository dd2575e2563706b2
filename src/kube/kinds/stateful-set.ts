import { anyList, integer, object, string } from '../schema.ts';
import { defineKind, withStatus } from './define.ts';
import { replicatedFields, strategy } from './workload-parts.ts';

export const statefulSet = defineKind({
  group: 'apps',
  kind: 'StatefulSet',
  plural: 'statefulsets',
  role: 'workload',
  removed: { v1beta1: '1.16', v1beta2: '1.16' },
  schema: withStatus(
    {
      ...replicatedFields,
      updateStrategy: strategy,
      podManagementPolicy: string,
      ordinals: object({ start: integer }),
      volumeClaimTemplates: anyList,
    },
    object({
      observedGeneration: integer,
      replicas: integer,
      updatedReplicas: integer,
      readyReplicas: integer,
    }),
  ),
});
