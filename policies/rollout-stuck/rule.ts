import { lacksEndpoints } from '../../src/graph/chain/endpoints.ts';
import { crashes } from '../../src/graph/chain/pods.ts';
import { isLackingProxy } from '../../src/graph/network/proxies.ts';
import { formatRef } from '../../src/kube/object.ts';
import { podSpecAt } from '../../src/kube/workload.ts';
import { defineRule, evidence, type Found } from '../../src/rule.ts';
import { type Stall, stallOf } from './stall.ts';

interface Data extends Stall {
  readonly workload: string;
}

export default defineRule({
  id: 'rollout-stuck',
  summary: 'the rollout of a workload behind a route does not finish',
  subject: 'workload',
  chainBreak: null,
  live: true,
  params: {},

  *check({ workload }, query): Iterable<Found<Data>> {
    const stall = stallOf(workload);
    if (stall === null) return;
    // Another rule reports the cause, or its effect on the client.
    if (crashes(workload, query) || lacksEndpoints(workload, query) || isLackingProxy(workload, query))
      return;
    const isWhole = stall.available >= stall.wanted;
    yield {
      at: { obj: workload, at: stall.is === 'refused' ? '/spec/replicas' : podSpecAt(workload) },
      key: stall.is,
      data: { ...stall, workload: formatRef(workload.ref) },
      failure: isWhole ? 'idle' : 'overloaded',
      when: isWhole ? 'always' : 'for a share of requests',
      certainty: 'proven',
      limit: isWhole || stall.is === 'short' ? 'warn' : undefined,
      broken: 'container',
      evidence: [evidence('fault', workload, stall.at)],
    };
  },

  say({ workload, is, reason, said, updated, available, wanted }) {
    const have = `${available} of ${pods(wanted)} ${available === 1 ? 'is' : 'are'} available`;
    const words = said === '' ? '' : `: ${said}`;
    switch (is) {
      case 'refused':
        return `${workload} cannot make its pods (${reason}), and ${have}${words}`;
      case 'deadline':
        return (
          `the rollout of ${workload} has made no progress within its progressDeadlineSeconds: ` +
          `${updated ?? 0} of ${pods(wanted)} ${updated === 1 ? 'has' : 'have'} the present template, and ${have}`
        );
      case 'degraded':
        return `${workload} is Degraded, and ${have}${words}`;
      case 'short':
        return `${workload} is short of pods, though its last rollout is done: ${have}, fewer than its strategy allows`;
      default:
        return is satisfies never;
    }
  },
});

const pods = (number: number) => `${number} ${number === 1 ? 'pod' : 'pods'}`;
