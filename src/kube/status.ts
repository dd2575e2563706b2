import type { IntOrString, Maybe } from './types.ts';

/**
 * What runs, as the API server tells it: the fields that we read, of all workloads together. Absent in manifests, and
 * then it says nothing; a count that is absent from a status is 0.
 */
export interface WorkloadStatus {
  /** The `metadata.generation` that the rest is of. */
  readonly observedGeneration?: Maybe<IntOrString>;
  readonly conditions?: Maybe<readonly Condition[]>;
  /** Deployment, StatefulSet, Rollout. */
  readonly replicas?: Maybe<number>;
  readonly updatedReplicas?: Maybe<number>;
  readonly readyReplicas?: Maybe<number>;
  readonly availableReplicas?: Maybe<number>;
  /** DaemonSet. */
  readonly desiredNumberScheduled?: Maybe<number>;
  readonly updatedNumberScheduled?: Maybe<number>;
  readonly numberReady?: Maybe<number>;
  /** Pod and Rollout. */
  readonly phase?: Maybe<string>;
  /** Rollout. */
  readonly message?: Maybe<string>;
  /** Pod. */
  readonly containerStatuses?: Maybe<readonly ContainerStatus[]>;
  readonly initContainerStatuses?: Maybe<readonly ContainerStatus[]>;
}

export interface Condition {
  readonly type?: Maybe<string>;
  /** `True`, `False` or `Unknown`. */
  readonly status?: Maybe<string>;
  readonly reason?: Maybe<string>;
  readonly message?: Maybe<string>;
}

export interface ContainerStatus {
  readonly name?: Maybe<string>;
  readonly image?: Maybe<string>;
  readonly ready?: Maybe<boolean>;
  readonly restartCount?: Maybe<number>;
  readonly state?: Maybe<ContainerState>;
  /** How the container ended before it was started again. */
  readonly lastState?: Maybe<ContainerState>;
}

/** One of the three. */
export interface ContainerState {
  readonly waiting?: Maybe<{ readonly reason?: Maybe<string>; readonly message?: Maybe<string> }>;
  readonly running?: Maybe<object>;
  readonly terminated?: Maybe<Terminated>;
}

export interface Terminated {
  readonly reason?: Maybe<string>;
  readonly exitCode?: Maybe<number>;
  /** Times as the API has them: `2026-11-21T12:00:00Z`. */
  readonly startedAt?: Maybe<string>;
  readonly finishedAt?: Maybe<string>;
}
