import type { JsonObject } from '../../kube/json.ts';
import { type Finding, severityOf } from '../../rule.ts';
import type { Scanned } from '../scan/scanned.ts';
import { compareResults, type Result, type ResultContext, resultOf } from './result.ts';

/** The time at which a result first appeared, in the shape of the API. */
export type Timestamp = {
  readonly seconds: number;
  readonly nanos: number;
};

/** A Report of openreports.io/v1alpha1, or a ClusterReport for objects without a namespace, before its timestamps. */
export interface Report {
  /** Null for the ClusterReport. */
  readonly namespace: string | null;
  /** The most severe first; as many as fit. */
  readonly results: readonly Result[];
  /** Counts all results, omitted ones included. */
  readonly summary: { readonly fail: number; readonly warn: number };
  readonly leftOut: number;
  /** The kinds that were not read; results of an earlier scan are kept in their place. */
  readonly unread: readonly string[];
}

export const reportName = 'ingress-policy';
const reportVersion = 'openreports.io/v1alpha1';
export const managedBy = 'app.kubernetes.io/managed-by';
export const leftOutKey = 'ingress-policy.io/left-out';
export const unreadKey = 'ingress-policy.io/unread';

/** Two thirds of etcd's limit; the API server's own fields come on top. */
const mostBytes = 900_000;
const mostResults = 500;
/** The bytes of a result's timestamp and its comma. */
const bytesAround = 60;

/** The reported findings, by the namespace of their report. */
export function findingsByNamespace({
  findings,
}: Pick<Scanned, 'findings'>): ReadonlyMap<string | null, readonly Finding[]> {
  const reported = findings.filter(finding => severityOf(finding) !== null);
  return Map.groupBy(reported, ({ at }) => at.obj.ref.namespace);
}

/** The report of a namespace; all findings must be of that namespace. */
export function reportFor(
  namespace: string | null,
  findings: readonly Finding[],
  told: ResultContext,
): Report {
  const results = findings.flatMap(finding => resultOf(finding, told) ?? []);
  return reportOf(namespace, results);
}

export function reportOf(
  namespace: string | null,
  all: readonly Result[],
  unread: readonly string[] = [],
): Report {
  const results = fitting(all.toSorted(compareResults));
  const fail = all.filter(({ result }) => result === 'fail').length;
  const summary = { fail, warn: all.length - fail };
  return { namespace, results, summary, leftOut: all.length - results.length, unread };
}

function fitting(sorted: readonly Result[]): readonly Result[] {
  let bytes = 0;
  const end = sorted.findIndex((result, index) => {
    bytes += Buffer.byteLength(JSON.stringify(result)) + bytesAround;
    return index >= mostResults || bytes > mostBytes;
  });
  return end === -1 ? sorted : sorted.slice(0, end);
}

/** The body to send. `since` gives the time at which a result first appeared, by its fingerprint. */
export function bodyOf(report: Report, since: (fingerprint: string) => Timestamp): JsonObject {
  const { namespace, results, summary, leftOut, unread } = report;
  return {
    apiVersion: reportVersion,
    kind: kindOf(namespace),
    metadata: {
      name: reportName,
      ...(namespace === null ? {} : { namespace }),
      labels: { [managedBy]: reportName },
      annotations: {
        ...(leftOut === 0 ? {} : { [leftOutKey]: `${leftOut}` }),
        ...(unread.length === 0 ? {} : { [unreadKey]: unread.join(',') }),
      },
    },
    source: reportName,
    ...(namespace === null ? {} : { scope: { apiVersion: 'v1', kind: 'Namespace', name: namespace } }),
    configuration: { limits: { maxResults: mostResults } },
    summary: { pass: 0, ...summary, error: 0, skip: 0 },
    results: results.map(result => ({ ...result, timestamp: since(result.properties.fingerprint) })),
  };
}

export const kindOf = (namespace: string | null) => (namespace === null ? 'ClusterReport' : 'Report');
