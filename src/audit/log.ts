import type { Severity } from '../rule.ts';
import type { Actions } from './reports/report-store.ts';

/** One line of the log of scans. None holds what stands in an object. */
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
  /** An error of ours, with its stack, or a cluster that could not be read at all. */
  | { readonly what: 'scan-failed'; readonly why: string }
  /** The lease was lost, the process is to stop, or its time was over. */
  | { readonly what: 'scan-aborted'; readonly why: string }
  | { readonly what: 'report-written' | 'report-deleted'; readonly report: string; readonly results: number }
  /** Told once until it is so no more. */
  | { readonly what: 'report-failed'; readonly report: string; readonly why: string }
  /** Whether the cluster has OpenReports; told when it changes. */
  | { readonly what: 'reports-served'; readonly kinds: readonly string[] }
  | { readonly what: 'lease-held' | 'lease-lost' | 'lease-released' }
  | { readonly what: 'lease-watched'; readonly holder: string }
  | { readonly what: 'lease-failed'; readonly why: string };

export type AuditLog = (entry: AuditEntry) => void;
