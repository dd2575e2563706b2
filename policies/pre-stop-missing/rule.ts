import { replicasOf } from '../../src/graph/chain/replicas.ts';
import { ignoreReadiness } from '../../src/graph/chain/serving.ts';
import { formatRef } from '../../src/kube/object.ts';
import type { Pointer } from '../../src/kube/pointer.ts';
import { servingContainers } from '../../src/kube/ports.ts';
import { podSpecAt, podSpecOf } from '../../src/kube/workload.ts';
import { defineRule, evidence, type Found, type Level } from '../../src/rule.ts';
import { type Gap, gapOf } from './gap.ts';
import { type Need, needOf } from './need.ts';
import { sleepFix } from './sleep-fix.ts';

interface Data {
  readonly workload: string;
  /** Null where no container declares the port, so that any of them may own it. */
  readonly container: string | null;
  readonly gap: Gap;
  readonly need: Need;
}

export default defineRule({
  id: 'pre-stop-missing',
  summary: 'nothing delays SIGTERM until proxies have dropped the endpoint',
  subject: 'serving',
  chainBreak: null,
  params: {
    /**
     * Seconds between the end of the endpoint and SIGTERM: the sleep of the fix, and the minimum of a hook. 0 uses values
     * for the route's controllers: 10 and 5, or 30 behind a cloud load balancer.
     */
    seconds: 0,
  },

  *check({ workload, owner, arrivals }, query, params): Iterable<Found<Data>> {
    const spec = podSpecOf(workload);
    const { strategy, updateStrategy } = workload.body.spec ?? {};
    // Recreate ends every pod in any case; a delay only lengthens the outage.
    if (strategy?.type === 'Recreate' || updateStrategy?.type === 'Recreate') return;
    // A Service with publishNotReadyAddresses keeps the address until the pod is gone, so a delay changes nothing.
    if (ignoreReadiness(arrivals)) return;
    // Without a grace period the hook does not run: `grace-period-too-short` reports it.
    if (replicasOf(workload, query).max === 0 || spec.terminationGracePeriodSeconds === 0) return;
    const containers = owner === null ? servingContainers(spec) : [owner];
    const need = needOf(params.seconds, arrivals, query);
    const gap = gapOf(
      containers.map(({ container }) => container),
      need.least,
    );
    const [placed] = containers;
    if (gap === null || placed === undefined) return;
    const at: Pointer = `${podSpecAt(workload)}/${placed.list}/${placed.index}`;
    const name = owner?.container.name ?? null;
    yield {
      at: { obj: workload, at: gap.is === 'none' ? at : `${at}/lifecycle/preStop` },
      key: name ?? '',
      data: { workload: formatRef(workload.ref), container: name, gap, need },
      failure: 'refused',
      when: 'whenever a pod stops',
      certainty: 'likely',
      // A native sidecar ends after every other container.
      limit: placed.list === 'initContainers' ? 'audit' : limitOf(gap, need),
      broken: 'container',
      evidence: [
        evidence('fault', workload, `${at}/lifecycle/preStop`),
        ...arrivals.map(({ service }) => evidence('routing', service, '/spec/selector')),
      ],
      fix: owner === null ? undefined : sleepFix(workload, owner, need.fits, query),
    };
  },

  say({ workload, container, gap, need }) {
    const whose = container === null ? workload : `container "${container}" of ${workload}`;
    switch (gap.is) {
      case 'none':
        return container === null
          ? `no container of ${workload} has a preStop hook, so it may stop listening while proxies still send requests`
          : `${whose} has no preStop hook, so it may stop listening while proxies still send requests`;
      case 'instant':
        return `the preStop hook of ${whose} ends at once, so it delays nothing: ${need.fits} s fit`;
      case 'no-program':
        return `the preStop hook of ${whose} runs "sleep", and image "${gap.image}" is made without such programs: a native sleep fits`;
      case 'short':
        return `the preStop hook of ${whose} sleeps ${gap.seconds} s, and ${need.why}: ${need.fits} s fit`;
      default:
        return gap satisfies never;
    }
  },
});

/** Half of what a cloud load balancer needs is no longer slightly short. */
function limitOf(gap: Gap, { fits }: Need): Level | undefined {
  return gap.is === 'short' && fits > 10 && gap.seconds < fits / 2 ? 'warn' : limits[gap.is];
}

/** An image without the program and a slightly short delay are only signs. */
const limits: Readonly<Record<Gap['is'], Level | undefined>> = {
  none: undefined,
  instant: undefined,
  'no-program': 'warn',
  short: 'audit',
};
