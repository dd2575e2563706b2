import { formatRef, type Ref } from '../../kube/object.ts';
import type { Finding } from '../../rule.ts';
import type { AllowReason, Verdict, Warned } from '../review/verdict.ts';

/**
 * Why a finding is reported and does not refuse, in words that follow a semicolon. For a finding of level `warn` the
 * fix; null where it has none.
 */
export function whyAllowed({ finding, why, others }: Warned, verdict: Verdict): string | null {
  const { modes, reads } = verdict;
  if (why === 'mode') return `would have been refused, but ${modeIn(verdict)}`;
  if (why === 'unconfirmed')
    return `not refused: not confirmed on the cluster (${reads.failures.join(', ')})`;
  if (why === 'first-half') return recipeOf(finding);
  if (why === 'dry-run') return inDryRun(others);
  if (why !== null) return plain[why];
  const { level, fix } = finding;
  if (fix === null) return null;
  // In mode `enforce` the patch would have mended it.
  const isMended =
    level === 'patch' &&
    fix.safety === 'safe' &&
    (modes.enforce === 'off' || verdict.exclusion === 'exempt-user');
  return `${isMended ? 'would have been patched' : 'fix'}: ${fix.title}`;
}

const plain: Readonly<
  Record<Exclude<AllowReason, 'mode' | 'unconfirmed' | 'first-half' | 'dry-run'>, string>
> = {
  'exempt-user': 'would have been refused, but the config exempts this user',
  'not-its-doing': 'not refused: this write is not what broke it',
  open: 'not refused: a later object may complete it',
  'no-port-yet': 'not refused: the workload declares no port at all yet',
  mending: 'not refused: this update fixes another part of the route',
  rollback: 'not refused: this brings back an earlier pod template',
};

/** A dry run does not store the other objects, so only the write itself is refused. */
function inDryRun(others: readonly Ref[]): string {
  const [first, ...more] = others;
  if (first === undefined) return 'the write itself would be refused';
  return `would be refused when applied with ${formatRef(first)}${more.length === 0 ? '' : ` and ${more.length} more`}`;
}

/** Why enforcement is off: the cluster's mode or the Namespace's label. */
function modeIn({ mode, modes }: Verdict): string {
  if (modes.enforce !== 'off') return `label ingress-policy.io/warn of the namespace is "${modes.warn}"`;
  return mode === 'enforce'
    ? 'label ingress-policy.io/enforce of the namespace is "off"'
    : `the mode of the cluster is "${mode}"`;
}

/** How to change both sides of a pair without downtime. */
function recipeOf({ chainBreak }: Finding): string {
  return `not refused: its other half may follow. Without downtime: ${chainBreak?.recipe ?? 'first a state that works with both'}`;
}
