import { type Trouble, troublesIn } from '../../src/kube/pod-state.ts';
import type { ReadableWorkload } from '../../src/kube/workload.ts';

/** A container with trouble, and the affected pods. */
export interface Struck extends Pick<Trouble, 'container' | 'when' | 'is'> {
  readonly seen: readonly { readonly pod: ReadableWorkload; readonly trouble: Trouble }[];
  /** The highest count of any pod. */
  readonly restarts: number;
}

/** An entry for each container. Trouble that keeps pods down hides past trouble. */
export function struckIn(pods: readonly ReadableWorkload[]): readonly Struck[] {
  const byContainer = new Map<string, { readonly pod: ReadableWorkload; readonly trouble: Trouble }[]>();
  for (const pod of pods) {
    for (const trouble of troublesIn(pod)) {
      const seen = byContainer.get(trouble.container);
      if (seen === undefined) byContainer.set(trouble.container, [{ pod, trouble }]);
      else seen.push({ pod, trouble });
    }
  }
  return [...byContainer].flatMap(([container, all]) => {
    const down = all.filter(({ trouble }) => trouble.when === 'down');
    const seen = down.length > 0 ? down : all;
    const first = [...seen].sort((a, b) => order(a.trouble) - order(b.trouble))[0];
    if (first === undefined) return [];
    const { when, is } = first.trouble;
    const restarts = Math.max(...seen.map(({ trouble }) => trouble.restarts));
    return [{ container, when, is, restarts, seen }];
  });
}

/** The most explanatory causes first. */
const causes: readonly Trouble['is'][] = ['out-of-memory', 'image', 'start', 'crash'];
const order = ({ is }: Trouble) => causes.indexOf(is);
