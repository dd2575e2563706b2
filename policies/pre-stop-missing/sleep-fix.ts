import type { Query } from '../../src/graph/index/query.ts';
import type { Json } from '../../src/kube/json.ts';
import type { Operation, Pointer } from '../../src/kube/pointer.ts';
import type { PlacedContainer } from '../../src/kube/ports.ts';
import { gracePeriod } from '../../src/kube/termination.ts';
import { podSpecAt, podSpecOf, type ReadableWorkload } from '../../src/kube/workload.ts';
import type { Fix } from '../../src/rule.ts';

/** Seconds that a process needs after SIGTERM to finish open requests. */
const drain = 15;

/**
 * A fix with the kubelet's own sleep, which needs no program of the image (on by default since 1.30). The grace period
 * is extended to cover the sleep and the drain. Replacing a written hook is only a suggestion.
 */
export function sleepFix(
  workload: ReadableWorkload,
  owner: PlacedContainer,
  seconds: number,
  query: Query,
): Fix {
  const { kubeVersion } = query.settings;
  const isNative = kubeVersion === null || kubeVersion >= 30;
  const preStop = isNative ? { sleep: { seconds } } : { exec: { command: ['sleep', String(seconds)] } };
  const { lifecycle } = owner.container;
  return {
    safety: isNative && lifecycle?.preStop == null ? 'safe' : 'suggestion',
    title: `Sleep ${seconds} s before SIGTERM`,
    on: workload.ref,
    operations: [hook(workload, owner, preStop), ...grace(workload, seconds)],
    creates: [],
  };
}

function hook(
  workload: ReadableWorkload,
  { container, list, index }: PlacedContainer,
  preStop: Json,
): Operation {
  const at: Pointer = `${podSpecAt(workload)}/${list}/${index}/lifecycle`;
  if (container.lifecycle == null) return { op: 'add', path: at, value: { preStop } };
  const op = container.lifecycle.preStop == null ? 'add' : 'replace';
  return { op, path: `${at}/preStop`, value: preStop };
}

function grace(workload: ReadableWorkload, seconds: number): readonly Operation[] {
  const spec = podSpecOf(workload);
  if (gracePeriod(spec) >= seconds + drain) return [];
  const op = spec.terminationGracePeriodSeconds == null ? 'add' : 'replace';
  return [{ op, path: `${podSpecAt(workload)}/terminationGracePeriodSeconds`, value: seconds + drain }];
}
