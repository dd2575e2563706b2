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
 * | `would-refuse` | those that mode, namespace label or an exempt user let through |
 * | `unconfirmed` | those that would refuse, had they been confirmed by live reads |
 * | `warned` | those that the client was told besides |
 * | `noted` | those that only the audit log is told |
 * | `exempt` | what an exemption silences |
 * | `exempt-void` | what an exemption silenced until it ended, or would if it were complete |
 * | `patched` | what was mended on the way in |
 * | `skipped` | why nothing was weighed: `not-synced`, and of a mutation `exempt-user` |
 * | `reads-failed` | why live reads failed |
 * | `label-faults` | labels of the Namespace that say nothing |
 * | `incomplete` | `true` where the write can affect more than was looked at |
 *
 * A finding is `rule Kind namespace/name key`, and several are set apart by commas. No value is longer than 1 KiB, and
 * a key without a value is left out.
 */
export type AuditAnnotations = Readonly<Record<string, string>>;

export function auditOfVerdict(verdict: Verdict): AuditAnnotations {
  const { refused, warned, audited } = verdict;
  const said = new Set([...refused, ...warned.map(({ finding }) => finding)].map(({ cause }) => cause));
  const of = (isIt: (one: Verdict['warned'][number]) => boolean) =>
    identities(warned.filter(isIt).map(({ finding }) => finding));
  return filled({
    refused: identities(refused),
    'would-refuse': of(({ wouldRefuse }) => wouldRefuse),
    unconfirmed: of(({ why }) => why === 'unconfirmed'),
    warned: of(({ wouldRefuse, why }) => !wouldRefuse && why !== 'unconfirmed'),
    noted: identities(audited.filter(({ cause }) => !said.has(cause))),
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

/** Nothing is noted of what is never weighed: every status and every Pod's owner would fill the log. */
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

/** The first items that fit, and how many do not. */
function bounded(items: readonly string[]): string {
  let text = '';
  for (const [index, item] of items.entries()) {
    const next = `${text === '' ? '' : `${text}, `}${shortened(visible(item), longest)}`;
    if (bytes(next) > most - reserved) return `${text}, and ${items.length - index} more`;
    text = next;
  }
  return text;
}
