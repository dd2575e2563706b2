/** Waits so many milliseconds, or until the signal aborts. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted || ms <= 0) return Promise.resolve();
  return new Promise(resolve => {
    const stop = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve();
    };
    const timer = setTimeout(stop, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** A signal that aborts with another signal, or when its time is over. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** True where the time was over, and the other signal did not abort. */
  readonly isOver: boolean;
  /** Restarts the time, with another length if `ms` is given. */
  touch(ms?: number): void;
  clear(): void;
}

export function deadline(outer: AbortSignal, ms: number): Deadline {
  const controller = new AbortController();
  let isOver = false;
  const stop = () => controller.abort();
  const end = () => {
    isOver = true;
    stop();
  };
  let timer = setTimeout(end, ms);
  if (outer.aborted) stop();
  else outer.addEventListener('abort', stop, { once: true });
  return {
    signal: controller.signal,
    get isOver() {
      return isOver;
    },
    touch(anew) {
      if (anew === undefined) {
        timer.refresh();
        return;
      }
      clearTimeout(timer);
      timer = setTimeout(end, anew);
    },
    clear() {
      clearTimeout(timer);
      outer.removeEventListener('abort', stop);
    },
  };
}

/**
 * Full jitter: a random wait between the least wait and a bound that doubles with every failure, so that requests that
 * failed together are not repeated together.
 */
export function backOff(
  failures: number,
  { least, most }: { readonly least: number; readonly most: number },
  random: () => number,
): number {
  const bound = Math.min(most, least * 2 ** Math.min(failures, 30));
  return least + random() * (bound - least);
}

/** Runs at most `width` tasks at the same time. */
export function createGate(width: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = width;
  return async work => {
    if (free > 0) free -= 1;
    else await new Promise<void>(resolve => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
