import { type Trouble, troublesIn } from '../../src/kube/pod-state.ts';
import type { ReadableWorkload } from '../../src/kube/workload.ts';

/** A container, and in which of the pods something is wrong with it. */
export interface Struck extends Pick<Trouble, 'container' | 'when' | 'is'> {
  readonly seen: readonly { readonly pod: ReadableWorkload; readonly trouble: Trouble }[];
  /** The most of any pod. */
  readonly restarts: number;
}

/** One a container. What keeps pods down hides what is over. */
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

/** What explains most comes first. */
const causes: readonly Trouble['is'][] = ['out-of-memory', 'image', 'start', 'crash'];
const order = ({ is }: Trouble) => causes.indexOf(is);
