/** Milliseconds of each unit of Go's time.Duration. */
const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

const term = /(\d+(?:\.\d+)?)(ns|us|µs|μs|ms|s|m|h)/g;
const duration = /^(?:\d+(?:\.\d+)?(?:ns|us|µs|μs|ms|s|m|h))+$/;

/** No webhook may be given more: `timeoutSeconds` of admissionregistration.k8s.io/v1. */
const most = 30_000;

/** Milliseconds of what the API server writes into `?timeout=`, such as `10s`; null for what is no time above zero. */
export function parseTimeout(text: unknown): number | null {
  if (typeof text !== 'string' || text.length > 40 || !duration.test(text)) return null;
  let sum = 0;
  for (const [, count = '0', unit = 's'] of text.matchAll(term)) sum += Number(count) * (units[unit] ?? 0);
  return sum > 0 ? Math.min(sum, most) : null;
}

/** The part of a request's time that live reads may take; the rest is for the way there and back. */
const share = 0.6;

export interface Stopwatch {
  /** Milliseconds, of any beginning. */
  now(): number;
  /** A signal that is aborted after so many milliseconds. */
  after(ms: number): AbortSignal;
}

const real: Stopwatch = { now: () => performance.now(), after: ms => AbortSignal.timeout(ms) };

/** The end of the live reads of one request of `timeout` milliseconds that came at `arrived`. */
export type Budget = (timeout: number, arrived: number) => () => AbortSignal;

/**
 * The end of the live reads of one request that came at `arrived`, on the clock of `performance.now()`. It is made when
 * it is asked for, since most requests read nothing.
 */
export function budgetOf(timeout: number, arrived: number, { now, after } = real): () => AbortSignal {
  let signal: AbortSignal | null = null;
  return () => {
    const left = Math.floor(timeout * share - (now() - arrived));
    signal ??= left > 0 ? after(left) : AbortSignal.abort();
    return signal;
  };
}
