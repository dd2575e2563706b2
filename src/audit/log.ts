import type { Severity } from '../rule.ts';
import type { Actions } from './reports/report-store.ts';

/** A line of the scan log. No line holds values of an object. */
export type AuditEntry =
  | {
      readonly what: 'scanned';
      readonly seconds: number;
      readonly objects: number;
      readonly findings: Readonly<Record<Severity, number>>;
      readonly reports: Actions;
      /** The kinds that were not read, each with its reason. */
      readonly unread: readonly string[];
    }
  /** An internal error, with its stack, or a cluster that could not be read. */
  | { readonly what: 'scan-failed'; readonly why: string }
  /** The lease was lost, the process stops, or the scan's time is over. */
  | { readonly what: 'scan-aborted'; readonly why: string }
  | { readonly what: 'report-written' | 'report-deleted'; readonly report: string; readonly results: number }
  /** Logged once until the failure is over. */
  | { readonly what: 'report-failed'; readonly report: string; readonly why: string }
  /** The kinds of OpenReports that the cluster serves; logged when they change. */
  | { readonly what: 'reports-served'; readonly kinds: readonly string[] }
  | { readonly what: 'lease-held' | 'lease-lost' | 'lease-released' }
  | { readonly what: 'lease-watched'; readonly holder: string }
  | { readonly what: 'lease-failed'; readonly why: string };

export type AuditLog = (entry: AuditEntry) => void;
