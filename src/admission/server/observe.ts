import type { Mutation } from '../patch/mutate.ts';
import type { Request } from '../review/request.ts';
import type { Verdict } from '../review/verdict.ts';
import { failedEntry, type Log, patchedEntry, refusedEntry } from './log.ts';
import type { Metrics } from './metrics.ts';

export const webhooks = ['validate', 'mutate'] as const;
export type Webhook = (typeof webhooks)[number];

/** What became of one call. */
export type Seen =
  | { readonly is: 'validated'; readonly request: Request; readonly verdict: Verdict }
  | { readonly is: 'mutated'; readonly request: Request; readonly mutation: Mutation }
  /** Let through without a look at its object. */
  | { readonly is: 'passed'; readonly webhook: Webhook }
  /** Not a review that can be answered, by fault of who sent it. */
  | { readonly is: 'fault'; readonly webhook: Webhook }
  /** Not answered, by fault of ours; null where it is not known for which webhook. */
  | { readonly is: 'failed'; readonly webhook: Webhook | null; readonly error: unknown };

/** Told of each call after its answer stands, with the seconds since it came. */
export type Observe = (seen: Seen, seconds: number) => void;

/** Writes down what somebody will ask about, and counts the rest. */
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
