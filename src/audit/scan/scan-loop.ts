import { bounded, type Wait } from './bounded.ts';

/** How a scan ended. `incomplete`: a kind was not read, or a report was not written. */
export type Outcome = 'complete' | 'incomplete' | 'failed' | 'aborted';

export interface LoopOptions {
  scan(signal: AbortSignal): Promise<Outcome>;
  /** Milliseconds from the end of a scan to the start of the next, plus or minus a tenth. */
  readonly interval: number;
  /** Milliseconds within which the first scan starts. */
  readonly firstWithin: number;
  /** Milliseconds after which a scan is aborted. */
  readonly deadline: number;
  /** Milliseconds to wait after the first failed scan; doubled with each further failure, up to the interval. */
  readonly backOff: number;
  /** From 0 to 1. */
  random(): number;
  readonly wait: Wait;
}

/** Scans repeatedly, never two scans at a time, until the signal aborts. */
export async function scanLoop(options: LoopOptions, signal: AbortSignal): Promise<void> {
  const { interval, firstWithin, backOff, random, wait } = options;
  // Many clusters may restart their pods at the same time.
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

/** Runs one scan and aborts it at its deadline. */
export function scanWithin(
  { scan, deadline, wait }: Pick<LoopOptions, 'scan' | 'deadline' | 'wait'>,
  signal: AbortSignal,
): Promise<Outcome> {
  return bounded({ within: deadline, why: `it took longer than ${deadline / 1000} s`, wait }, signal, scan);
}
