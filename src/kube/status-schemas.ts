import { boolean, type Fields, integer, item, list, object, part, string } from './schema.ts';

/** What runs, as the API server tells it: the fields of `status.ts` alone. No manifest need have them. */
const conditions = list(item({ type: string, status: string, reason: string, message: string }));

const containerState = object({
  waiting: object({ reason: string, message: string }),
  running: object({}),
  terminated: object({ reason: string, exitCode: integer, startedAt: string, finishedAt: string }),
});
const containers = list(
  item({
    name: string,
    image: string,
    ready: boolean,
    restartCount: integer,
    state: containerState,
    lastState: containerState,
  }),
);

const statusOf = (fields: Fields) => object({ observedGeneration: integer, ...fields });

export const podStatus = object({
  phase: string,
  conditions,
  containerStatuses: containers,
  initContainerStatuses: containers,
});
export const deploymentStatus = statusOf({
  replicas: integer,
  updatedReplicas: integer,
  readyReplicas: integer,
  availableReplicas: integer,
  conditions,
});
/** Of a StatefulSet. */
export const setStatus = statusOf({ replicas: integer, updatedReplicas: integer, readyReplicas: integer });
export const daemonStatus = statusOf({
  desiredNumberScheduled: integer,
  updatedNumberScheduled: integer,
  numberReady: integer,
});
/** Argo Rollouts writes the generation as a string. */
export const rolloutStatus = object({
  observedGeneration: part('intOrString'),
  phase: string,
  message: string,
  readyReplicas: integer,
  availableReplicas: integer,
});
