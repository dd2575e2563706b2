import { isJsonObject, own } from '../kube/json.ts';
import { formatRef } from '../kube/object.ts';
import type { Finding } from '../rule.ts';
import { visibleJson } from '../text/visible.ts';
import { fingerprint } from './fingerprint.ts';
import { compare } from './report.ts';

/** Known findings, which do not fail a check. `rule` and `object` are only for readers of the file. */
export interface Baseline {
  readonly version: 1;
  readonly findings: readonly BaselineEntry[];
}

export interface BaselineEntry {
  readonly fingerprint: string;
  readonly rule: string;
  readonly object: string;
  /** The number of known findings with this fingerprint; 1 where absent. */
  readonly count?: number;
}

export interface Split {
  /** Findings that the baseline does not hold. */
  readonly fresh: readonly Finding[];
  readonly known: readonly Finding[];
  /** Entries without a finding: the faults are mended, and the entries can be removed. */
  readonly gone: readonly BaselineEntry[];
}

/** The baseline file for these findings. It is sorted and has short lines, so that a diff shows each accepted finding. */
export function writeBaseline(findings: readonly Finding[]): string {
  const entries = new Map<string, Required<BaselineEntry>>();
  for (const finding of findings) {
    const id = fingerprint(finding);
    const count = (entries.get(id)?.count ?? 0) + 1;
    entries.set(id, { fingerprint: id, rule: finding.rule, object: formatRef(finding.at.obj.ref), count });
  }
  const sorted = [...entries.values()].sort(
    (a, b) => compare(a.object, b.object) || compare(a.rule, b.rule) || compare(a.fingerprint, b.fingerprint),
  );
  const baseline: Baseline = { version: 1, findings: sorted.map(entry => withCount(entry, entry.count)) };
  return `${visibleJson(JSON.stringify(baseline, null, 2))}\n`;
}

/** The baseline in a file's text; a string is an error. */
export function readBaseline(text: string): Baseline | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return `is not JSON: ${(error as Error).message}`;
  }
  if (own(json, 'version') !== 1) {
    return 'is not a baseline of version 1, as "--write-baseline" writes it';
  }
  const list = own(json, 'findings');
  if (!Array.isArray(list)) return 'has no list "findings"';
  const findings: BaselineEntry[] = [];
  for (const [index, item] of list.entries()) {
    const entry = readEntry(item);
    if (entry === null) {
      return `has an entry without fingerprint, rule and object, or with a count below 1: findings[${index}]`;
    }
    findings.push(entry);
  }
  return { version: 1, findings };
}

/** Splits new findings from known ones. An entry covers the first `count` findings with its fingerprint. */
export function splitByBaseline(findings: readonly Finding[], baseline: Baseline): Split {
  const remaining = new Map<string, number>();
  for (const { fingerprint: id, count = 1 } of baseline.findings)
    remaining.set(id, (remaining.get(id) ?? 0) + count);
  const fresh: Finding[] = [];
  const known: Finding[] = [];
  for (const finding of findings) {
    const id = fingerprint(finding);
    const covered = remaining.get(id) ?? 0;
    (covered > 0 ? known : fresh).push(finding);
    if (covered > 0) remaining.set(id, covered - 1);
  }
  return { fresh, known, gone: goneOf(baseline, remaining) };
}

function goneOf(baseline: Baseline, remaining: ReadonlyMap<string, number>): readonly BaselineEntry[] {
  const entries = new Map(baseline.findings.map(entry => [entry.fingerprint, entry]));
  return [...entries.values()].flatMap(entry => {
    const count = remaining.get(entry.fingerprint) ?? 0;
    return count === 0 ? [] : [withCount(entry, count)];
  });
}

function readEntry(item: unknown): BaselineEntry | null {
  if (!isJsonObject(item)) return null;
  const id = own(item, 'fingerprint');
  const rule = own(item, 'rule');
  const object = own(item, 'object');
  const count = own(item, 'count') ?? 1;
  if (typeof id !== 'string' || typeof rule !== 'string' || typeof object !== 'string') return null;
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 1) return null;
  return withCount({ fingerprint: id, rule, object }, count);
}

function withCount(entry: BaselineEntry, count: number): BaselineEntry {
  const { fingerprint: id, rule, object } = entry;
  return { fingerprint: id, rule, object, ...(count > 1 && { count }) };
}
