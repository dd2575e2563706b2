import type { Replicas } from '../../src/graph/chain/replicas.ts';
import { collections } from '../../src/graph/index/collections.ts';
import type { Query } from '../../src/graph/index/query.ts';
import type { PodDisruptionBudgetBody } from '../../src/kube/kinds/pod-disruption-budget.ts';
import { isReadable, type ReadableObj } from '../../src/kube/object.ts';
import { scaled } from '../../src/kube/rollout.ts';
import { matchesSelector } from '../../src/kube/selector.ts';
import type { Truth } from '../../src/kube/truth.ts';
import { podLabels, type ReadableWorkload } from '../../src/kube/workload.ts';

export type Budget = ReadableObj<PodDisruptionBudgetBody>;

/** The PodDisruptionBudgets of the pods; null where it is not known whether one is for them. */
export function budgetsOf(workload: ReadableWorkload, query: Query): readonly Budget[] | null {
  const { namespace } = workload.ref;
  if (query.scope.unseen('policy', 'PodDisruptionBudget', namespace) !== null) return null;
  const all = query.lookup(collections.budgets(namespace));
  if (!all.every(isReadable)) return null;
  const selected = all.map(budget => ({ budget, is: selects(budget, workload) }));
  if (selected.some(({ is }) => is === 'unknown')) return null;
  return selected.filter(({ is }) => is === 'yes').map(({ budget }) => budget);
}

/** The budget of the workload's name that is for no pods of the input: its selector is wrong. */
export function meantFor(workload: ReadableWorkload, query: Query): Budget | null {
  const { namespace, name } = workload.ref;
  const meant = query
    .lookup(collections.budgets(namespace))
    .filter(isReadable)
    .find(({ ref }) => ref.name === name || ref.name === `${name}-pdb`);
  if (meant === undefined) return null;
  const workloads = query.lookup(collections.workloads(namespace));
  return workloads.every(other => isReadable(other) && selects(meant, other) === 'no') ? meant : null;
}

/** Without a selector a budget is for no pod; with an empty one, for all of the namespace (policy/v1 types.go). */
function selects({ body }: Budget, workload: ReadableWorkload): Truth {
  const selector = body.spec?.selector;
  return selector == null ? 'no' : matchesSelector(selector, podLabels(workload));
}

/**
 * The pods that may be evicted while all are ready; null for a value that is not a percentage. Both fields are rounded
 * up: getExpectedPodCount, kubernetes/kubernetes pkg/controller/disruption/disruption.go.
 */
export function evictable({ body }: Budget, replicas: number): number | null {
  const { minAvailable, maxUnavailable } = body.spec ?? {};
  if (maxUnavailable != null) return scaled(maxUnavailable, replicas, 'up');
  const kept = minAvailable == null ? 0 : scaled(minAvailable, replicas, 'up');
  return kept === null ? null : Math.max(0, replicas - kept);
}

export type Verdict = 'blocks' | 'blocks-at-least' | 'lets-all-go' | 'guards';

export function verdictOn(budget: Budget, { min, max }: Replicas): Verdict {
  const [least, most] = [evictable(budget, min), evictable(budget, max)];
  if (least === null || most === null) return 'guards';
  if (most === 0) return 'blocks';
  if (least === 0) return 'blocks-at-least';
  return least >= min && min > 1 ? 'lets-all-go' : 'guards';
}
