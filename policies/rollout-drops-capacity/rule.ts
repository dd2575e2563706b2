import type { Query } from '../../src/graph/query.ts';
import { isTemplateOfRollout, type Replicas, replicasOf } from '../../src/graph/replicas.ts';
import { workloadsOf } from '../../src/graph/selection.ts';
import { resolve } from '../../src/graph/serving.ts';
import type { Arrival, PlacedServicePort, Service } from '../../src/graph/subject.ts';
import { isKeptFromSurging, surgeFix } from '../../src/graph/surge.ts';
import { formatRef } from '../../src/kube/object.ts';
import type { Pointer } from '../../src/kube/pointer.ts';
import { deploymentStep, scaled } from '../../src/kube/rollout.ts';
import type { RollingUpdate } from '../../src/kube/types.ts';
import { isJob, type Workload } from '../../src/kube/workload.ts';
import { defineRule, evidence, type Found, type Level } from '../../src/rule.ts';

interface Data {
  readonly is: 'every-pod' | 'recreate' | 'no-surge' | 'deep-cut';
  readonly workload: string;
  readonly unavailable: number;
  readonly replicas: number;
  /** Who says how many replicas there are. */
  readonly by: Replicas['by'];
}

/** How a workload's own strategy loses pods; null where it loses none that matter. */
interface Loss {
  readonly data: Data;
  readonly at: Pointer;
  readonly cap?: Level | undefined;
}

export default defineRule({
  id: 'rollout-drops-capacity',
  summary: 'a rollout takes ready pods away before their successors are ready',
  subject: 'serving',
  params: {},

  *check({ workload, arrivals }, query): Iterable<Found<Data>> {
    const loss = lossOf(workload, query);
    if (loss === null) return;
    const helped = isShared(workload, arrivals, query);
    yield {
      at: { obj: workload, at: loss.at },
      key: '',
      data: loss.data,
      failure: 'no-endpoint',
      when: 'in every rollout',
      certainty: 'proven',
      cap: helped ? weaker(loss.cap) : isKeptFromSurging(workload, query) ? 'warn' : loss.cap,
      broken: 'workload',
      evidence: [
        evidence('fault', workload, strategyAt(workload)),
        evidence('reach', workload, '/spec/replicas'),
        ...arrivals.map(({ service }) => evidence('reach', service, '/spec/selector')),
      ],
      fix: loss.data.is === 'recreate' ? undefined : surgeFix(workload, loss.data.replicas, query),
    };
  },

  say(data) {
    const replicas = `${data.replicas} replica${data.replicas === 1 ? '' : 's'}`;
    const who = data.by === 'defaulted' ? ' (the default, since none are written)' : data.by === 'autoscaler' ? ' (the least its autoscaler allows)' : '';
    switch (data.is) {
      case 'every-pod':
        return `a rollout of ${data.workload} with ${replicas}${who} may take away ${data.unavailable}, so no pod is left until a new one is ready`;
      case 'recreate':
        return `a rollout of ${data.workload} ends every pod before it starts a new one: its strategy is Recreate`;
      case 'no-surge':
        return `a rollout of ${data.workload} with ${replicas}${who} takes away ${data.unavailable} before it adds one: maxSurge is 0`;
      case 'deep-cut':
        return `a rollout of ${data.workload} with ${replicas}${who} may take away ${data.unavailable} at once`;
      default:
        return data.is satisfies never;
    }
  },
});

const weaker = (cap: Level | undefined): Level => (cap === 'warn' || cap === 'audit' ? 'audit' : 'warn');

function strategyAt(workload: Workload): Pointer {
  const { kind } = workload.ref;
  return kind === 'StatefulSet' || kind === 'DaemonSet' ? '/spec/updateStrategy' : '/spec/strategy';
}

function lossOf(workload: Workload, query: Query): Loss | null {
  const { spec } = workload.body;
  switch (workload.ref.kind) {
    case 'Deployment':
      if (isTemplateOfRollout(workload, query) || spec?.paused === true) return null;
      if (spec?.strategy?.type === 'Recreate') return recreate(workload, query);
      return rolling(workload, spec?.strategy?.rollingUpdate ?? {}, '/spec/strategy/rollingUpdate', query);
    case 'DeploymentConfig':
      if (spec?.strategy?.type === 'Recreate') return recreate(workload, query);
      if (spec?.strategy?.type === 'Custom') return null;
      return rolling(workload, spec?.strategy?.rollingParams ?? {}, '/spec/strategy/rollingParams', query);
    case 'Rollout':
      if (spec?.strategy?.canary == null) return null;
      return rolling(workload, spec.strategy.canary, '/spec/strategy/canary', query);
    case 'StatefulSet':
      return ordered(workload, query);
    case 'DaemonSet':
      return perNode(workload);
    default:
      return null;
  }
}

const strategyType: Pointer = '/spec/strategy/type';

function recreate(workload: Workload, query: Query): Loss | null {
  const { min, max, by } = replicasOf(workload, query);
  if (max === 0) return null;
  const replicas = Math.max(min, 1);
  return { at: strategyType, data: { is: 'recreate', workload: formatRef(workload.ref), unavailable: replicas, replicas, by } };
}

/** The worst over every number of replicas that the workload may have. 0 is judged as 1. */
function rolling(workload: Workload, update: RollingUpdate, at: Pointer, query: Query): Loss | null {
  const replicas = replicasOf(workload, query);
  const { maxUnavailable, maxSurge } = update;
  const from = Math.max(replicas.min, 1);
  const to = Math.max(from, Math.min(replicas.max, from + 100));
  let worst: { is: Data['is']; replicas: number; unavailable: number } | null = null;
  for (let count = from; count <= to; count++) {
    const step = deploymentStep(maxUnavailable, maxSurge, count);
    if (step === null) return null;
    const is = classify(step.unavailable, step.surge, count);
    if (is !== null && (worst === null || order.indexOf(is) < order.indexOf(worst.is))) {
      worst = { is, replicas: count, unavailable: step.unavailable };
    }
  }
  if (worst === null) return null;
  const data: Data = { ...worst, workload: formatRef(workload.ref), by: replicas.by };
  const cap = worst.is === 'deep-cut' || replicas.by === 'defaulted' ? 'warn' : undefined;
  return { data, at: placeOf(workload, at, update), cap };
}

const order: readonly Data['is'][] = ['every-pod', 'recreate', 'no-surge', 'deep-cut'];

function classify(unavailable: number, surge: number, replicas: number): Data['is'] | null {
  if (unavailable >= replicas) return 'every-pod';
  if (unavailable > 0 && surge === 0) return 'no-surge';
  return (replicas - unavailable) / replicas < 0.5 ? 'deep-cut' : null;
}

/** Where the author wrote the value that decides; the strategy where he left it to the default. */
function placeOf(workload: Workload, at: Pointer, update: RollingUpdate): Pointer {
  if (update.maxUnavailable != null) return `${at}/maxUnavailable`;
  if (update.maxSurge != null) return `${at}/maxSurge`;
  return workload.body.spec?.strategy == null ? '/spec' : '/spec/strategy';
}

/** A StatefulSet has no surge: it takes a pod away and puts its successor in its place. */
function ordered(workload: Workload, query: Query): Loss | null {
  const { spec } = workload.body;
  const strategy = spec?.updateStrategy;
  if (strategy?.type === 'OnDelete') return null;
  const { min, max, by } = replicasOf(workload, query);
  if (max === 0 || (strategy?.rollingUpdate?.partition ?? 0) >= max) return null;
  const replicas = Math.max(min, 1);
  const at: Pointer = strategy?.rollingUpdate?.maxUnavailable == null ? '/spec' : '/spec/updateStrategy/rollingUpdate/maxUnavailable';
  const unavailable = Math.min(scaled(strategy?.rollingUpdate?.maxUnavailable ?? 1, replicas, 'up') ?? 1, replicas);
  const is = unavailable >= replicas ? 'every-pod' : (replicas - unavailable) / replicas < 0.5 ? 'deep-cut' : null;
  if (is === null) return null;
  return { at, cap: 'warn', data: { is, workload: formatRef(workload.ref), unavailable, replicas, by } };
}

/** One node at a time loses its pod, which matters only where a node's own pod is meant, or all go at once. */
function perNode(workload: Workload): Loss | null {
  const strategy = workload.body.spec?.updateStrategy;
  if (strategy?.type === 'OnDelete') return null;
  const maxUnavailable = strategy?.rollingUpdate?.maxUnavailable;
  if (maxUnavailable !== '100%') return null;
  const data: Data = { is: 'every-pod', workload: formatRef(workload.ref), unavailable: 1, replicas: 1, by: 'author' };
  return { at: '/spec/updateStrategy/rollingUpdate/maxUnavailable', cap: 'warn', data };
}

/** Another workload that is not being rolled out stands behind the same Service ports. */
function isShared(workload: Workload, arrivals: readonly Arrival[], query: Query): boolean {
  return (
    arrivals.length > 0 &&
    arrivals.every(({ service, servicePort }) => othersServe(workload, service, servicePort, query))
  );
}

function othersServe(workload: Workload, service: Service, servicePort: PlacedServicePort, query: Query): boolean {
  return workloadsOf(service, query).yes.some(
    other =>
      other.ref.name !== workload.ref.name &&
      !isJob(other) &&
      replicasOf(other, query).min > 0 &&
      resolve(servicePort, other, query).is === 'declared',
  );
}
