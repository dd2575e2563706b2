import { podsOf } from '../../src/graph/chain/pods.ts';
import { replicasOf } from '../../src/graph/chain/replicas.ts';
import type { Query } from '../../src/graph/index/query.ts';
import { missingProxies, proxyOf } from '../../src/graph/network/proxies.ts';
import { countsOf } from '../../src/kube/counts.ts';
import { formatRef } from '../../src/kube/object.ts';
import { troublesIn } from '../../src/kube/pod-state.ts';
import { podLabelsWritten, type ReadableWorkload } from '../../src/kube/workload.ts';
import { byPodLabels } from '../../src/routes/controllers/candidates.ts';
import { defineRule, evidence, type Found } from '../../src/rule.ts';

interface Data {
  readonly is: 'down' | 'short' | 'single';
  readonly workload: string;
  /** The title of the controller. */
  readonly of: string;
  readonly ready: number;
  readonly wanted: number;
  /** The trouble of a container of its pods; empty for none. */
  readonly why: string;
}

export default defineRule({
  id: 'controller-unhealthy',
  summary: 'the ingress controller itself has no ready pod, too few, or one alone',
  // The controller's routes fail, and only a route states its controller.
  subject: 'backend',
  chainBreak: null,
  live: true,
  params: {},

  *check({ route, backend }, query): Iterable<Found<Data>> {
    if (route.backends[0] !== backend) return;
    const proxy = proxyOf(route, query);
    const is = proxy === null ? null : faultOf(proxy, query);
    if (proxy === null || is === null) return;
    const counts = countsOf(proxy);
    yield {
      at: { obj: proxy, at: proxy.ref.kind === 'DaemonSet' ? '/spec' : '/spec/replicas' },
      key: is,
      data: {
        is,
        workload: formatRef(proxy.ref),
        of: titleOf(proxy),
        ready: counts?.ready ?? 0,
        wanted: counts?.wanted ?? 0,
        why: whyOf(proxy, query),
      },
      failure: is === 'short' ? 'overloaded' : 'unreachable',
      when: is === 'down' ? 'always' : is === 'short' ? 'for a share of requests' : 'whenever a pod stops',
      // Only labels identify the proxies.
      certainty: 'likely',
      broken: 'route',
      evidence: [evidence('fault', proxy, is === 'single' ? '/spec/replicas' : readyAt(proxy))],
    };
  },

  say({ is, workload, of, ready, wanted, why }) {
    const which = `${workload}, through which every route of ${of} goes,`;
    switch (is) {
      case 'down':
        return `${which} has no ready pod${wanted === 1 ? '' : `, of ${wanted} that are wanted`}${why}`;
      case 'short':
        return `${which} has ${ready} ready of ${wanted} pods${why}`;
      case 'single':
        return `${which} is one pod alone`;
      default:
        return is satisfies never;
    }
  },
});

function titleOf(proxy: ReadableWorkload): string {
  const [preset] = byPodLabels(proxy.ref.namespace, podLabelsWritten(proxy));
  return preset?.title ?? 'its controller';
}

const readyAt = ({ ref }: ReadableWorkload) =>
  ref.kind === 'DaemonSet' ? '/status/numberReady' : '/status/readyReplicas';

function faultOf(proxy: ReadableWorkload, query: Query): Data['is'] | null {
  switch (missingProxies(proxy)) {
    case 'all':
      return 'down';
    case 'some':
      return 'short';
    default:
      return isAlone(proxy, query) ? 'single' : null;
  }
}

/** Whether the author wants a single pod. A DaemonSet has a pod on each node, and an autoscaler adds pods on demand. */
function isAlone(proxy: ReadableWorkload, query: Query): boolean {
  const { kind } = proxy.ref;
  if (kind !== 'Deployment' && kind !== 'StatefulSet') return false;
  const { by, max } = replicasOf(proxy, query);
  return by === 'author' && max === 1 && countsOf(proxy)?.ready === 1;
}

function whyOf(proxy: ReadableWorkload, query: Query): string {
  const down = podsOf(proxy, query)
    .flatMap(troublesIn)
    .find(({ when }) => when === 'down');
  if (down === undefined) return '';
  const { container, reason, restarts } = down;
  return `; its container "${container}" does not stay up (${reason ?? `${restarts} restarts`})`;
}
