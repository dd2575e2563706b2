import { jsonEqual } from '../../kube/json.ts';
import { formatRef, type Obj } from '../../kube/object.ts';
import type { Operation } from '../../kube/pointer.ts';
import type { Finding } from '../../rule.ts';
import { list } from '../../text/plural.ts';
import { visible } from '../../text/visible.ts';
import { formatPlace } from '../../text/where.ts';
import type { Mutation } from '../patch/mutate.ts';
import type { Request } from '../review/context.ts';
import type { Verdict, Warned } from '../review/verdict.ts';
import { firstFitting, runes, shortened } from './bounds.ts';
import { whyAllowed } from './not-refused.ts';

/**
 * The API server has 4096 code points for all warnings of a request, from all webhooks; beyond that it cuts each warning
 * at 256. It drops a warning with a control character: apiserver pkg/endpoints/filters/warning.go.
 */
const budgets = { validate: 3000, mutate: 900 };
const longest = 256;

export function warningsOfVerdict(verdict: Verdict): readonly string[] {
  const ranked = [
    ...verdict.warned.map(one => ({ rank: rankOf(one), text: warningOf(one, verdict) })),
    ...notesOn(verdict),
  ];
  const texts = ranked.toSorted((a, b) => a.rank - b.rank).map(({ text }) => text);
  return within(texts, budgets.validate, 'ingress-policy check shows all of them');
}

export function warningsOfMutation({ patch }: Mutation, { object }: Request): readonly string[] {
  if (patch === null) return [];
  const texts = patch.mended.map(finding => {
    const set = operationsOf(finding, patch.operations).flatMap(operation => settingOf(operation, object));
    return fitted(`${finding.rule}: set `, list(set), ` on ${formatRef(object.ref)}`);
  });
  return within(texts, budgets.mutate, 'the object shows what was set');
}

function settingOf(operation: Operation, { body }: Obj): readonly string[] {
  if (operation.op === 'test') return [];
  const place = formatPlace(body, operation.path);
  return [
    operation.op === 'remove' ? `${place} to nothing` : `${place} to ${JSON.stringify(operation.value)}`,
  ];
}

/** The operations of the patch that belong to the finding's fix. */
function operationsOf({ fix }: Finding, operations: readonly Operation[]): readonly Operation[] {
  return operations.filter(one => fix?.operations.some(other => jsonEqual(one, other)) === true);
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
