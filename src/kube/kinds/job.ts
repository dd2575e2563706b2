import { boolean } from '../schema.ts';
import { defineKind, withSpec } from './define.ts';
import { labelSelector } from './metadata.ts';
import { podTemplate } from './pod-template.ts';

export const job = defineKind({
  group: 'batch',
  kind: 'Job',
  plural: 'jobs',
  role: 'workload',
  schema: withSpec({ suspend: boolean, selector: labelSelector, template: podTemplate }),
});
