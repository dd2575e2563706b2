import { defineKind, withSpec } from './define.ts';
import { replicatedFields } from './workload-parts.ts';

export const replicaSet = defineKind({
  group: 'apps',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  role: 'workload',
  removed: { v1beta2: '1.16' },
  formerGroups: { extensions: '1.16' },
  schema: withSpec(replicatedFields),
});
