import { hasReadyPod } from '../../src/graph/chain/endpoints.ts';
import { podsOf } from '../../src/graph/chain/pods.ts';
import { servicesOf } from '../../src/graph/chain/selection.ts';
import { isLackingProxy } from '../../src/graph/network/proxies.ts';
import { wantedOf } from '../../src/kube/counts.ts';
import { conditionOf, isReady } from '../../src/kube/pod-state.ts';
import type { Pointer } from '../../src/kube/pointer.ts';
import { isTransient, podSpecAt, podSpecOf, type ReadableWorkload } from '../../src/kube/workload.ts';
import type { Failure, When } from '../../src/routes/failure.ts';
import { defineRule, evidence, type Found, type Level } from '../../src/rule.ts';
import { type Data, dataOf, say } from './say.ts';
import { type Struck, struckIn } from './struck.ts';

export default defineRule({
  id: 'pods-crashing',
  summary: 'containers of the pods behind a route crash, or do not start',
  subject: 'workload',
  chainBreak: null,
  live: true,
  params: {},

  *check({ workload }, query): Iterable<Found<Data>> {
    if (isTransient(workload)) return;
    const pods = podsOf(workload, query);
    const struck = struckIn(pods);
    if (struck.length === 0) return;
    const ready = pods.filter(isReady).length;
    const isRelieved =
      ready === 0 && servicesOf(workload, query).yes.every(service => hasReadyPod(service, query));
    const isWhole = ready > 0 && ready >= (wantedOf(workload) ?? pods.length);
    for (const one of struck) {
      // controller-unhealthy reports missing proxies, with the cause.
      if (one.when === 'down' && isLackingProxy(workload, query)) continue;
      const [failure, when] = effectOf(one, ready > 0 || isRelieved, isWhole);
      yield {
        at: { obj: workload, at: containerAt(workload, one.container) },
        key: one.container,
        data: dataOf(workload, one, {
          pods: pods.length,
          ready,
          isRelieved,
          isWhole,
          isStuck: workload.ref.kind === 'Deployment' && conditionOf(workload, 'Progressing') === 'False',
        }),
        failure,
        when,
        certainty: 'proven',
        limit: limitOf(one, isWhole),
        broken: 'container',
        evidence: one.seen.slice(0, mostShown).map(({ pod, trouble }) => evidence('fault', pod, trouble.at)),
      };
    }
  },

  say,
});

/** The limit of pods in the evidence. */
const mostShown = 5;

function effectOf(struck: Struck, isAnswered: boolean, isWhole: boolean): readonly [Failure, When] {
  if (!isAnswered) return ['no-endpoint', 'always'];
  if (struck.when === 'down' && isWhole) return ['idle', 'always'];
  // A pod that never ran got no requests: the other pods take its share.
  if (struck.restarts === 0) return ['overloaded', 'for a share of requests'];
  return ['cut-short', 'whenever a pod stops'];
}

/** Past troubles are limited, since no status gives their time; so are surplus pods, such as those of a rollout. */
function limitOf({ when, is }: Struck, isWhole: boolean): Level | undefined {
  if (when === 'past') return is === 'out-of-memory' ? 'warn' : 'audit';
  return isWhole ? 'warn' : undefined;
}

/** The container's pointer; the pod spec for an injected container, which no template has. */
function containerAt(workload: ReadableWorkload, name: string): Pointer {
  const spec = podSpecOf(workload);
  for (const list of ['containers', 'initContainers'] as const) {
    const index = (spec[list] ?? []).findIndex(container => container.name === name);
    if (index !== -1) return `${podSpecAt(workload)}/${list}/${index}`;
  }
  return podSpecAt(workload);
}
