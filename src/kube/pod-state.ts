import type { ContainerStatus, Terminated } from './kinds/status.ts';
import { isBeingDeleted } from './metadata.ts';
import type { Pointer } from './pointer.ts';
import { oneLine } from './text.ts';
import type { ReadableWorkload } from './workload.ts';

/** A container's trouble, as the kubelet reports it. */
export interface Trouble {
  readonly container: string;
  /** The field of the pod's status that reports the trouble. */
  readonly at: Pointer;
  /** `down`: the trouble keeps the pod from being ready now. `past`: the trouble is over and the container runs. */
  readonly when: 'down' | 'past';
  readonly is: 'crash' | 'out-of-memory' | 'image' | 'start';
  /** The kubelet's `reason`; null where it gives none. */
  readonly reason: string | null;
  /** The kubelet's `message` on why the container cannot start; empty for any other trouble. */
  readonly said: string;
  readonly image: string | null;
  readonly restarts: number;
  /** The exit code of the last run; null where no run has ended. */
  readonly exitCode: number | null;
}

/** Waiting reasons that do not pass by themselves. Source: pkg/kubelet/images/types.go, kuberuntime. */
const waiting: Readonly<Record<string, Trouble['is']>> = {
  CrashLoopBackOff: 'crash',
  ImagePullBackOff: 'image',
  ErrImagePull: 'image',
  ErrImageNeverPull: 'image',
  InvalidImageName: 'image',
  ImageInspectError: 'image',
  CreateContainerConfigError: 'start',
  CreateContainerError: 'start',
  RunContainerError: 'start',
};

/** An unready container with so many restarts is in a crash loop, even while it runs. */
const loop = 3;
/** A run of so many milliseconds is no part of a crash loop: the kubelet then resets its back-off. */
const steady = 600_000;
/** So many restarts of a ready container are reported. Their times are not known. */
const many = 10;

/** Whether a request could reach the pod: its status is known, and it is neither finished nor being deleted. */
export function isCurrent(pod: ReadableWorkload): boolean {
  const { status } = pod.body;
  if (status == null || isBeingDeleted(pod)) return false;
  return status.phase !== 'Succeeded' && status.phase !== 'Failed';
}

export function isReady(pod: ReadableWorkload): boolean {
  return conditionOf(pod, 'Ready') === 'True';
}

/** The status of the condition of that type; null where there is none. */
export function conditionOf({ body }: ReadableWorkload, type: string): string | null {
  return body.status?.conditions?.find(condition => condition.type === type)?.status ?? null;
}

/** Whether all containers are ready, and a readiness gate's condition is missing. */
export function isGated({ body }: ReadableWorkload): boolean {
  return (body.status?.conditions ?? []).some(
    ({ type, status, reason }) =>
      type === 'Ready' && status === 'False' && reason === 'ReadinessGatesNotReady',
  );
}

/** Why no node takes the pod, in the scheduler's words; null for a scheduled pod. */
export function unschedulable({ body }: ReadableWorkload): string | null {
  const condition = (body.status?.conditions ?? []).find(
    ({ type, status, reason }) => type === 'PodScheduled' && status === 'False' && reason === 'Unschedulable',
  );
  return condition === undefined ? null : oneLine(condition.message);
}

export function troublesIn({ body }: ReadableWorkload): readonly Trouble[] {
  const { containerStatuses, initContainerStatuses } = body.status ?? {};
  return [
    ...troubles(initContainerStatuses, 'initContainerStatuses'),
    ...troubles(containerStatuses, 'containerStatuses'),
  ];
}

export const isDown = (pod: ReadableWorkload) => troublesIn(pod).some(({ when }) => when === 'down');

function troubles(
  statuses: readonly ContainerStatus[] | null | undefined,
  list: 'containerStatuses' | 'initContainerStatuses',
): readonly Trouble[] {
  return (statuses ?? []).flatMap((status, index) => {
    const known = troubleOf(status);
    if (known === null) return [];
    const ended = endOf(status);
    return [
      {
        ...known,
        container: status.name ?? '',
        at: `/status/${list}/${index}/${known.at}`,
        said: known.is === 'start' ? oneLine(status.state?.waiting?.message) : '',
        image: status.image == null ? null : oneLine(status.image),
        restarts: status.restartCount ?? 0,
        exitCode: ended?.exitCode ?? null,
      },
    ];
  });
}

/** How the last run ended: the present state, or the state before the restart. */
const endOf = ({ state, lastState }: ContainerStatus) => state?.terminated ?? lastState?.terminated ?? null;

/** Whether the last run was a long one: a restart a week is no loop. False where a time is missing. */
function ranSteadily({ startedAt, finishedAt }: Terminated): boolean {
  return Date.parse(finishedAt ?? '') - Date.parse(startedAt ?? '') >= steady;
}

type Known = Pick<Trouble, 'when' | 'is' | 'reason'> & { readonly at: string };

function troubleOf(status: ContainerStatus): Known | null {
  const { state, ready } = status;
  const restarts = status.restartCount ?? 0;
  const ended = endOf(status);
  const oom = ended?.reason === 'OOMKilled';
  const failed = oom || (ended?.exitCode ?? 0) !== 0;
  const is = oom ? 'out-of-memory' : 'crash';
  if (state?.waiting != null) {
    const reason = state.waiting.reason ?? '';
    const known = Object.hasOwn(waiting, reason) ? waiting[reason] : undefined;
    if (known === undefined) return null;
    return { when: 'down', is: known === 'crash' ? is : known, reason, at: 'state/waiting/reason' };
  }
  if (state?.terminated != null)
    return failed && restarts > 0 && !ranSteadily(state.terminated)
      ? { when: 'down', is, reason: ended?.reason ?? null, at: 'state/terminated/reason' }
      : null;
  if (state?.running == null || !failed) return null;
  const at = 'restartCount';
  if (ready !== true) {
    const isLoop = restarts >= loop && ended !== null && !ranSteadily(ended);
    return isLoop ? { when: 'down', is, reason: null, at } : null;
  }
  if (oom) return { when: 'past', is, reason: 'OOMKilled', at: 'lastState/terminated/reason' };
  return restarts >= many ? { when: 'past', is, reason: null, at } : null;
}
