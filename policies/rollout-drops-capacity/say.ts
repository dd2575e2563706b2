import { formatRef } from '../../src/kube/object.ts';
import type { IntOrString } from '../../src/kube/schema.ts';
import type { Loss, LossKind } from './loss.ts';

export interface Data {
  readonly is: LossKind;
  readonly workload: string;
  readonly unavailable: number;
  readonly replicas: number;
  /** The source of the number of replicas, in brackets; empty for the workload itself. */
  readonly by: string;
  /** The decisive values, as written. */
  readonly values: string;
  /** Values that lose no pod, and on what condition; null where pods cannot run side by side, or the kind has no surge. */
  readonly fits: string | null;
}

export function dataOf(loss: Loss, isKept: boolean): Data {
  const { is, on, replicas, unavailable } = loss;
  const hasNoSurge = on.ref.kind === 'StatefulSet';
  return {
    is,
    workload: formatRef(on.ref),
    unavailable,
    replicas,
    by: counting(loss),
    values: values(loss),
    fits: isKept || hasNoSurge ? null : fitting(loss),
  };
}

export function say({ is, workload, unavailable, replicas, by, values, fits }: Data): string {
  const why = `${values}${fits === null ? '' : `; ${fits}`}`;
  const rollout = `a rollout of ${workload}`;
  switch (is) {
    case 'every-pod': {
      const pods = replicas === 1 ? `its only pod${by}` : `all of its ${replicas} pods${by}`;
      return `${rollout} may end ${pods} before a new one is ready: ${why}`;
    }
    case 'recreate':
      return `${rollout} ends every pod before it starts a new one: ${why}`;
    case 'no-surge':
      return `${rollout} ends ${unavailable} of ${replicas} pods${by} before it starts a new one: ${why}`;
    case 'deep-cut':
      return `${rollout} may end ${unavailable} of ${replicas} pods${by} at once: ${why}`;
    case 'every-node':
      return `${rollout} may end the pods of all nodes at once: ${why}`;
    case 'per-node':
      return `${rollout} ends the pod of a node before its successor is ready: ${why}`;
    default:
      return is satisfies never;
  }
}

function counting({ counted, replicas }: Loss): string {
  switch (counted.by) {
    case 'autoscaler': {
      const scaler = counted.scaler === null ? 'its autoscaler' : formatRef(counted.scaler.ref);
      return ` (${scaler} allows ${replicas})`;
    }
    case 'defaulted':
      return ' (replicas is 1 by default)';
    case 'unknown':
      return ' (unless an autoscaler without a namespace is its own)';
    case 'author':
      return counted.min === 0 ? ' (replicas is 0 now)' : '';
    default:
      return counted.by satisfies never;
  }
}

function values({ is, on, update }: Loss): string {
  if (is === 'recreate') return 'its strategy is "Recreate"';
  const { maxUnavailable, maxSurge } = update;
  switch (on.ref.kind) {
    case 'StatefulSet':
      return maxUnavailable == null
        ? 'a StatefulSet has no surge'
        : `maxUnavailable is ${quoted(maxUnavailable)}`;
    case 'DaemonSet':
      return `maxUnavailable is ${orDefault(maxUnavailable, 1)}, maxSurge is ${orDefault(maxSurge, 0)}`;
    default:
      return `maxUnavailable is ${orDefault(maxUnavailable, '25%')}, maxSurge is ${orDefault(maxSurge, '25%')}`;
  }
}

function fitting({ is, on, replicas }: Loss): string {
  const step = `maxUnavailable 0 and maxSurge ${replicas > 4 ? '"25%"' : 1}`;
  if (is !== 'recreate') return `${step} fit`;
  // Only the author knows whether two versions may run at once.
  const type = on.ref.kind === 'DeploymentConfig' ? 'Rolling' : 'RollingUpdate';
  return `"${type}" with ${step} keeps them, if an old and a new pod can run at once`;
}

const quoted = (value: IntOrString) => JSON.stringify(value);

function orDefault(value: IntOrString | null | undefined, usual: IntOrString): string {
  return value === null || value === undefined ? `${quoted(usual)} by default` : quoted(value);
}
