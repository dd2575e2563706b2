import { type ApiRead, type LiveReader, type ReadAnswer, readKey } from '../../kube/api-server.ts';

export interface ReadLimits {
  readonly inFlight: number;
  /** Reads a second that are made in the long run. */
  readonly perSecond: number;
  /** Reads that may be made at once after a quiet time: a release writes ten objects in a second, of ten reads each. */
  readonly burst: number;
}

export const defaultReadLimits: ReadLimits = { inFlight: 8, perSecond: 200, burst: 400 };

/** What the limiter did since it was made. */
export interface ReadCounts {
  readonly made: number;
  readonly shared: number;
  /** Not made, since there were too many. */
  readonly dropped: number;
}

/** The cluster, spared: identical reads that wait are made once, and those beyond the limits are not made. */
export interface RateLimitedReader extends LiveReader {
  counts(): ReadCounts;
}

interface Waiting {
  readonly read: ApiRead;
  readonly answer: Promise<ReadAnswer>;
  settle(answer: ReadAnswer): void;
  /** Those who wait for it; it is not made for nobody. */
  readonly signals: AbortSignal[];
}

/** `now` is in milliseconds, of any beginning. */
export function rateLimited(live: LiveReader, limits: ReadLimits, now: () => number): RateLimitedReader {
  const waiting = new Map<string, Waiting>();
  const spent = { made: 0, shared: 0, dropped: 0 };
  let tokens = limits.burst;
  let filled = now();
  let under = 0;

  function takeToken(): boolean {
    const at = now();
    tokens = Math.min(limits.burst, tokens + ((at - filled) / 1000) * limits.perSecond);
    filled = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  }

  function next(): void {
    for (const [key, one] of waiting) {
      if (under >= limits.inFlight) return;
      // Whoever asks from here on may know of a later write, so the read is shared no more.
      waiting.delete(key);
      void make(one);
    }
  }

  async function make(one: Waiting): Promise<void> {
    const open = one.signals.filter(signal => !signal.aborted);
    if (open.length === 0) {
      one.settle({ is: 'failed', why: 'the time limit was reached' });
      return;
    }
    under += 1;
    spent.made += 1;
    const signal = open.length === 1 && open[0] !== undefined ? open[0] : allAborted(open);
    try {
      one.settle(await live.read(one.read, signal));
    } catch (error) {
      one.settle({ is: 'failed', why: error instanceof Error ? error.message : String(error) });
    } finally {
      under -= 1;
      next();
    }
  }

  return {
    counts: () => ({ ...spent }),
    async read(read, signal) {
      const key = readKey(read);
      const same = waiting.get(key);
      if (same !== undefined) {
        spent.shared += 1;
        same.signals.push(signal);
        return intime(same.answer, signal);
      }
      if (!takeToken()) {
        spent.dropped += 1;
        return { is: 'failed', why: `more than ${limits.perSecond} live reads a second` };
      }
      const one = waits(read, signal);
      waiting.set(key, one);
      // A turn of the event loop gathers the identical reads of requests that came together.
      setImmediate(next);
      return intime(one.answer, signal);
    },
  };
}

function waits(read: ApiRead, signal: AbortSignal): Waiting {
  let settle: Waiting['settle'] = () => {};
  const answer = new Promise<ReadAnswer>(resolve => {
    settle = resolve;
  });
  return { read, answer, settle, signals: [signal] };
}

/** Aborted when nobody waits any more. */
function allAborted(signals: readonly AbortSignal[]): AbortSignal {
  const controller = new AbortController();
  const look = () => {
    if (signals.every(({ aborted }) => aborted)) controller.abort();
  };
  for (const signal of signals) signal.addEventListener('abort', look, { once: true });
  return controller.signal;
}

/** The answer, or that the time of this one is up. */
function intime(answer: Promise<ReadAnswer>, signal: AbortSignal): Promise<ReadAnswer> {
  const late: ReadAnswer = { is: 'failed', why: 'the time limit was reached' };
  if (signal.aborted) return Promise.resolve(late);
  return new Promise(resolve => {
    const stop = () => resolve(late);
    signal.addEventListener('abort', stop, { once: true });
    void answer.then(value => {
      signal.removeEventListener('abort', stop);
      resolve(value);
    });
  });
}
