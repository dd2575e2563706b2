import type { Finding } from '../rule.ts';

/** A kind that the API server serves and that was not read to its end. */
export interface Unread {
  readonly kind: string;
  /** In a word, without a value of an object. */
  readonly why: string;
}

/** What one look at the whole cluster found. */
export interface Scanned {
  readonly findings: readonly Finding[];
  readonly exempt: readonly Finding[];
  /** Of exemptions that do not count, the findings that they name. */
  readonly voided: readonly Finding[];
  /** Objects that were read, by kind. */
  readonly objects: Readonly<Record<string, number>>;
  /** What is not found is no news where some of it was not looked at. */
  readonly unread: readonly Unread[];
}

/** Reads the cluster and judges it. Throws where nothing can be said, and ends soon after the signal. */
export type ScanOnce = (signal: AbortSignal) => Promise<Scanned>;
