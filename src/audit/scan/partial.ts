import { type Report, reportOf } from '../reports/openreports.ts';
import type { StoredReport } from '../reports/stored-report.ts';
import type { Scanned } from './scanned.ts';

/**
 * What the report is to say; null where it is to go. Where a kind was not read, what an earlier scan found is not gone:
 * it stays beside what this one found, and as grave as it was.
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
