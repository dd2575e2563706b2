import { anyObject, type Infer, integer, intOrString, object, openObject, string } from '../schema.ts';
import { labelSelector } from './metadata.ts';
import { podTemplate } from './pod-template.ts';

const rollingUpdateFields = { maxUnavailable: intOrString, maxSurge: intOrString, partition: integer };
const rollingUpdate = object(rollingUpdateFields);
export type RollingUpdate = NonNullable<Infer<typeof rollingUpdate>>;

/** `strategy` or `updateStrategy` of any workload; each kind has only some of the fields. */
export const strategy = object({
  type: string,
  rollingUpdate,
  /** DeploymentConfig. */
  rollingParams: rollingUpdate,
  /** Rollout. `canary` is open: the metadata that it adds to pods is read, too. */
  canary: openObject(rollingUpdateFields),
  blueGreen: anyObject,
});
export type Strategy = NonNullable<Infer<typeof strategy>>;

/** The fields that Deployment, StatefulSet, ReplicaSet and Rollout share. */
export const replicatedFields = { replicas: integer, selector: labelSelector, template: podTemplate };
