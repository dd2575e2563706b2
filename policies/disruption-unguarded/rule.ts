import { type Replicas, replicasOf } from '../../src/graph/chain/replicas.ts';
import { isRoutedWorkload } from '../../src/graph/chain/serving.ts';
import { formatRef } from '../../src/kube/object.ts';
import type { Pointer } from '../../src/kube/pointer.ts';
import { isTransient, type ReadableWorkload } from '../../src/kube/workload.ts';
import { defineRule, evidence, type Fix, type Found } from '../../src/rule.ts';
import { type Budget, budgetsOf, meantFor, type Verdict, verdictOn } from './budget.ts';

interface Data {
  readonly workload: string;
  readonly replicas: number;
  readonly budget: string;
  /** `maxUnavailable is 0`. */
  readonly stated: string;
  readonly is: Exclude<Verdict, 'guards'> | 'for-nobody' | 'several';
}

export default defineRule({
  id: 'disruption-unguarded',
  summary: 'a drain of nodes takes all pods, or does not end',
  subject: 'workload',
  chainBreak: null,
  params: {},

  *check({ workload }, query): Iterable<Found<Data>> {
    if (isTransient(workload) || ['DaemonSet', 'Pod'].includes(workload.ref.kind)) return;
    const replicas = replicasOf(workload, query);
    if (!isRoutedWorkload(workload, query) || replicas.by === 'unknown' || replicas.max === 0) return;
    const budgets = budgetsOf(workload, query);
    if (budgets === null) return;
    const [budget, second] = budgets;
    const about = { workload: formatRef(workload.ref), replicas: replicas.min };
    if (budget === undefined) {
      // One pod cannot be guarded: a budget for it blocks every drain.
      const meant = replicas.min > 1 ? meantFor(workload, query) : null;
      if (meant === null) return;
      const data: Data = { ...about, budget: formatRef(meant.ref), stated: '', is: 'for-nobody' };
      yield { ...found(workload, meant, data), limit: 'warn' };
      return;
    }
    if (second !== undefined) {
      const names = budgets.map(({ ref }) => formatRef(ref)).join(' and ');
      yield {
        ...found(workload, budget, { ...about, budget: names, stated: '', is: 'several' }),
        limit: 'audit',
      };
      return;
    }
    const verdict = verdictOn(budget, replicas);
    if (verdict === 'guards') return;
    const data: Data = { ...about, budget: formatRef(budget.ref), stated: statedBy(budget), is: verdict };
    yield {
      ...found(workload, budget, data),
      limit: limitOf(verdict, replicas),
      fix: fixOf(budget, replicas),
    };
  },

  say({ workload, replicas, budget, stated, is }) {
    switch (is) {
      case 'for-nobody':
        return `${budget} selects no pods, so a drain may take all ${replicas} pods of ${workload} at once`;
      case 'lets-all-go':
        return `${budget} lets a drain take all ${replicas} pods of ${workload} at once: ${stated}`;
      case 'blocks':
        return `${budget} lets no pod of ${workload} be evicted, so a drain of a node does not end: ${stated}`;
      case 'blocks-at-least':
        return `${budget} lets no pod of ${workload} be evicted while it has ${replicas} replicas, so a drain of a node does not end: ${stated}`;
      case 'several':
        return `${budget} are both for the pods of ${workload}, so no pod can be evicted, and a drain of a node does not end`;
      default:
        return is satisfies never;
    }
  },
});

function found(workload: ReadableWorkload, budget: Budget, data: Data): Found<Data> {
  const at = data.is === 'for-nobody' ? '/spec/selector' : fieldOf(budget);
  const lasts = data.is !== 'lets-all-go' && data.is !== 'for-nobody';
  return {
    at: { obj: budget, at },
    key: `${workload.ref.kind}/${workload.ref.name}`,
    data,
    failure: lasts ? 'drain-blocked' : 'no-endpoint',
    when: 'when a node is drained',
    // Pods on several nodes do not go at once.
    certainty: lasts ? 'likely' : 'unknown',
    broken: 'container',
    evidence: [evidence('fault', budget, at), evidence('fault', workload, '/spec/replicas')],
  };
}

/** Whoever has one pod, and forbids its eviction, drains by hand. */
function limitOf(verdict: Verdict, { max }: Replicas): 'warn' | 'audit' {
  return verdict === 'blocks' && max > 1 ? 'warn' : 'audit';
}

function fieldOf({ body }: Budget): Pointer {
  const { minAvailable, maxUnavailable } = body.spec ?? {};
  if (maxUnavailable != null) return '/spec/maxUnavailable';
  return minAvailable == null ? '/spec' : '/spec/minAvailable';
}

function statedBy({ body }: Budget): string {
  const { minAvailable, maxUnavailable } = body.spec ?? {};
  if (maxUnavailable != null) return `maxUnavailable is ${maxUnavailable}`;
  return minAvailable == null ? 'it states no number' : `minAvailable is ${minAvailable}`;
}

/** A fix that lets one pod go at a time. */
function fixOf(budget: Budget, { min }: Replicas): Fix | undefined {
  if (min < 2) return undefined;
  const { minAvailable, maxUnavailable } = budget.body.spec ?? {};
  const path = '/spec/maxUnavailable';
  return {
    safety: 'suggestion',
    title: 'Let one pod go at a time',
    on: budget.ref,
    operations:
      maxUnavailable != null
        ? [
            { op: 'test', path, value: maxUnavailable },
            { op: 'replace', path, value: 1 },
          ]
        : [
            ...(minAvailable == null
              ? []
              : ([
                  { op: 'test', path: '/spec/minAvailable', value: minAvailable },
                  { op: 'remove', path: '/spec/minAvailable' },
                ] as const)),
            { op: 'add', path, value: 1 },
          ],
    creates: [],
  };
}
