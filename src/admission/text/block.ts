import { formatRef, refKey, sameRef } from '../../kube/object.ts';
import { valueAt } from '../../kube/pointer.ts';
import type { Finding } from '../../rule.ts';
import { formatChain } from '../../text/chain.ts';
import { changeLines } from '../../text/change.ts';
import { count } from '../../text/plural.ts';
import { clientSees } from '../../text/seen.ts';
import { visible } from '../../text/visible.ts';
import { formatPlace } from '../../text/where.ts';
import type { Request } from '../review/context.ts';
import type { Verdict } from '../review/verdict.ts';
import { bytes, firstFitting, shortened } from './bounds.ts';

/** The limit of a block, in bytes. */
const most = 6 * 1024;
/** Limits of a line, in code points. */
const longestLine = 600;
const briefLine = 300;
const mostRoutes = 4;

/** The finding in one line. */
export const headOf = ({ message, rule }: Finding) => `${shortened(visible(message), briefLine)} [${rule}]`;

/** The full text of a finding. The first line alone states the fault. */
export function blockOf(
  finding: Finding,
  number: string,
  { voided }: Verdict,
  request: Request,
): readonly string[] {
  const seen = clientSees(finding);
  const { obj, at } = finding.at;
  const exempted = voided.find(entry => entry.finding.cause === finding.cause);
  const line = (label: string, text: string) => `  ${label}: ${shortened(visible(text), longestLine)}`;
  const lines = [
    `${shortened(visible(finding.message), longestLine)} [${finding.rule}]${number}`,
    ...(seen === null ? [] : [line(`${seen.by} sees`, seen.text)]),
    ...(finding.chain.links.length < 2 ? [] : [line('chain', formatChain(finding.chain))]),
    ...routesOf(finding).map(text => line('breaks', text)),
    line(
      'where',
      `${formatRef(obj.ref)}${at === '' ? '' : `, ${formatPlace(obj.body, at)}`}${effectOf(finding, request)}`,
    ),
    ...(exempted === undefined ? [] : [line('exemption', `does not count: it ${exempted.why}`)]),
    line('page', pageOf(finding.rule)),
    ...fixLines(finding, request),
  ];
  const left = (number: number) => `    ... ${count(number, 'more line')}`;
  return firstFitting(lines, { most, size: bytes, left });
}

/** The routes, unless the chain already shows the only one. */
function routesOf({ routes, chain }: Finding): readonly string[] {
  const [only] = routes;
  if (only === undefined) return [];
  if (routes.length === 1 && chain.links.length > 1 && chain.links.some(({ ref }) => sameRef(ref, only)))
    return [];
  const names = [...new Map(routes.map(ref => [refKey(ref), formatRef(ref)])).values()];
  const shown = names.length > mostRoutes + 1 ? names.slice(0, mostRoutes) : names;
  const more = names.length - shown.length;
  const total = names.length === 1 ? '' : `${count(names.length, 'route')}: `;
  return [
    `${total}${shown.map(name => shortened(name, 120)).join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
  ];
}

/** Names the object to edit, which may be another than the written one. */
function effectOf({ at }: Finding, { object }: Request): string {
  return sameRef(at.obj.ref, object.ref)
    ? ''
    : `; it takes effect with this write of ${formatRef(object.ref)}`;
}

function fixLines({ fix, at, level }: Finding, { object }: Request): readonly string[] {
  if (fix === null) return [];
  const target = [object, at.obj].find(({ ref }) => sameRef(ref, fix.on))?.body;
  const isElsewhere = fix.operations.length > 0 && !sameRef(fix.on, object.ref);
  const elsewhere = isElsewhere ? `, in ${formatRef(fix.on)}` : '';
  const unpatched =
    level === 'patch' ? '; no patch sets it, because it would replace a value that you wrote' : '';
  const change = changeLines(fix, {
    place: path => formatPlace(target, path),
    was: path => valueAt(target, path),
  });
  return [
    `  fix: ${shortened(visible(fix.title + elsewhere + unpatched), longestLine)}`,
    ...change.map(line => `    ${shortened(line, longestLine)}`),
  ];
}

/** The command that prints the page of a rule. No website has the pages yet. */
export function pageOf(rule: string): string {
  return `ingress-policy explain ${rule}`;
}
