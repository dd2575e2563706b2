import type { Why } from '../graph/index/lookup.ts';
import { count } from '../text/plural.ts';
import { fill, type Look, whole, words } from './layout.ts';
import { compare, type Report } from './report.ts';
import { wordsOf } from './unknown-reasons.ts';

/** The summary: the last line of a run, and the only line of a clean run. */
export function summaryText(report: Report): string {
  return `${verdict(report)} in ${scope(report)}${reservations(report)}`;
}

export function summaryLines(report: Report, { width, paint }: Look): readonly string[] {
  const { errors, warnings } = report.summary;
  const style = errors > 0 ? 'red' : warnings > 0 ? 'yellow' : null;
  const tail = words(`in ${scope(report)}${reservations(report)}`);
  const head = style === null ? words(verdict(report)) : [whole(verdict(report), style)];
  return fill([...head, ...tail], { width, first: 0, rest: 4, paint });
}

function verdict({ summary: { errors, warnings, infos } }: Report): string {
  const parts = [
    ...(errors > 0 ? [count(errors, 'error')] : []),
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
    ...(infos > 0 ? [count(infos, 'info')] : []),
  ];
  return parts.length === 0 ? 'no findings' : parts.join(', ');
}

function scope({ summary }: Report): string {
  const objects = count(summary.objects, 'object');
  if (summary.chains === 0) return `${objects}: ${count(summary.routes, 'route')}`;
  const all = summary.resolved === summary.chains && summary.chains > 1;
  const lead = summary.resolved === 1 && !all ? 'leads' : 'lead';
  const resolved = all ? 'all' : summary.resolved === 0 ? 'none' : summary.resolved;
  const chains = `${count(summary.routes, 'route')}, ${count(summary.chains, 'chain')}`;
  return `${objects}: ${chains}, ${resolved} ${lead} to a container${unknowns(summary.unknown)}${broken(summary)}`;
}

/** Another round may find more, so the reader is told what was not checked. */
function broken({ chains, resolved, unknown }: Report['summary']): string {
  const number = chains - resolved - Object.values(unknown).reduce((sum, one) => sum + one, 0);
  return number === 0 ? '' : `, ${number} ${number === 1 ? 'is' : 'are'} checked only up to the break`;
}

function unknowns(unknown: Report['summary']['unknown']): string {
  const counted = Object.entries(unknown) as [Why, number][];
  const reasons = counted
    .filter(([, number]) => number > 0)
    .sort((a, b) => b[1] - a[1] || compare(a[0], b[0]));
  const total = reasons.reduce((sum, [, number]) => sum + number, 0);
  if (total === 0) return '';
  const names = reasons.map(([why, number]) =>
    reasons.length === 1 ? wordsOf(why) : `${number} because ${wordsOf(why)}`,
  );
  return ` (${total} unknown: ${names.join(', ')})`;
}

/** The reservations to the numbers: silenced findings and unread input. */
function reservations({ suppressed, problems }: Report): string {
  const unjudged = problems.filter(({ is }) => is === 'error').length;
  const parts = [
    ...(suppressed.exempt > 0 ? [`${suppressed.exempt} exempt`] : []),
    ...(suppressed.baseline > 0 ? [`${suppressed.baseline} in the baseline`] : []),
    ...(unjudged > 0 ? [`${count(unjudged, 'problem')} with the input`] : []),
  ];
  return parts.length === 0 ? '' : `; ${parts.join(', ')}`;
}
