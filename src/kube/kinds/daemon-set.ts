import { integer, object } from '../schema.ts';
import { defineKind, withStatus } from './define.ts';
import { labelSelector } from './metadata.ts';
import { podTemplate } from './pod-template.ts';
import { strategy } from './workload-parts.ts';

export const daemonSet = defineKind({
  group: 'apps',
  kind: 'DaemonSet',
  plural: 'daemonsets',
  role: 'workload',
  removed: { v1beta2: '1.16' },
  formerGroups: { extensions: '1.16' },
  schema: withStatus(
    { selector: labelSelector, template: podTemplate, updateStrategy: strategy },
    object({
      observedGeneration: integer,
      desiredNumberScheduled: integer,
      updatedNumberScheduled: integer,
      numberReady: integer,
    }),
  ),
});
