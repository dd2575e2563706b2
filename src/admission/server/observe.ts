import { failedEntry, type Log, patchedEntry, refusedEntry } from './log.ts';
import type { Metrics, Seen } from './metrics.ts';

/** Called for each call after its answer is ready, with the seconds since its arrival. */
export type Observe = (seen: Seen, seconds: number) => void;

/** Logs refusals, patches and errors, and counts every call. */
export function createObserver(log: Log, metrics: Metrics | null): Observe {
  return (seen, seconds) => {
    const entry = entryOf(seen);
    if (entry !== null) log(entry);
    metrics?.called(seen, seconds);
  };
}

function entryOf(seen: Seen) {
  switch (seen.is) {
    case 'validated':
      return seen.verdict.allowed ? null : refusedEntry(seen.request, seen.verdict);
    case 'mutated':
      return (seen.mutation.patch?.operations ?? []).length > 0
        ? patchedEntry(seen.request, seen.mutation)
        : null;
    case 'failed':
      return failedEntry(seen.error);
    case 'passed':
    case 'fault':
      return null;
    default:
      return seen satisfies never;
  }
}
