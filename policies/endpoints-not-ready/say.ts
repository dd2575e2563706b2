import type { Endpoints } from '../../src/graph/chain/endpoints.ts';
import type { Labels } from '../../src/kube/kinds/metadata.ts';
import { formatRef } from '../../src/kube/object.ts';
import { isGated, unschedulable } from '../../src/kube/pod-state.ts';
import { formatLabels } from '../../src/kube/selector.ts';
import { oneLine } from '../../src/kube/text.ts';
import type { ReadableWorkload } from '../../src/kube/workload.ts';

export interface Data {
  readonly service: string;
  readonly endpoints: Exclude<Endpoints, 'unseen' | 'ready'>;
  readonly port: string;
  /** The state of the pods, in words; empty where it is not known. */
  readonly state: string;
}

export interface Seen extends Omit<Data, 'state'> {
  readonly pods: readonly ReadableWorkload[];
  /** The number of the workloads' pods, with or without the labels. */
  readonly kept: number;
  readonly arePodsSeen: boolean;
  readonly workloads: readonly ReadableWorkload[];
  readonly selector: Labels | null;
  readonly isAsleep: boolean;
}

export function dataOf({ service, endpoints, port, ...seen }: Seen): Data {
  return { service, endpoints, port, state: seen.selector === null ? '' : stateOf(seen) };
}

export function say({ service, endpoints, port, state }: Data): string {
  switch (endpoints) {
    case 'other-ports':
      return `${service} has ready endpoints, and none of them has port "${port}"`;
    case 'closing':
      return `${service} has no ready endpoint: its last pods are being deleted${state === '' ? '' : `, and ${state}`}`;
    case 'none':
      return `${service} has no ready endpoint${state === '' ? '' : `: ${state}`}`;
    default:
      return endpoints satisfies never;
  }
}

function stateOf({
  pods,
  kept,
  arePodsSeen,
  workloads,
  selector,
  isAsleep,
}: Pick<Seen, 'pods' | 'kept' | 'arePodsSeen' | 'workloads' | 'selector' | 'isAsleep'>): string {
  if (!arePodsSeen) return '';
  if (pods.length === 0) {
    if (isAsleep) return `${workloads.map(({ ref }) => formatRef(ref)).join(', ')} has 0 replicas`;
    const labels = `"${formatLabels(selector ?? {})}"`;
    if (kept > 0) return `its templates have the labels ${labels}, and none of the ${kept} pods that run do`;
    const held = workloads.flatMap(refusedPods)[0];
    return `no pod has the labels ${labels}${held === undefined ? '' : `; ${held}`}`;
  }
  const untaken = pods.flatMap(pod => unschedulable(pod) ?? []);
  const unscheduled = untaken.length;
  const pending = pods.filter(({ body }) => body.status?.phase === 'Pending').length - unscheduled;
  const gated = pods.filter(isGated).length;
  const running = pods.length - unscheduled - pending - gated;
  const groups = [
    running === 0 ? '' : `${some(running, pods)} ${running === 1 ? 'runs and is' : 'run and are'} not ready`,
    gated === 0 ? '' : `${some(gated, pods)} ${gated === 1 ? 'waits' : 'wait'} for a readinessGate`,
    unscheduled === 0 ? '' : `no node takes ${some(unscheduled, pods)} (${untaken[0] || 'Unschedulable'})`,
    pending <= 0
      ? ''
      : `${some(pending, pods)} ${pending === 1 ? 'is' : 'are'} still being started (Pending)`,
  ];
  return groups.filter(group => group !== '').join(', and ');
}

function some(number: number, { length }: readonly unknown[]): string {
  if (length === 1) return 'its only pod';
  return number === length ? `its ${length} pods` : `${number} of ${length} pods`;
}

/** The API server's reason why the pods cannot be created: a quota, an admission. */
function refusedPods({ ref, body }: ReadableWorkload): readonly string[] {
  return (body.status?.conditions ?? [])
    .filter(({ type, status }) => type === 'ReplicaFailure' && status === 'True')
    .map(({ reason, message }) => {
      const words = oneLine(message);
      return `${formatRef(ref)} cannot make them (${oneLine(reason) || 'ReplicaFailure'})${words === '' ? '' : `: ${words}`}`;
    });
}
