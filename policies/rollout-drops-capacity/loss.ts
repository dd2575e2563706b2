import { type Replicas, replicasOf, rolloutOf } from '../../src/graph/chain/replicas.ts';
import type { Arrival } from '../../src/graph/chain/subject.ts';
import type { Query } from '../../src/graph/index/query.ts';
import type { RollingUpdate } from '../../src/kube/kinds/workload-parts.ts';
import type { Pointer } from '../../src/kube/pointer.ts';
import { deploymentStep, isZero, scaled } from '../../src/kube/rollout.ts';
import type { IntOrString } from '../../src/kube/schema.ts';
import { podSpecOf, type ReadableWorkload } from '../../src/kube/workload.ts';
import type { Certainty, Level } from '../../src/rule.ts';
import { holdsNodePort } from './surge.ts';

/** The worst effect of a rollout, the worst first. */
const kinds = ['every-pod', 'every-node', 'recreate', 'no-surge', 'deep-cut', 'per-node'] as const;
export type LossKind = (typeof kinds)[number];

/** How a workload's own strategy loses pods. */
export interface Loss {
  readonly is: LossKind;
  /** The object that has the strategy: the workload, or the Argo Rollout that takes its template. */
  readonly on: ReadableWorkload;
  readonly at: Pointer;
  readonly replicas: number;
  readonly unavailable: number;
  readonly counted: Replicas;
  readonly update: RollingUpdate;
  /** Whether the pods of a node serve the requests of that node. */
  readonly local: boolean;
  readonly certainty: Certainty;
  readonly limit: Level;
}

/** Null where a rollout loses no pods that count. */
export function lossOf(workload: ReadableWorkload, arrivals: readonly Arrival[], query: Query): Loss | null {
  const { spec } = workload.body;
  switch (workload.ref.kind) {
    case 'Deployment': {
      const rollout = rolloutOf(workload, query);
      if (rollout !== null) return canary(rollout, query);
      if (spec?.strategy?.type === 'Recreate') return recreate(workload, '/spec/strategy/type', query);
      return rolling(workload, spec?.strategy?.rollingUpdate ?? {}, '/spec/strategy/rollingUpdate', query);
    }
    case 'DeploymentConfig':
      if (spec?.strategy?.type === 'Recreate') return recreate(workload, '/spec/strategy/type', query);
      if (spec?.strategy?.type === 'Custom') return null;
      return rolling(workload, spec?.strategy?.rollingParams ?? {}, '/spec/strategy/rollingParams', query);
    case 'Rollout':
      return canary(workload, query);
    case 'StatefulSet':
      return ordered(workload, query);
    case 'DaemonSet':
      return perNode(workload, arrivals, query);
    default:
      return null;
  }
}

/**
 * Blue-green starts all new pods first. With traffic routing the stable pods stay until the canary has taken over,
 * and neither value counts: https://github.com/argoproj/argo-rollouts/discussions/2237.
 */
function canary(rollout: ReadableWorkload, query: Query): Loss | null {
  const strategy = rollout.body.spec?.strategy?.canary;
  if (strategy === null || strategy === undefined || strategy.trafficRouting != null) return null;
  return rolling(rollout, strategy, '/spec/strategy/canary', query);
}

function recreate(on: ReadableWorkload, at: Pointer, query: Query): Loss {
  const counted = replicasOf(on, query);
  const replicas = Math.max(counted.min, 1);
  const limit = on.ref.kind === 'StatefulSet' || !isSaid(counted) ? 'warn' : 'deny';
  return {
    is: 'recreate',
    on,
    at,
    replicas,
    unavailable: replicas,
    counted,
    update: {},
    local: false,
    certainty: 'proven',
    limit,
  };
}

function rolling(on: ReadableWorkload, update: RollingUpdate, at: Pointer, query: Query): Loss | null {
  const { maxUnavailable, maxSurge } = update;
  if (isRefused(maxUnavailable, maxSurge)) return null;
  const counted = replicasOf(on, query);
  const worst = worstOf(counted, count => {
    const step = deploymentStep(maxUnavailable, maxSurge, count);
    return step === null ? null : { unavailable: step.unavailable, grows: step.surge > 0 };
  });
  if (worst === null) return null;
  const limit = worst.is === 'deep-cut' || !isSaid(counted) ? 'warn' : 'deny';
  return {
    ...worst,
    on,
    at: placeOf(on, at, update),
    counted,
    update,
    local: false,
    certainty: 'proven',
    limit,
  };
}

/** Whether the API server refuses the values: `invalid-object` reports them. */
function isRefused(maxUnavailable: Value, maxSurge: Value): boolean {
  if (isZero(maxUnavailable) && isZero(maxSurge)) return true;
  return typeof maxUnavailable === 'string' && Number.parseInt(maxUnavailable, 10) > 100;
}

type Value = IntOrString | null | undefined;

/** The pointer to the decisive written value; to the strategy where the default decides. */
function placeOf(workload: ReadableWorkload, at: Pointer, update: RollingUpdate): Pointer {
  if (update.maxUnavailable != null) return `${at}/maxUnavailable`;
  if (update.maxSurge != null) return `${at}/maxSurge`;
  return workload.body.spec?.strategy == null ? '/spec' : '/spec/strategy';
}

/**
 * A StatefulSet has no surge: it ends a pod before its successor starts. Before 1.37 most servers read a
 * maxUnavailable above 1 as 1 (gate MaxUnavailableStatefulSet).
 */
function ordered(on: ReadableWorkload, query: Query): Loss | null {
  const strategy = on.body.spec?.updateStrategy;
  if (strategy?.type === 'OnDelete') return null;
  if (strategy?.type === 'Recreate') return recreate(on, '/spec/updateStrategy/type', query);
  const counted = replicasOf(on, query);
  if ((strategy?.rollingUpdate?.partition ?? 0) >= Math.max(counted.max, 1)) return null;
  const update = strategy?.rollingUpdate ?? {};
  const written = update.maxUnavailable;
  const worst = worstOf(counted, count => {
    const unavailable = scaled(written ?? 1, count, 'up');
    // A StatefulSet replaces one pod at a time by design; only an outage or a loss of half is reported.
    return unavailable === null ? null : { unavailable: Math.max(1, unavailable), grows: true };
  });
  if (worst === null) return null;
  const at: Pointer = written == null ? '/spec' : '/spec/updateStrategy/rollingUpdate/maxUnavailable';
  const certainty = worst.unavailable > 1 ? 'likely' : 'proven';
  return { ...worst, on, at, counted, update, local: false, certainty, limit: 'warn' };
}

/**
 * A DaemonSet replaces the pod of one node at a time. That is an outage where requests need the node's own pod (a
 * hostPort, traffic that stays on the node), or where all pods are replaced at once.
 */
function perNode(on: ReadableWorkload, arrivals: readonly Arrival[], query: Query): Loss | null {
  const strategy = on.body.spec?.updateStrategy;
  if (strategy?.type === 'OnDelete') return null;
  const update = strategy?.rollingUpdate ?? {};
  const { maxUnavailable, maxSurge } = update;
  if (maxSurge != null && !isZero(maxSurge)) return null;
  const all = maxUnavailable === '100%';
  const local =
    holdsNodePort(podSpecOf(on)) ||
    arrivals.some(({ service }) => {
      const { externalTrafficPolicy, internalTrafficPolicy } = service.body.spec ?? {};
      return externalTrafficPolicy === 'Local' || internalTrafficPolicy === 'Local';
    });
  const at: Pointer = maxUnavailable == null ? '/spec' : '/spec/updateStrategy/rollingUpdate/maxUnavailable';
  const limit = all || local ? 'warn' : 'audit';
  const is = all ? 'every-node' : 'per-node';
  const counted = replicasOf(on, query);
  return { is, on, at, replicas: 1, unavailable: 1, counted, update, local, certainty: 'proven', limit };
}

type Worst = Pick<Loss, 'is' | 'replicas' | 'unavailable'>;

/** The worst loss over every number of replicas that the workload may have. 0 counts as 1, since it is scaled up again. */
function worstOf(
  counted: Replicas,
  stepAt: (count: number) => { unavailable: number; grows: boolean } | null,
): Worst | null {
  const from = Math.max(counted.min, 1);
  // Counts steps, because a number beyond 2^53 has no successor.
  const steps = Math.min(Math.max(counted.max - from, 0), 100);
  let worst: Worst | null = null;
  for (let step = 0; step <= steps; step++) {
    const replicas = from + step;
    const taken = stepAt(replicas);
    if (taken === null) return null;
    const unavailable = Math.min(taken.unavailable, replicas);
    const is = classify(unavailable, taken.grows, replicas);
    if (is !== null && (worst === null || kinds.indexOf(is) < kinds.indexOf(worst.is)))
      worst = { is, replicas, unavailable };
  }
  return worst;
}

function classify(unavailable: number, grows: boolean, replicas: number): LossKind | null {
  if (unavailable >= replicas) return 'every-pod';
  if (unavailable > 0 && !grows) return 'no-surge';
  return (replicas - unavailable) / replicas < 0.5 ? 'deep-cut' : null;
}

/** Whether the number is stated: not a default, nor that of an autoscaler of perhaps another namespace. */
function isSaid({ by }: Replicas): boolean {
  return by === 'author' || by === 'autoscaler';
}
