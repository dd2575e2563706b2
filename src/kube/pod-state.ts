import type { ContainerStatus, Terminated } from './kinds/status.ts';
import { isBeingDeleted } from './metadata.ts';
import { oneLine } from './one-line.ts';
import type { Pointer } from './pointer.ts';
import type { ReadableWorkload } from './workload.ts';

/** What is wrong with a container of a pod, as the kubelet says it. */
export interface Trouble {
  readonly container: string;
  /** Where in the pod it says so. */
  readonly at: Pointer;
  /** `down` keeps the pod from being ready now; `past` is over, and the container runs. */
  readonly when: 'down' | 'past';
  readonly is: 'crash' | 'out-of-memory' | 'image' | 'start';
  /** The kubelet's word, where it has one. */
  readonly reason: string | null;
  /** The kubelet's sentence on why it cannot be started; empty for any other trouble. */
  readonly said: string;
  readonly image: string | null;
  readonly restarts: number;
  /** Of the last end; null where it has not ended. */
  readonly exitCode: number | null;
}

/** Reasons of a container that waits, and does not come up by waiting. Source: pkg/kubelet/images/types.go, kuberuntime. */
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

/** So many restarts of a container that is not ready are a loop, at a moment when it runs. */
const loop = 3;
/** Milliseconds after which a run was none of a loop: the kubelet then forgets how often it had to start it. */
const steady = 600_000;
/** So many are worth a word though it is ready now. When they were nothing here tells. */
const many = 10;

/** A pod that a request could be sent to: neither ended nor on its way out, and of which something is known. */
export function isCurrent(pod: ReadableWorkload): boolean {
  const { status } = pod.body;
  if (status == null || isBeingDeleted(pod)) return false;
  return status.phase !== 'Succeeded' && status.phase !== 'Failed';
}

export function isReady(pod: ReadableWorkload): boolean {
  return conditionOf(pod, 'Ready') === 'True';
}

/** The status of the condition; null where there is none. */
export function conditionOf({ body }: ReadableWorkload, type: string): string | null {
  return body.status?.conditions?.find(one => one.type === type)?.status ?? null;
}

/** Whether all its containers are ready, and a condition that somebody else is to set is missing. */
export function isGated({ body }: ReadableWorkload): boolean {
  return (body.status?.conditions ?? []).some(
    one => one.type === 'Ready' && one.status === 'False' && one.reason === 'ReadinessGatesNotReady',
  );
}

/** Why no node takes it, in the scheduler's words; null where one does. */
export function unschedulable({ body }: ReadableWorkload): string | null {
  const condition = (body.status?.conditions ?? []).find(
    one => one.type === 'PodScheduled' && one.status === 'False' && one.reason === 'Unschedulable',
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

/** How it ended: now, or before it was started again. */
const endOf = ({ state, lastState }: ContainerStatus) => state?.terminated ?? lastState?.terminated ?? null;

/** Whether it ran for long before it ended: one restart a week is no loop. Where no time is told, it did not. */
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
