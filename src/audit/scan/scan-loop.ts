import { bounded, type Wait } from './bounded.ts';

/** How one scan ended. `incomplete`: not every kind was read, or not every report written. */
export type Outcome = 'complete' | 'incomplete' | 'failed' | 'aborted';

export interface LoopOptions {
  scan(signal: AbortSignal): Promise<Outcome>;
  /** Milliseconds from the end of one scan to the beginning of the next, more or less a tenth. */
  readonly interval: number;
  /** Milliseconds in which the first one begins. */
  readonly firstWithin: number;
  /** Milliseconds after which a scan is given up. */
  readonly deadline: number;
  /** Milliseconds after the first scan that failed; doubled with each, up to the interval. */
  readonly backOff: number;
  /** From 0 to 1. */
  random(): number;
  readonly wait: Wait;
}

/** Scans again and again, never two at a time, until the signal comes. */
export async function scanLoop(options: LoopOptions, signal: AbortSignal): Promise<void> {
  const { interval, firstWithin, backOff, random, wait } = options;
  // Many clusters may be told to restart their pods together.
  await wait(Math.min(firstWithin, interval) * random(), signal);
  let failures = 0;
  while (!signal.aborted) {
    const outcome = await scanWithin(options, signal);
    if (signal.aborted) return;
    const failed = outcome === 'failed' || outcome === 'aborted';
    failures = failed ? failures + 1 : 0;
    const pause = failed ? Math.min(interval, backOff * 2 ** Math.min(failures - 1, 20)) : interval;
    await wait(pause * (0.9 + 0.2 * random()), signal);
  }
}

/** One scan, given up when its time is over. */
export function scanWithin(
  { scan, deadline, wait }: Pick<LoopOptions, 'scan' | 'deadline' | 'wait'>,
  signal: AbortSignal,
): Promise<Outcome> {
  return bounded({ within: deadline, why: `it took longer than ${deadline / 1000} s`, wait }, signal, scan);
}
