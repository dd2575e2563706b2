import { boolean, type Infer, integer, item, list, object, string } from '../schema.ts';

// Parts of a status, as the API server reports them. A manifest need not have them; an absent count is 0.

/** `status` is `True`, `False` or `Unknown`. */
const condition = item({ type: string, status: string, reason: string, message: string });
export type Condition = Infer<typeof condition>;
export const conditions = list(condition);

/** Times as the API has them: `2026-11-21T12:00:00Z`. */
const terminated = object({ reason: string, exitCode: integer, startedAt: string, finishedAt: string });
export type Terminated = NonNullable<Infer<typeof terminated>>;

/** At most one field is set: waiting, running or terminated. */
const containerState = object({
  waiting: object({ reason: string, message: string }),
  running: object({}),
  terminated,
});
export type ContainerState = NonNullable<Infer<typeof containerState>>;

const containerStatus = item({
  name: string,
  image: string,
  ready: boolean,
  restartCount: integer,
  state: containerState,
  /** How the container ended before it was started again. */
  lastState: containerState,
});
export type ContainerStatus = Infer<typeof containerStatus>;
export const containerStatuses = list(containerStatus);
