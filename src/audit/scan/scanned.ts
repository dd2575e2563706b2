import type { Finding } from '../../rule.ts';
import type { PossibleHalf } from './halves.ts';

/** A kind that the API server serves and that was not read to its end. */
export interface Unread {
  readonly kind: string;
  /** In a word, without a value of an object. */
  readonly why: string;
}

/** What one look at the whole cluster found. */
export interface Scanned {
  readonly is: 'scanned';
  readonly findings: readonly Finding[];
  readonly exempt: readonly Finding[];
  /** Those that may be one half of a change whose other half has not come. */
  readonly halves: readonly PossibleHalf[];
  /** Of exemptions that do not count, the findings that they name. */
  readonly voided: readonly Finding[];
  /** Objects that were read, by kind. */
  readonly objects: Readonly<Record<string, number>>;
  /** What is not found is no news where some of it was not looked at. */
  readonly unread: readonly Unread[];
}

/** Nothing could be read. */
export interface Unscanned {
  readonly is: 'unscanned';
  readonly why: string;
}

/** Reads the cluster and judges it; ends soon after the signal. */
export type ScanOnce = (signal: AbortSignal) => Promise<Scanned | Unscanned>;
