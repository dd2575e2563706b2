import { boolean, integer } from '../schema.ts';
import { defineKind, withSpec } from './define.ts';
import { labels } from './metadata.ts';
import { podTemplate } from './pod-template.ts';
import { strategy } from './workload-parts.ts';

export const deploymentConfig = defineKind({
  group: 'apps.openshift.io',
  kind: 'DeploymentConfig',
  plural: 'deploymentconfigs',
  role: 'workload',
  alsoInCore: true,
  schema: withSpec({ replicas: integer, paused: boolean, selector: labels, template: podTemplate, strategy }),
});
