import { boolean, object } from '../schema.ts';
import { defineKind, withSpec } from './define.ts';
import { labelSelector } from './metadata.ts';
import { podTemplate } from './pod-template.ts';

export const cronJob = defineKind({
  group: 'batch',
  kind: 'CronJob',
  plural: 'cronjobs',
  role: 'workload',
  removed: { v1beta1: '1.25', v2alpha1: '1.21' },
  schema: withSpec({
    suspend: boolean,
    jobTemplate: object({ spec: object({ selector: labelSelector, template: podTemplate }) }),
  }),
});
