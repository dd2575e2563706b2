import { isBesideRoutes, isRouted } from '../../src/graph/chain/serving.ts';
import type { Pointer } from '../../src/kube/pointer.ts';
import type { ReadableWorkload } from '../../src/kube/workload.ts';
import { atMost, defineRule, evidence, type Found, type Level } from '../../src/rule.ts';
import { type Loss, lossOf } from './loss.ts';
import { type Data, dataOf, say } from './say.ts';
import { isShared } from './shared.ts';
import { isKeptFromSurging, surgeFix } from './surge.ts';

export default defineRule({
  id: 'rollout-drops-capacity',
  summary: 'a rollout takes ready pods away before their successors are ready',
  subject: 'serving',
  chainBreak: null,
  params: {},

  *check({ workload, arrivals }, query): Iterable<Found<Data>> {
    const loss = lossOf(workload, arrivals, query);
    if (loss === null) return;
    const kept = isKeptFromSurging(workload, query);
    // `Recreate` is written on purpose: without a route it is only noted.
    const isAside = isBesideRoutes(arrivals) || (loss.is === 'recreate' && !isRouted(arrivals));
    const own = kept || isAside ? atMost(loss.limit, 'warn') : loss.limit;
    yield {
      at: { obj: loss.on, at: loss.at },
      key: '',
      data: dataOf(loss, kept),
      failure: leavesNone(loss) ? 'no-endpoint' : 'overloaded',
      when: 'in every rollout',
      certainty: loss.certainty,
      limit: isShared(workload, arrivals, query) ? weaker(own) : own,
      broken: 'workload',
      evidence: [
        evidence('fault', loss.on, strategyAt(loss.on)),
        evidence('routing', loss.on, '/spec/replicas'),
        ...arrivals.map(({ service }) => evidence('routing', service, '/spec/selector')),
      ],
      fix: loss.is === 'recreate' ? undefined : surgeFix(loss.on, workload, loss.replicas, query),
    };
  },

  say,
});

/** Whether a proxy may find no endpoint; in other cases the remaining pods take the load. */
const leavesNone = ({ is, local }: Loss) =>
  is === 'every-pod' || is === 'every-node' || is === 'recreate' || local;

/** One level lower, where another workload is behind the same ports. */
const weaker = (limit: Level): Level => (limit === 'deny' ? 'warn' : 'audit');

function strategyAt(workload: ReadableWorkload): Pointer {
  const { kind } = workload.ref;
  return kind === 'StatefulSet' || kind === 'DaemonSet' ? '/spec/updateStrategy' : '/spec/strategy';
}
