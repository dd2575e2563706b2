/** Waits, or until the signal is aborted. */
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

/** A signal that is aborted with another one, or when nothing happened for so long. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** True where the time was up, and not the other signal aborted. */
  readonly isOver: boolean;
  /** Begins the time anew; with another length if one is given. */
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
 * Full jitter: anything between the least wait and a bound that doubles with every failure, so that those who failed
 * together do not come back together.
 */
export function backOff(
  failures: number,
  { least, most }: { readonly least: number; readonly most: number },
  random: () => number,
): number {
  const bound = Math.min(most, least * 2 ** Math.min(failures, 30));
  return least + random() * (bound - least);
}

/** Lets so many run at a time. */
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
