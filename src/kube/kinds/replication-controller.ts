import { integer } from '../schema.ts';
import { defineKind, withSpec } from './define.ts';
import { labels } from './metadata.ts';
import { podTemplate } from './pod-template.ts';

export const replicationController = defineKind({
  group: '',
  kind: 'ReplicationController',
  plural: 'replicationcontrollers',
  role: 'workload',
  schema: withSpec({ replicas: integer, selector: labels, template: podTemplate }),
});
