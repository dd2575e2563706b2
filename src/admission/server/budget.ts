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

/** The limit of `timeoutSeconds` in admissionregistration.k8s.io/v1, in milliseconds. */
const most = 30_000;

/** The milliseconds of the API server's `?timeout=`, such as `10s`; null for a text that is no time above zero. */
export function parseTimeout(text: unknown): number | null {
  if (typeof text !== 'string' || text.length > 40 || !duration.test(text)) return null;
  let sum = 0;
  for (const [, count = '0', unit = 's'] of text.matchAll(term)) sum += Number(count) * (units[unit] ?? 0);
  return sum > 0 ? Math.min(sum, most) : null;
}

/** The share of a request's time for live reads; the rest is for the transport. */
const share = 0.6;

export interface Stopwatch {
  /** Milliseconds since any fixed moment. */
  now(): number;
  /** A signal that aborts after so many milliseconds. */
  after(ms: number): AbortSignal;
}

const real: Stopwatch = { now: () => performance.now(), after: ms => AbortSignal.timeout(ms) };

/** The signal that ends the live reads of a request that arrived at `arrived` with a timeout of `timeout` milliseconds. */
export type Budget = (timeout: number, arrived: number) => () => AbortSignal;

/**
 * The signal that ends the live reads of a request. `arrived` is on the clock of `performance.now()`. The signal is
 * created on demand, since most requests make no live read.
 */
export function budgetOf(timeout: number, arrived: number, { now, after } = real): () => AbortSignal {
  let signal: AbortSignal | null = null;
  return () => {
    const left = Math.floor(timeout * share - (now() - arrived));
    signal ??= left > 0 ? after(left) : AbortSignal.abort();
    return signal;
  };
}
