import { formatRef } from '../../src/kube/object.ts';
import type { Pointer } from '../../src/kube/pointer.ts';
import { servingContainers } from '../../src/kube/ports.ts';
import { gracePeriod, preStopDelay } from '../../src/kube/termination.ts';
import { isTransient, podSpecAt, podSpecOf, type ReadableWorkload } from '../../src/kube/workload.ts';
import { defineRule, evidence, type Fix, type Found } from '../../src/rule.ts';
import { type Delayed, type Shortage, shortageOf } from './shortage.ts';

interface Data {
  readonly is: Shortage;
  readonly workload: string;
  readonly container: string;
  readonly grace: number;
  readonly written: boolean;
  readonly sleep: number;
}

export default defineRule({
  id: 'grace-period-too-short',
  summary: 'the grace period does not cover preStop and what follows it',
  subject: 'workload',
  chainBreak: null,
  params: {
    /** Seconds that a process needs after SIGTERM to finish open requests. */
    drainSeconds: 10,
  },

  *check({ workload }, _query, params): Iterable<Found<Data>> {
    if (isTransient(workload)) return;
    const spec = podSpecOf(workload);
    const grace = gracePeriod(spec);
    const at: Pointer = `${podSpecAt(workload)}/terminationGracePeriodSeconds`;
    const written = spec.terminationGracePeriodSeconds != null;
    const delayed = servingContainers(spec).flatMap<Delayed>(placed => {
      const delay = preStopDelay(placed.container);
      return delay.is === 'seconds' ? [{ ...placed, ...delay }] : [];
    });
    const hooked = servingContainers(spec).some(({ container }) => container.lifecycle?.preStop != null);
    const longest = Math.max(0, ...delayed.map(({ seconds }) => seconds));
    const wanted = longest + Math.max(15, params.drainSeconds);
    const about = (is: Shortage, container: string, sleep: number) =>
      ({
        ...weights[is],
        key: container,
        data: { is, workload: formatRef(workload.ref), container, grace, written, sleep },
        broken: 'container',
        // Without a known duration the default of Kubernetes.
        fix: lengthen(workload, at, grace < 5 ? Math.max(30, wanted) : wanted, written),
      }) as const;
    const alone = { at: { obj: workload, at }, evidence: [evidence('fault', workload, at)] };
    if (grace === 0) {
      yield { ...about('zero', '', 0), ...alone };
      return;
    }
    if (grace < 5 && !hooked) yield { ...about('tiny', '', 0), ...alone };
    for (const { container, list, index, seconds, native } of delayed) {
      const is = shortageOf(seconds, native, grace, params.drainSeconds);
      if (is === null) continue;
      const name = container.name ?? '';
      const hook: Pointer = `${podSpecAt(workload)}/${list}/${index}/lifecycle/preStop`;
      yield {
        ...about(is, name, seconds),
        // Without a written grace period the hook is the field to edit.
        at: { obj: workload, at: written ? at : hook },
        evidence: [evidence('fault', workload, at), evidence('fault', workload, hook)],
      };
    }
  },

  say({ is, workload, container, grace, written, sleep }) {
    const period = `terminationGracePeriodSeconds of ${workload} is ${grace}${written ? '' : ' by default'}`;
    const hook = `the preStop hook of container "${container}"`;
    switch (is) {
      case 'zero':
        return `${period}, so its pods are killed at once, without preStop and without SIGTERM`;
      case 'tiny':
        return `${period}: requests that take longer are cut when a pod stops`;
      case 'refused':
        return `${period}, and ${hook} sleeps ${sleep} s: the API server refuses a sleep that is longer than the grace period`;
      case 'none-left':
        return `${period}, and ${hook} takes ${sleep} s: 2 s are left between SIGTERM and SIGKILL`;
      case 'little-left':
        return `${period}, and ${hook} takes ${sleep} s: ${grace - sleep} s are left to answer what has begun`;
      default:
        return is satisfies never;
    }
  },
});

type Weight = Pick<Found<Data>, 'failure' | 'when' | 'certainty' | 'limit' | 'selfContained'>;

const cut = { failure: 'cut-short', when: 'whenever a pod stops' } as const;
/** Only requests that take longer than the remaining time are cut. */
const slowOnly = { ...cut, certainty: 'likely', limit: 'warn' } as const;

const weights: Readonly<Record<Shortage, Weight>> = {
  zero: { ...cut, certainty: 'proven', selfContained: true, limit: 'never-patched' },
  tiny: slowOnly,
  refused: {
    failure: 'rejected',
    when: 'always',
    certainty: 'proven',
    selfContained: true,
    limit: 'never-patched',
  },
  'none-left': { ...cut, certainty: 'proven', selfContained: true },
  'little-left': slowOnly,
};

function lengthen(workload: ReadableWorkload, path: Pointer, seconds: number, written: boolean): Fix {
  return {
    safety: 'safe',
    title: `Give the pods ${seconds} s to end`,
    on: workload.ref,
    operations: [{ op: written ? 'replace' : 'add', path, value: seconds }],
    creates: [],
  };
}
