import { formatRef } from '../kube/object.ts';
import type { Severity } from '../rule.ts';
import { count } from '../text/plural.ts';
import { fill, type Look, span, type Unit, unitWidth, whole, words } from './layout.ts';
import { severityStyle } from './paint.ts';
import { compare, type ReportedFinding } from './report.ts';

interface Fold {
  readonly rule: string;
  readonly when: string;
  readonly findings: readonly ReportedFinding[];
}

/** Findings of one severity, a line for each rule: the number, the moment and the locations. */
export function foldLines(
  severity: Severity,
  findings: readonly ReportedFinding[],
  { width, paint }: Look,
): readonly string[] {
  const folds = foldsOf(findings);
  const [one, verb] = findings.length === 1 ? ['it', 'breaks'] : ['each', 'break'];
  const total = count(findings.length, severity);
  const title = [
    whole(total, severityStyle[severity]),
    ...words(`that ${verb} requests sometimes (--verbose shows ${one}):`),
  ];
  const digits = Math.max(...folds.map(({ findings }) => String(findings.length).length));
  const longest = (column: 'rule' | 'when') => Math.max(...folds.map(fold => fold[column].length));
  const [rules, whens] = [longest('rule'), longest('when')];
  return [
    ...fill(title, { width, first: 0, rest: 4, paint }),
    ...folds.flatMap(fold => {
      const number = String(fold.findings.length).padStart(digits);
      const head: Unit = {
        spans: [span(`${number} × ${fold.rule.padEnd(rules)}  `), span(`${fold.when.padEnd(whens)} `, 'dim')],
        whole: true,
      };
      return fill([head, ...places(fold.findings, width - unitWidth(head) - 3)], {
        width,
        first: 2,
        rest: 4,
        paint,
      });
    }),
  ];
}

function foldsOf(findings: readonly ReportedFinding[]): readonly Fold[] {
  const folds = new Map<string, ReportedFinding[]>();
  for (const reported of findings) {
    const key = JSON.stringify([reported.finding.rule, reported.finding.when]);
    const members = folds.get(key);
    if (members === undefined) folds.set(key, [reported]);
    else members.push(reported);
  }
  return [...folds]
    .map(([key, members]) => {
      const [rule, when] = JSON.parse(key) as [string, string];
      return { rule, when, findings: members };
    })
    .sort(
      (a, b) => b.findings.length - a.findings.length || compare(a.rule, b.rule) || compare(a.when, b.when),
    );
}

/** As many locations as the rest of the line holds, but at least one. */
function places(findings: readonly ReportedFinding[], room: number): readonly Unit[] {
  const names = [...new Set(findings.map(shortLocation))];
  const all = placeUnits(names, names.length);
  if (rowWidth(all) <= room) return all;
  let fitting = placeUnits(names, 1);
  for (let shown = 2; shown < names.length; shown++) {
    const more = placeUnits(names, shown);
    if (rowWidth(more) > room) break;
    fitting = more;
  }
  return fitting;
}

const rowWidth = (units: readonly Unit[]) => units.reduce((sum, unit) => sum + unitWidth(unit) + 1, -1);

function placeUnits(names: readonly string[], shown: number): readonly Unit[] {
  const more = names.length - shown;
  return [
    ...names.slice(0, shown).map((name, index) => whole(index < shown - 1 ? `${name},` : name)),
    ...(more > 0 ? [whole(`and ${more} more`)] : []),
  ];
}

function shortLocation({ file, place, finding }: ReportedFinding): string {
  if (place !== null) return `${place.file}:${place.line}`;
  return file ?? formatRef(finding.at.obj.ref);
}
