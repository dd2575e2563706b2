import { boolean, integer, object } from '../schema.ts';
import { defineKind, withStatus } from './define.ts';
import { conditions } from './status.ts';
import { replicatedFields, strategy } from './workload-parts.ts';

export const deployment = defineKind({
  group: 'apps',
  kind: 'Deployment',
  plural: 'deployments',
  role: 'workload',
  removed: { v1beta1: '1.16', v1beta2: '1.16' },
  formerGroups: { extensions: '1.16' },
  schema: withStatus(
    { ...replicatedFields, paused: boolean, strategy },
    object({
      observedGeneration: integer,
      replicas: integer,
      updatedReplicas: integer,
      readyReplicas: integer,
      availableReplicas: integer,
      conditions,
    }),
  ),
});
