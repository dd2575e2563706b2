import { isJsonObject, own } from '../kube/json.ts';
import { formatRef } from '../kube/object.ts';
import type { Finding } from '../rule.ts';
import { visibleJson } from '../text/visible.ts';
import { fingerprint } from './fingerprint.ts';
import { compare } from './report.ts';

/** Findings that are known and do not fail a check. `rule` and `object` are there for people. */
export interface Baseline {
  readonly version: 1;
  readonly findings: readonly BaselineEntry[];
}

export interface BaselineEntry {
  readonly fingerprint: string;
  readonly rule: string;
  readonly object: string;
  /** How many findings of this fingerprint are known; absent is one. */
  readonly count?: number;
}

export interface Split {
  /** What the baseline does not hold. */
  readonly fresh: readonly Finding[];
  readonly known: readonly Finding[];
  /** What the baseline holds and nobody found: mended, and fit to be taken out. */
  readonly gone: readonly BaselineEntry[];
}

/** The file for these findings: sorted, an entry a few short lines, so that a diff shows what was accepted. */
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

/** The baseline of a file's text, or what is wrong with it. */
export function readBaseline(text: string): Baseline | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return `is not JSON: ${(error as Error).message}`;
  }
  if (own(json, 'version') !== 1) {
    return 'is no baseline of version 1, as "--write-baseline" writes it';
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

/** Parts what is new from what is known. An entry covers as many findings as it counts, in the given order. */
export function splitByBaseline(findings: readonly Finding[], baseline: Baseline): Split {
  const left = new Map<string, number>();
  for (const { fingerprint: id, count = 1 } of baseline.findings) left.set(id, (left.get(id) ?? 0) + count);
  const fresh: Finding[] = [];
  const known: Finding[] = [];
  for (const finding of findings) {
    const id = fingerprint(finding);
    const covered = left.get(id) ?? 0;
    (covered > 0 ? known : fresh).push(finding);
    if (covered > 0) left.set(id, covered - 1);
  }
  return { fresh, known, gone: goneOf(baseline, left) };
}

function goneOf(baseline: Baseline, left: ReadonlyMap<string, number>): readonly BaselineEntry[] {
  const entries = new Map(baseline.findings.map(entry => [entry.fingerprint, entry]));
  return [...entries.values()].flatMap(entry => {
    const count = left.get(entry.fingerprint) ?? 0;
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
