import { controllersOf } from '../../src/graph/controllers.ts';
import { replicasOf } from '../../src/graph/replicas.ts';
import type { Arrival } from '../../src/graph/subject.ts';
import type { Query } from '../../src/graph/query.ts';
import { formatRef } from '../../src/kube/object.ts';
import type { Operation } from '../../src/kube/patch.ts';
import type { Pointer } from '../../src/kube/pointer.ts';
import { type PlacedContainer, servingContainers } from '../../src/kube/ports.ts';
import { gracePeriod, preStopDelay } from '../../src/kube/termination.ts';
import type { PodSpec } from '../../src/kube/types.ts';
import { podSpecAt, podSpecOf, type Workload } from '../../src/kube/workload.ts';
import { defineRule, evidence, type Fix, type Found } from '../../src/rule.ts';
import { drainSeconds } from '../../src/routes/symptoms.ts';

interface Data {
  readonly workload: string;
  readonly container: string | null;
  readonly why: 'none' | 'instant' | 'no-program';
}

/** What a process needs after SIGTERM to answer what it has begun, in seconds. */
const drain = 15;

export default defineRule({
  id: 'pre-stop-missing',
  summary: 'nothing delays SIGTERM until proxies have dropped the endpoint',
  subject: 'serving',
  params: {
    /** Seconds that the fix sleeps; 0 takes what suits the route's controllers: 10, or 30 behind a cloud load balancer. */
    seconds: 0,
  },

  *check({ workload, owner, arrivals }, query, params): Iterable<Found<Data>> {
    const spec = podSpecOf(workload);
    // Recreate ends every pod in any case; a delay only makes the gap longer.
    if (workload.body.spec?.strategy?.type === 'Recreate') return;
    if (replicasOf(workload, query).max === 0 || spec.terminationGracePeriodSeconds === 0) return;
    const containers = owner === null ? servingContainers(spec) : [owner];
    const delays = containers.map(({ container }) => preStopDelay(container));
    const why = reason(containers, delays.map(delay => delay.is));
    if (why === null) return;
    const placed = owner ?? containers[0];
    if (placed === undefined) return;
    const at: Pointer = `${podSpecAt(workload)}/${placed.list}/${placed.index}`;
    const name = owner?.container.name ?? null;
    const isSidecar = placed.list === 'initContainers';
    yield {
      at: { obj: workload, at: why === 'none' ? at : `${at}/lifecycle/preStop` },
      key: name ?? '',
      data: { workload: formatRef(workload.ref), container: name, why },
      failure: 'refused',
      when: 'whenever a pod stops',
      certainty: 'likely',
      // A native sidecar is ended after every other container; a hook of an image without a shell is only likely to fail.
      cap: isSidecar ? 'audit' : why === 'no-program' ? 'warn' : undefined,
      broken: 'container',
      evidence: [
        evidence('fault', workload, `${at}/lifecycle/preStop`, `container ${name ?? ''}/lifecycle/preStop`),
        ...arrivals.map(({ service }) => evidence('reach', service, '/spec/selector')),
      ],
      fix: owner === null || why !== 'none' ? undefined : sleepFix(workload, spec, owner, secondsFor(params.seconds, arrivals, query), query),
    };
  },

  say(data) {
    const container = data.container === null ? 'no container' : `container "${data.container}"`;
    switch (data.why) {
      case 'none':
        return `${container} of ${data.workload} has ${data.container === null ? 'a' : 'no'} preStop hook, so it may stop listening while proxies still send requests`;
      case 'instant':
        return `the preStop hook of ${container} of ${data.workload} ends at once, so it delays nothing`;
      case 'no-program':
        return `the preStop hook of ${container} of ${data.workload} runs "sleep", which its image hardly holds`;
      default:
        return data.why satisfies never;
    }
  },
});

function reason(containers: readonly PlacedContainer[], delays: readonly string[]): Data['why'] | null {
  if (delays.includes('unknown')) return null;
  if (delays.includes('seconds')) {
    return containers.every(({ container }) => runsWithoutProgram(container.image ?? '', container.lifecycle?.preStop?.exec != null))
      ? 'no-program'
      : null;
  }
  return delays.includes('instant') ? 'instant' : 'none';
}

/** Images that are made to hold the program and nothing else. */
function runsWithoutProgram(image: string, isExec: boolean): boolean {
  return isExec && /distroless|(^|\/)scratch|chainguard|cgr\.dev/.test(image) && !/debug|-dev\b/.test(image);
}

function secondsFor(wanted: number, arrivals: readonly Arrival[], query: Query): number {
  if (wanted > 0) return wanted;
  const routes = new Set(arrivals.flatMap(({ backends }) => backends.map(({ route }) => route)));
  return drainSeconds([...routes].flatMap(route => controllersOf(route, query)));
}

/** The kubelet's own sleep needs nothing of the image. The grace period is made to cover it and what follows. */
function sleepFix(workload: Workload, spec: PodSpec, owner: PlacedContainer, seconds: number, query: Query): Fix | undefined {
  const { kubeVersion } = query.settings;
  if (kubeVersion !== null && kubeVersion < 30) return undefined;
  const at: Pointer = `${podSpecAt(workload)}/${owner.list}/${owner.index}/lifecycle`;
  const preStop = { sleep: { seconds } };
  const operations: Operation[] =
    owner.container.lifecycle == null
      ? [{ op: 'add', path: at, value: { preStop } }]
      : [{ op: 'add', path: `${at}/preStop`, value: preStop }];
  if (gracePeriod(spec) < seconds + drain) {
    operations.push({ op: 'add', path: `${podSpecAt(workload)}/terminationGracePeriodSeconds`, value: seconds + drain });
  }
  return {
    safety: 'safe',
    title: `Sleep ${seconds} s before SIGTERM`,
    on: workload.ref,
    operations,
    creates: [],
  };
}
