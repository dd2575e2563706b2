import { defaultTiming, type Timing } from '../../src/sources/cluster/shapes.ts';

/** All times in milliseconds. */
export interface ScanTiming {
  /** The time after which a lease without renewal is free. */
  readonly lease: number;
  /** The longest wait before the first scan, from the start or from taking the lease. */
  readonly firstWithin: number;
  /** The time after which a scan is aborted. */
  readonly deadline: number;
  /** The wait after the first failed scan. */
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
