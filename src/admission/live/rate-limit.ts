import { type ApiRead, type LiveReader, type ReadAnswer, readKey } from '../../kube/api-server.ts';

export interface ReadLimits {
  readonly inFlight: number;
  /** Reads per second in the long run. */
  readonly perSecond: number;
  /** Reads at once after a quiet time: a release writes ten objects in a second, with ten reads each. */
  readonly burst: number;
}

export const defaultReadLimits: ReadLimits = { inFlight: 8, perSecond: 200, burst: 400 };

/** The counts since the start. */
export interface ReadCounts {
  readonly made: number;
  readonly shared: number;
  /** Reads over the limit, which were not made. */
  readonly dropped: number;
}

/** Coalesces identical queued reads and limits the rate of the rest: a read over the limit fails instead of waiting. */
export interface RateLimitedReader extends LiveReader {
  counts(): ReadCounts;
}

interface Waiting {
  readonly read: ApiRead;
  readonly answer: Promise<ReadAnswer>;
  settle(answer: ReadAnswer): void;
  /** The signals of the waiting requests; the read is not made once all of them have aborted. */
  readonly signals: AbortSignal[];
}

/** `now` is in milliseconds since any fixed moment. */
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
      // A later request may follow a later write, so it does not share this read.
      waiting.delete(key);
      void make(one);
    }
  }

  async function make(queued: Waiting): Promise<void> {
    const open = queued.signals.filter(signal => !signal.aborted);
    if (open.length === 0) {
      queued.settle({ is: 'failed', why: 'the time limit was reached' });
      return;
    }
    under += 1;
    spent.made += 1;
    const signal = open.length === 1 && open[0] !== undefined ? open[0] : allAborted(open);
    try {
      queued.settle(await live.read(queued.read, signal));
    } catch (error) {
      queued.settle({ is: 'failed', why: error instanceof Error ? error.message : String(error) });
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
      const queued = waits(read, signal);
      waiting.set(key, queued);
      // A turn of the event loop collects the identical reads of requests that arrived together.
      setImmediate(next);
      return intime(queued.answer, signal);
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

/** A signal that aborts when all signals have aborted. */
function allAborted(signals: readonly AbortSignal[]): AbortSignal {
  const controller = new AbortController();
  const look = () => {
    if (signals.every(({ aborted }) => aborted)) controller.abort();
  };
  for (const signal of signals) signal.addEventListener('abort', look, { once: true });
  return controller.signal;
}

/** The answer, or a failure when the signal's time is over. */
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
