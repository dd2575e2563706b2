import { formatRef } from '../../kube/object.ts';
import { visible } from '../../text/visible.ts';
import type { Verdict, Warned } from '../review/verdict.ts';
import { firstFitting, runes, shortened } from './bounds.ts';
import { whyAllowed } from './not-refused.ts';

/**
 * The API server has 4096 code points for all warnings of a request, from all webhooks; beyond that it cuts each warning
 * at 256. It drops a warning with a control character: apiserver pkg/endpoints/filters/warning.go.
 */
const budget = 3000;
const longest = 256;

export function warningsOfVerdict(verdict: Verdict): readonly string[] {
  const ranked = [
    ...verdict.warned.map(one => ({ rank: rankOf(one), text: warningOf(one, verdict) })),
    ...notesOn(verdict),
  ];
  const texts = ranked.toSorted((a, b) => a.rank - b.rank).map(({ text }) => text);
  return within(texts, budget, 'ingress-policy check shows all of them');
}

/** The order of warnings: would-be refusals, unconfirmed findings, contradictions, open ends, faults of others. */
function rankOf({ finding, why, wouldRefuse }: Warned): number {
  if (wouldRefuse) return 0;
  if (why === 'unconfirmed') return 1;
  if (why === 'not-its-doing') return 6;
  if (why === null) return 5;
  return finding.end === 'closed' ? 3 : 4;
}

function warningOf(warned: Warned, verdict: Verdict): string {
  const why = whyAllowed(warned, verdict);
  return fitted(`${warned.finding.rule}: `, warned.finding.message, why === null ? '' : `; ${why}`);
}

interface Ranked {
  readonly rank: number;
  readonly text: string;
}

/** Notes on the judgement itself. */
function notesOn({ skipped, refused, warned, voided, faults, complete, reads }: Verdict): readonly Ranked[] {
  const notes: Ranked[] = [];
  const note = (rank: number, text: string) => notes.push({ rank, text: fitted('', text, '') });
  if (skipped === 'not-synced')
    note(2, 'ingress-policy did not check this write: its cache is not synced yet');
  if (!complete)
    note(
      2,
      'this write can affect more objects than ingress-policy checked: run ingress-policy audit to check all of them',
    );
  const isSaid = refused.length + warned.length > 0;
  if (reads.failures.length > 0 && isSaid && !warned.some(({ why }) => why === 'unconfirmed'))
    note(7, `not everything was confirmed on the cluster: ${reads.failures.join(', ')}`);
  // The refusal already notes the exemptions of refused findings.
  const causes = new Set(warned.map(({ finding }) => finding.cause));
  for (const { finding, why } of voided.filter(one => causes.has(one.finding.cause)))
    note(7, `${finding.rule}: the exemption for ${formatRef(finding.at.obj.ref)} does not count: it ${why}`);
  for (const fault of faults) note(7, `Namespace: ${fault}`);
  return notes;
}

/** Head and end in full, as far as they fit, and as much of the middle as fits between them. */
function fitted(head: string, middle: string, end: string): string {
  const [first, last] = [visible(head), visible(end)];
  const room = Math.max(longest - runes(first) - runes(last), 60);
  return shortened(first + shortened(visible(middle), room) + last, longest);
}

/** Each text once, the most important first; beyond the budget only their number. */
function within(texts: readonly string[], most: number, rest: string): readonly string[] {
  const left = (count: number) =>
    `ingress-policy: ${count} more ${count === 1 ? 'warning' : 'warnings'}: ${rest}`;
  return firstFitting([...new Set(texts)], { most, size: runes, left });
}
