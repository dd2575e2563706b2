import { defaultTiming, type Timing } from '../../src/sources/cluster/shapes.ts';

/** Milliseconds, all of them. */
export interface ScanTiming {
  /** After which a lease that nobody renews is free. */
  readonly lease: number;
  /** From the start, or the moment that the lease is held, in which the first scan begins. */
  readonly firstWithin: number;
  /** After which a scan is given up. */
  readonly deadline: number;
  /** After the first scan that failed. */
  readonly backOff: number;
  readonly requests: Timing;
}

export const scanTiming: ScanTiming = {
  lease: 15_000,
  firstWithin: 10_000,
  deadline: 600_000,
  backOff: 5000,
  requests: defaultTiming,
};
