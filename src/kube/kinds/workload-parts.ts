import { anyObject, type Infer, integer, intOrString, object, openObject, string } from '../schema.ts';
import { labelSelector } from './metadata.ts';
import { podTemplate } from './pod-template.ts';

const rollingUpdateFields = { maxUnavailable: intOrString, maxSurge: intOrString, partition: integer };
const rollingUpdate = object(rollingUpdateFields);
export type RollingUpdate = NonNullable<Infer<typeof rollingUpdate>>;

/** `strategy` and `updateStrategy` of every workload: each kind has some of the fields. */
export const strategy = object({
  type: string,
  rollingUpdate,
  /** DeploymentConfig. */
  rollingParams: rollingUpdate,
  /** Rollout; of its canary more is read, such as the metadata that it adds to pods. */
  canary: openObject(rollingUpdateFields),
  blueGreen: anyObject,
});
export type Strategy = NonNullable<Infer<typeof strategy>>;

/** A set of equal pods: the fields of Deployment, StatefulSet, ReplicaSet and Rollout. */
export const replicatedFields = { replicas: integer, selector: labelSelector, template: podTemplate };
