import { formatRef } from '../../kube/object.ts';
import type { Finding } from '../../rule.ts';
import { visible } from '../../text/visible.ts';
import type { Mutation } from '../patch/mutate.ts';
import type { Skipped, Verdict } from '../review/verdict.ts';
import { bytes, shortened } from './bounds.ts';

/**
 * The annotations of an audit event; the API server puts the webhook's name and a slash before each key.
 *
 * | key | value |
 * | --- | --- |
 * | `refused` | the findings for which the request was refused |
 * | `would-refuse` | findings that only the mode, a namespace label or an exempt user keeps from refusing |
 * | `unconfirmed` | findings that would refuse if live reads had confirmed them |
 * | `warned` | the other findings in the client's warnings |
 * | `noted` | findings only for the audit log |
 * | `exempt` | findings that an exemption silences |
 * | `exempt-void` | findings of an exemption that has ended or is not complete |
 * | `patched` | findings that the patch mends |
 * | `skipped` | why the request was not judged: `not-synced`, and for a mutation `exempt-user` |
 * | `reads-failed` | why live reads failed |
 * | `label-faults` | labels of the Namespace with an invalid value |
 * | `incomplete` | `true` where the write can affect more objects than were compared |
 *
 * A finding is `rule Kind namespace/name key`; commas separate several. No value is longer than 1 KiB, and a key without
 * a value is left out.
 */
export type AuditAnnotations = Readonly<Record<string, string>>;

export function auditOfVerdict(verdict: Verdict): AuditAnnotations {
  const { refused, warned, audited } = verdict;
  const reported = new Set([...refused, ...warned.map(({ finding }) => finding)].map(({ cause }) => cause));
  const of = (isIt: (one: Verdict['warned'][number]) => boolean) =>
    identities(warned.filter(isIt).map(({ finding }) => finding));
  return filled({
    refused: identities(refused),
    'would-refuse': of(({ wouldRefuse }) => wouldRefuse),
    unconfirmed: of(({ why }) => why === 'unconfirmed'),
    warned: of(({ wouldRefuse, why }) => !wouldRefuse && why !== 'unconfirmed'),
    noted: identities(audited.filter(({ cause }) => !reported.has(cause))),
    exempt: identities(verdict.exempt.map(({ finding }) => finding)),
    'exempt-void': identities(verdict.voided.map(({ finding }) => finding)),
    skipped: skippedIn(verdict.skipped, ['not-synced']),
    'reads-failed': verdict.reads.failures,
    'label-faults': verdict.faults,
    incomplete: verdict.complete ? [] : ['true'],
  });
}

export function auditOfMutation({ patch, skipped }: Mutation): AuditAnnotations {
  return filled({
    patched: identities(patch?.mended ?? []),
    skipped: skippedIn(skipped, ['not-synced', 'exempt-user']),
  });
}

/** Only some reasons are noted: requests that are never judged, such as status writes, would fill the log. */
const skippedIn = (skipped: Skipped | null, worth: readonly Skipped[]) =>
  skipped !== null && worth.includes(skipped) ? [skipped] : [];

const identities = (findings: readonly Finding[]): readonly string[] => [
  ...new Set(
    findings.map(({ rule, at, key }) => `${rule} ${formatRef(at.obj.ref)}${key === '' ? '' : ` ${key}`}`),
  ),
];

function filled(values: Readonly<Record<string, readonly string[]>>): AuditAnnotations {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, items]) => items.length > 0)
      .map(([key, items]) => [key, bounded(items)]),
  );
}

const most = 1024;
const longest = 200;
const reserved = 32;

/** The first items that fit, and the number of the others. */
function bounded(items: readonly string[]): string {
  let text = '';
  for (const [index, item] of items.entries()) {
    const next = `${text === '' ? '' : `${text}, `}${shortened(visible(item), longest)}`;
    if (bytes(next) > most - reserved) return `${text}, and ${items.length - index} more`;
    text = next;
  }
  return text;
}
