import { object, string } from '../schema.ts';
import { defineKind, withFields } from './define.ts';
import { podSpec } from './pod-template.ts';
import { conditions, containerStatuses } from './status.ts';

export const pod = defineKind({
  group: '',
  kind: 'Pod',
  plural: 'pods',
  role: 'workload',
  schema: withFields({
    spec: podSpec,
    status: object({
      phase: string,
      conditions,
      containerStatuses,
      initContainerStatuses: containerStatuses,
    }),
  }),
});
