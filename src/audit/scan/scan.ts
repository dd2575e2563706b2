import { type Severity, severityOf } from '../../rule.ts';
import type { AuditLog } from '../log.ts';
import type { AuditMetrics } from '../metrics.ts';
import type { Synced } from '../reports/report-store.ts';
import type { Reporter } from '../reports/sync.ts';
import type { Outcome } from './scan-loop.ts';
import type { Scanned, ScanOnce } from './scanned.ts';

export interface ScanOptions {
  readonly scanOnce: ScanOnce;
  /** Null where reports are turned off. */
  readonly reporter: Reporter | null;
  readonly metrics: AuditMetrics;
  readonly log: AuditLog;
  /** A monotonic clock, in milliseconds. */
  clock(): number;
  now(): Date;
}

const none: Synced = { actions: { written: 0, unchanged: 0, deleted: 0, failed: 0 }, leftOut: 0 };

/** Reads, judges, counts and reports the cluster once. Never throws, and keeps no findings afterwards. */
export async function scan(options: ScanOptions, signal: AbortSignal): Promise<Outcome> {
  const { scanOnce, reporter, metrics, log, clock, now } = options;
  const began = clock();
  try {
    const scanned = await scanOnce(signal);
    if (signal.aborted) return aborted(options, signal);
    if (scanned.is === 'unscanned') return failed(options, scanned.why);
    metrics.found(scanned);
    const synced = reporter === null ? none : await reporter.sync(scanned, signal);
    metrics.synced(synced);
    if (signal.aborted) return aborted(options, signal);
    const isWhole = scanned.unread.length === 0 && synced.actions.failed === 0;
    const outcome = isWhole ? 'complete' : 'incomplete';
    const seconds = (clock() - began) / 1000;
    metrics.scanned(outcome, seconds, now());
    log({
      what: 'scanned',
      seconds: Math.round(seconds * 1000) / 1000,
      ...about(scanned),
      reports: synced.actions,
    });
    return outcome;
  } catch (error) {
    if (signal.aborted) return aborted(options, signal);
    return failed(options, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

function failed({ metrics, log }: ScanOptions, why: string): Outcome {
  metrics.ended('failed');
  log({ what: 'scan-failed', why });
  return 'failed';
}

function aborted({ metrics, log }: ScanOptions, { reason }: AbortSignal): Outcome {
  metrics.ended('aborted');
  log({ what: 'scan-aborted', why: String(reason) });
  return 'aborted';
}

function about({ findings, objects, unread }: Scanned) {
  const counts: Record<Severity, number> = { error: 0, warning: 0, info: 0 };
  for (const finding of findings) {
    const severity = severityOf(finding);
    if (severity !== null) counts[severity] += 1;
  }
  return {
    objects: Object.values(objects).reduce((sum, number) => sum + number, 0),
    findings: counts,
    unread: unread.map(({ kind, why }) => `${kind}: ${why}`),
  };
}
