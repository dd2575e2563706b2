import { formatRef, type Ref, sameRef } from '../kube/object.ts';
import { count } from '../text/plural.ts';
import { clientSees } from '../text/seen.ts';
import { chainUnits } from './chain-text.ts';
import { fixLines } from './fix-text.ts';
import { formatFrame } from './frame.ts';
import { fill, type Look, span, type Unit, whole, words } from './layout.ts';
import { severityStyle } from './paint.ts';
import { compare, locationText, type Report, type ReportedFinding } from './report.ts';

/** A finding in full: header, chain, code frame, what the client sees, the broken routes and the fix. */
export function findingLines(
  report: Report,
  reported: ReportedFinding,
  { width, paint }: Look,
): readonly string[] {
  const { finding, severity, place } = reported;
  const style = severityStyle[severity];
  const header = [
    whole(`${locationText(reported)}:`, 'bold'),
    whole(`${severity}:`, style),
    ...words(finding.message),
    whole(`[${finding.rule}]`, 'dim'),
  ];
  const part = (label: string, units: readonly Unit[]) =>
    fill([whole(label, 'dim'), ...units], { width, first: 2, rest: 6, paint });
  const breaks = brokenRoutes(reported);
  const seen = clientSees(finding);
  return [
    ...fill(header, { width, first: 0, rest: 4, paint }),
    ...(finding.chain.links.length === 0
      ? []
      : fill(chainUnits(finding.chain), { width, first: 2, rest: 6, paint })),
    ...(place === null ? [] : formatFrame(report, place, { width, indent: 4, style, paint })),
    ...(seen === null ? [] : part(`${seen.by} sees:`, words(seen.text))),
    ...(breaks.length === 0 ? [] : part('breaks:', breaks)),
    ...(finding.fix === null ? [] : fixLines(finding.fix, finding.at.obj.ref, { width, paint })),
  ];
}

const shownRoutes = 4;

/** The routes, unless the chain already shows the only one. */
function brokenRoutes({ finding }: ReportedFinding): readonly Unit[] {
  const { routes, chain } = finding;
  const [only] = routes;
  if (only === undefined || (routes.length === 1 && chain.links.some(({ ref }) => sameRef(ref, only))))
    return [];
  const names = unique(routes);
  const shown = names.length > shownRoutes + 1 ? names.slice(0, shownRoutes) : names;
  const more = names.length - shown.length;
  return [
    ...(names.length > 1 ? words(`${count(names.length, 'route')}:`) : []),
    ...shown.map((name, index) => ({
      spans: [span(name + (index < shown.length - 1 ? ',' : ''))],
      whole: false,
    })),
    ...(more > 0 ? words(`and ${more} more`) : []),
  ];
}

const unique = (refs: readonly Ref[]) => [...new Set(refs.map(formatRef))].sort(compare);
