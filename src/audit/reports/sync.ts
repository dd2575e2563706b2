import type { ReportKind, ReportStore, WriteAnswer } from '../../kube/api-server.ts';
import type { Finding } from '../../rule.ts';
import type { AuditLog } from '../log.ts';
import type { Scanned } from '../scan/scanned.ts';
import {
  bodyOf,
  findingsByNamespace,
  kindOf,
  type Report,
  reportFor,
  reportName,
  reportOf,
  type Timestamp,
} from './openreports.ts';
import type { Action, Synced } from './report-store.ts';
import { digestOf, type StoredReport, storedReportIn } from './stored-report.ts';

export interface ReporterOptions {
  readonly store: ReportStore;
  /** The identity of a finding across scans. */
  identify(finding: Finding): string;
  /** The rules that admission does not run. */
  readonly liveRules: ReadonlySet<string>;
  now(): Date;
  readonly log: AuditLog;
}

/** Writes the results of a scan into the cluster's reports. */
export interface Reporter {
  sync(scanned: Scanned, signal: AbortSignal): Promise<Synced>;
}

const bothKinds: readonly ReportKind[] = ['Report', 'ClusterReport'];

export function createReporter({ store, identify, liveRules, now, log }: ReporterOptions): Reporter {
  /** The failures that were logged and are not over; and the served kinds of the last scan. */
  let failing = new Map<string, string>();
  let known: string | null = null;

  return {
    async sync(scanned, signal) {
      const wanted = findingsByNamespace(scanned);
      const context = {
        identify,
        liveRules,
        halves: new Map(scanned.halves.map(half => [half.finding, half])),
      };
      const counts: Record<Action, number> = { written: 0, unchanged: 0, deleted: 0, failed: 0 };
      const stillFailing = new Map<string, string>();
      const at = timestampOf(now());
      // Made only when it is written: all reports of a cluster together are many times larger than the findings.
      const reportIn = (namespace: string | null): Report | null => {
        const findings = wanted.get(namespace);
        return findings === undefined ? null : reportFor(namespace, findings, context);
      };
      let leftOut = 0;

      /** Logs only the first failure of a cause, since every namespace may fail alike, and counts each failure. */
      function failed(kind: ReportKind, namespace: string | null, { why, status }: FailureCause): void {
        if (signal.aborted) return;
        counts.failed += 1;
        const key = status === null ? why : `${kind} ${status}`;
        if (!failing.has(key) && !stillFailing.has(key))
          log({ what: 'report-failed', report: nameOf(kind, namespace), why });
        stillFailing.set(key, why);
      }

      async function write(report: Report, stored: StoredReport | null): Promise<void> {
        const kind = kindOf(report.namespace);
        leftOut += report.leftOut;
        const body = bodyOf(report, fingerprint => stored?.since(fingerprint) ?? at);
        if (stored?.digest === digestOf(body)) {
          counts.unchanged += 1;
          return;
        }
        const done = await store.apply(kind, report.namespace, body, signal);
        if (done.is !== 'written') return failed(kind, report.namespace, causeOf(done));
        counts.written += 1;
        log({
          what: 'report-written',
          report: nameOf(kind, report.namespace),
          results: report.results.length,
        });
      }

      async function remove({ namespace, uid }: StoredReport): Promise<void> {
        const kind = kindOf(namespace);
        const done = await store.remove(kind, namespace, uid, signal);
        // The report may have been replaced by now, or deleted with its namespace.
        if (done.is !== 'written' && done.is !== 'absent') return failed(kind, namespace, causeOf(done));
        counts.deleted += 1;
        log({ what: 'report-deleted', report: nameOf(kind, namespace), results: 0 });
      }

      /** Creates a report unless another owner's report has its name. */
      async function create(report: Report): Promise<void> {
        const kind = kindOf(report.namespace);
        const existing = await store.get(kind, report.namespace, signal);
        if (existing.is === 'absent') return write(report, null);
        if (existing.is !== 'written') return failed(kind, report.namespace, causeOf(existing));
        const stored = storedReportIn(existing.value);
        // The last holder of the lease wrote this report after the list was read.
        if (stored !== null) return write(report, stored);
        return failed(kind, report.namespace, {
          status: 409,
          why: 'a report with this name belongs to another program',
        });
      }

      async function settle(kind: ReportKind): Promise<void> {
        const seen = new Set<string | null>();
        const listed = await store.list(
          kind,
          async value => {
            const stored = storedReportIn(value);
            if (stored === null || signal.aborted) return;
            seen.add(stored.namespace);
            const report = mergeReports(reportIn(stored.namespace), stored, scanned);
            await (report === null ? remove(stored) : write(report, stored));
          },
          signal,
        );
        // Few accounts may read ClusterReports. An account without that right has never written one.
        const isOfNoUse = listed.is === 'failed' && listed.status === 403 && kind === 'ClusterReport';
        if (isOfNoUse && !wanted.has(null)) return;
        // After a failed list it is not known which reports exist, so none is created.
        if (listed.is === 'failed') return failed(kind, null, listed);
        for (const [namespace, findings] of wanted) {
          if (kindOf(namespace) !== kind || seen.has(namespace) || signal.aborted) continue;
          await create(reportFor(namespace, findings, context));
        }
      }

      const served = await store.served(signal);
      if (served.is === 'failed') failed('Report', null, served);
      else {
        if (known !== served.kinds.join()) log({ what: 'reports-served', kinds: served.kinds });
        known = served.kinds.join();
        for (const kind of bothKinds) if (served.kinds.includes(kind)) await settle(kind);
      }
      failing = stillFailing;
      return { actions: counts, leftOut };
    },
  };
}

interface FailureCause {
  readonly status: number | null;
  readonly why: string;
}

const causeOf = (kept: WriteAnswer): FailureCause => {
  switch (kept.is) {
    case 'failed':
      return kept;
    case 'conflict':
      return { status: 409, why: kept.why };
    case 'absent':
      return { status: 404, why: kept.why };
    case 'written':
      return { status: null, why: 'it exists already' };
    default:
      return kept satisfies never;
  }
};

const nameOf = (kind: ReportKind, namespace: string | null) =>
  `${kind} ${namespace === null ? '' : `${namespace}/`}${reportName}`;

const timestampOf = (date: Date): Timestamp => ({ seconds: Math.floor(date.getTime() / 1000), nanos: 0 });

/**
 * The report to write; null to delete it. Where a kind was not read, the results of an earlier scan stay beside the new
 * results, with their severity.
 */
export function mergeReports(
  report: Report | null,
  stored: StoredReport,
  { unread }: Scanned,
): Report | null {
  if (unread.length === 0) return report;
  const results = new Map((report?.results ?? []).map(result => [result.properties.fingerprint, result]));
  let isKept = false;
  for (const result of stored.results()) {
    const now = results.get(result.properties.fingerprint);
    if (now !== undefined && !(result.result === 'fail' && now.result === 'warn')) continue;
    results.set(result.properties.fingerprint, result);
    isKept = true;
  }
  const kinds = isKept ? unread.map(({ kind }) => kind) : [];
  return reportOf(stored.namespace, [...results.values()], kinds);
}
