import type { Why } from '../graph/index/lookup.ts';
import { formatRef, type Origin, type Ref, refKey } from '../kube/object.ts';
import type { Pointer } from '../kube/pointer.ts';
import { type Finding, type Severity, severityOf } from '../rule.ts';

/** A range in a file, counted from 1; columns in UTF-16 units, the end is the first unit after the range. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** False where the value itself is not in the file, and the range is that of the nearest written value. */
  readonly exact: boolean;
}

/**
 * A message about the input that is not a finding. An error means that a part of the input could not be judged; a warning
 * counts as a warning in the summary.
 */
export interface Problem {
  readonly file: string;
  readonly line: number | null;
  readonly message: string;
  readonly is: 'error' | 'warning' | 'note';
  /** False where `file` names an object of a cluster, or the cluster itself. */
  readonly isFile?: boolean;
}

export interface Summary {
  readonly objects: number;
  readonly routes: number;
  readonly chains: number;
  /** The chains that lead to a container, whether or not a NetworkPolicy admits requests. */
  readonly resolved: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  /** The chains whose end is not known, by reason. */
  readonly unknown: Readonly<Partial<Record<Why, number>>>;
}

/** The input of every format. Findings are merged; their order does not count, `sortFindings` defines it. */
export interface Report {
  readonly findings: readonly Finding[];
  readonly summary: Summary;
  readonly problems: readonly Problem[];
  /** The number of silenced findings, by the cause. */
  readonly suppressed: { readonly exempt: number; readonly baseline: number };
  /** The location of a pointer; null for an object that does not come from a file. */
  locate(origin: Origin, at: Pointer): Location | null;
  /** The origin of a linked object; null when the object is not in the input. */
  originOf(ref: Ref): Origin | null;
  /** A source line without its line break; null when there is no such line. */
  line(file: string, line: number): string | null;
}

export interface ReportedFinding {
  readonly finding: Finding;
  readonly severity: Severity;
  /** Null for an object that does not come from a file. */
  readonly file: string | null;
  readonly place: Location | null;
}

/** The shown findings, in the order of every format: file, line, column, rule, key. */
export function sortFindings(report: Report): readonly ReportedFinding[] {
  const reported: ReportedFinding[] = [];
  for (const finding of report.findings) {
    const severity = severityOf(finding);
    if (severity === null) continue;
    const { origin } = finding.at.obj;
    const place = report.locate(origin, finding.at.at);
    reported.push({ finding, severity, place, file: place?.file ?? fileOf(origin) });
  }
  return reported.sort(compareReported);
}

/** The location of a chain's link in the input; null where the input does not have it. */
export function locationOfLink(report: Report, ref: Ref, at: Pointer): Location | null {
  const origin = report.originOf(ref);
  return origin === null ? null : report.locate(origin, at);
}

export function fileOf(origin: Origin | null): string | null {
  return origin !== null && origin.from === 'file' ? origin.file : null;
}

/** `shop/web.yaml:14:17`, or the object's name where there is no file. */
export function locationText(reported: ReportedFinding): string {
  const { file, place, finding } = reported;
  if (place !== null) return `${place.file}:${place.line}:${place.column}`;
  return file ?? formatRef(finding.at.obj.ref);
}

/** Sorts problems by file and line; problems of the whole file come first. */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted(
    (a, b) =>
      compare(a.file, b.file) ||
      compare(a.line ?? 0, b.line ?? 0) ||
      compare(a.is, b.is) ||
      compare(a.message, b.message),
  );
}

/** Compares code units, so that the order does not depend on the locale. */
export function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareReported(a: ReportedFinding, b: ReportedFinding): number {
  return (
    compare(a.file === null ? 1 : 0, b.file === null ? 1 : 0) ||
    compare(a.file ?? '', b.file ?? '') ||
    compare(a.place?.line ?? 0, b.place?.line ?? 0) ||
    compare(a.place?.column ?? 0, b.place?.column ?? 0) ||
    compare(a.finding.rule, b.finding.rule) ||
    compare(a.finding.key, b.finding.key) ||
    compare(refKey(a.finding.at.obj.ref), refKey(b.finding.at.obj.ref)) ||
    compare(a.finding.cause, b.finding.cause) ||
    compare(a.finding.message, b.finding.message)
  );
}
