import { formatRef } from '../../src/kube/object.ts';
import type { Pointer } from '../../src/kube/pointer.ts';
import { servingContainers } from '../../src/kube/ports.ts';
import { gracePeriod, preStopDelay } from '../../src/kube/termination.ts';
import { isJob, isOwned, isWorkloadKind, podSpecAt, podSpecOf, type Workload } from '../../src/kube/workload.ts';
import { defineRule, evidence, type Fix, type Found } from '../../src/rule.ts';

interface Data {
  readonly is: 'zero' | 'refused' | 'none-left' | 'too-little';
  readonly workload: string;
  readonly container: string;
  readonly grace: number;
  readonly written: boolean;
  readonly sleep: number;
}

export default defineRule({
  id: 'grace-period-too-short',
  summary: 'the grace period does not cover preStop and what follows it',
  subject: 'object',
  params: {
    /** Seconds that a process needs after SIGTERM to answer what it has begun. */
    drainSeconds: 10,
  },

  *check({ obj }, _query, params): Iterable<Found<Data>> {
    if (obj.opaque !== null || !isWorkloadKind(obj.ref.kind)) return;
    const workload = obj as unknown as Workload;
    if (isJob(workload) || isOwned(workload)) return;
    const spec = podSpecOf(workload);
    const grace = gracePeriod(spec);
    const at: Pointer = `${podSpecAt(workload)}/terminationGracePeriodSeconds`;
    const written = spec.terminationGracePeriodSeconds != null;
    if (grace === 0) {
      yield { ...about(workload, at, ''), data: data('zero', '', 0), selfContained: true, fix: lengthen(workload, at, params.drainSeconds + 20, written) };
      return;
    }
    for (const { container, list, index } of servingContainers(spec)) {
      const delay = preStopDelay(container);
      if (delay.is !== 'seconds') continue;
      const is = judge(delay.seconds, delay.native, grace, params.drainSeconds);
      if (is === null) continue;
      const name = container.name ?? '';
      const hook: Pointer = `${podSpecAt(workload)}/${list}/${index}/lifecycle/preStop`;
      yield {
        ...about(workload, at, name),
        // Where no grace period is written, the hook is the place to look at.
        at: { obj: workload, at: written ? at : hook },
        data: data(is, name, delay.seconds),
        failure: is === 'refused' ? 'rejected' : 'cut-short',
        when: is === 'refused' ? 'always' : 'whenever a pod stops',
        certainty: is === 'too-little' ? 'likely' : 'proven',
        selfContained: is !== 'too-little',
        // Only requests that take longer than what is left are cut.
        cap: is === 'too-little' ? 'warn' : undefined,
        evidence: [evidence('fault', workload, at), evidence('fault', workload, hook, `container ${name}/lifecycle/preStop`)],
        fix: lengthen(workload, at, delay.seconds + Math.max(15, params.drainSeconds), written),
      };
    }

    function data(is: Data['is'], container: string, sleep: number): Data {
      return { is, workload: formatRef(workload.ref), container, grace, written, sleep };
    }
  },

  say(data) {
    const grace = `terminationGracePeriodSeconds of ${data.workload} is ${data.grace}${data.written ? '' : ' by default'}`;
    switch (data.is) {
      case 'zero':
        return `${grace}: pods are killed at once, without preStop and without SIGTERM`;
      case 'refused':
        return `${grace}, and the preStop hook of container "${data.container}" sleeps ${data.sleep} s: the API server refuses a sleep that is longer`;
      case 'none-left':
        return `${grace}, and the preStop hook of container "${data.container}" takes ${data.sleep} s of it: the process has 2 s from SIGTERM to SIGKILL`;
      case 'too-little':
        return `${grace}, and the preStop hook of container "${data.container}" takes ${data.sleep} s of it: ${data.grace - data.sleep} s are left to answer what has begun`;
      default:
        return data.is satisfies never;
    }
  },
});

function about(workload: Workload, at: Pointer, name: string) {
  return {
    at: { obj: workload, at },
    key: name,
    failure: 'cut-short',
    when: 'whenever a pod stops',
    certainty: 'proven',
    broken: 'container',
    evidence: [evidence('fault', workload, at)],
  } as const;
}

/** Source: killContainer of the kubelet, which gives SIGTERM 2 s when preStop has used the grace period up. */
function judge(sleep: number, native: boolean, grace: number, drain: number): Data['is'] | null {
  if (native && sleep > grace) return 'refused';
  if (sleep >= grace) return 'none-left';
  return grace - sleep < drain ? 'too-little' : null;
}

function lengthen(workload: Workload, path: Pointer, seconds: number, written: boolean): Fix {
  return {
    safety: 'safe',
    title: `Give the pod ${seconds} s to end`,
    on: workload.ref,
    operations: [{ op: written ? 'replace' : 'add', path, value: seconds }],
    creates: [],
  };
}
