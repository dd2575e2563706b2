import type { Mode } from '../../config/config.ts';
import type { NamespaceModes } from '../../config/namespace-modes.ts';
import { merge } from '../../judge/evaluate.ts';
import { refKey } from '../../kube/object.ts';
import { type Finding, identityOf } from '../../rule.ts';
import type { Comparison } from './compare.ts';
import type { Request } from './context.ts';
import type { Decision, DecisionReason } from './decision.ts';
import { liesInItself, type RequestEvaluation, type ReviewRound, refusalsIn } from './evaluate-request.ts';
import type { Exclusion } from './exclusions.ts';

/** Why a finding was said and did not refuse. */
export type AllowReason =
  | Exclude<DecisionReason, 'closed' | 'cut' | 'near-miss' | 'comes-no-more' | 'level'>
  | 'mode'
  | 'exempt-user'
  | 'unconfirmed';

export interface Warned {
  readonly finding: Finding;
  /** Null for one that its rule only warns of. */
  readonly why: AllowReason | null;
  /** It would have refused, were it not for the mode or the user. */
  readonly wouldRefuse: boolean;
}

/** Why nothing was weighed. */
export type Skipped = Exclusion | 'unchanged' | 'not-synced' | 'off';

export interface Verdict {
  readonly allowed: boolean;
  readonly skipped: Skipped | null;
  /** Why the request would not be refused in any case; null where it may be. */
  readonly exclusion: Exclusion | null;
  /** Of the cluster; what a Namespace's labels make of it are the doors. */
  readonly mode: Mode;
  readonly modes: NamespaceModes;
  /** One a cause, in the order in which they were found. */
  readonly refused: readonly Finding[];
  readonly warned: readonly Warned[];
  /** What the audit log is told: refused, warned, and what is only noted. */
  readonly audited: readonly Finding[];
  readonly exempt: Comparison['exempt'];
  readonly voided: Comparison['voided'];
  /** Labels of the Namespace that say nothing. */
  readonly faults: readonly string[];
  /** False where the write can affect more than was looked at. */
  readonly complete: boolean;
  readonly reads: { readonly tried: number; readonly failures: readonly string[] };
}

export function verdictOf(evaluation: RequestEvaluation, round: ReviewRound): Verdict {
  const { request, context, modes, faults, exclusion, live, unconfirmed } = round;
  const isStale = (finding: Finding) => unconfirmed.length > 0 && !liesInItself(finding, request);
  const refused =
    exclusion !== null ? [] : refusalsIn(evaluation, modes.enforce).filter(finding => !isStale(finding));
  const refusedIds = new Set(refused.map(identityOf));
  const enforced = new Map(
    (evaluation.byProfile.get(modes.enforce)?.decisions ?? []).map(decision => [
      identityOf(decision.finding),
      decision,
    ]),
  );
  const warned = (evaluation.byProfile.get(modes.warn)?.decisions ?? [])
    .filter(({ finding }) => !refusedIds.has(identityOf(finding)))
    .filter(decision => isWorthSaying(decision, request, evaluation.byProfile.get(modes.warn)))
    .map(decision => {
      const own = enforced.get(identityOf(decision.finding));
      return warnedOf(
        decision,
        own ?? null,
        exclusion !== null,
        decision.refuses && isStale(decision.finding),
      );
    });
  const main =
    evaluation.byProfile.get(modes.enforce) ??
    evaluation.byProfile.get(modes.warn) ??
    evaluation.byProfile.get(modes.audit);
  return {
    allowed: refused.length === 0,
    skipped: null,
    exclusion,
    mode: context.configs.under('policy').admission.mode,
    modes,
    refused: merge(refused),
    warned: mergeWarned(warned),
    audited: auditedIn(evaluation, request, modes),
    exempt: (main?.exempt ?? []).filter(({ finding }) => isAbout(finding, request)),
    voided: (main?.voided ?? []).filter(({ finding }) => isAbout(finding, request)),
    faults,
    complete: main?.complete ?? true,
    reads: { tried: live?.tried ?? 0, failures: unconfirmed },
  };
}

/** What the request answers for, what it is about, and nothing of its neighbours'. */
function isWorthSaying({ finding }: Decision, request: Request, comparison: Comparison | undefined): boolean {
  if (finding.level === 'audit' || finding.level === 'off') return false;
  if (comparison?.introduced.has(finding) === true) return true;
  // What a patch mends waits for the next release.
  if (finding.level === 'patch') return false;
  return isAbout(finding, request);
}

/** Whether the object has a part in it. */
function isAbout(finding: Finding, { object }: Request): boolean {
  const own = refKey(object.ref);
  return (
    refKey(finding.at.obj.ref) === own ||
    finding.evidence.some(({ ref, of }) => of === 'fault' && refKey(ref) === own) ||
    finding.routes.some(route => refKey(route) === own)
  );
}

function warnedOf(
  { finding, refuses, why }: Decision,
  enforced: Decision | null,
  isExemptUser: boolean,
  isStale: boolean,
): Warned {
  if (isStale) return { finding, why: 'unconfirmed', wouldRefuse: false };
  if (refuses) {
    // The policy of the warnings refuses it; that of the refusals may be another one.
    if (isExemptUser && enforced?.refuses !== false)
      return { finding, why: 'exempt-user', wouldRefuse: true };
    return { finding, why: 'mode', wouldRefuse: true };
  }
  const reason = why === 'level' || isRefusing(why) ? null : why;
  return { finding, why: reason, wouldRefuse: false };
}

function isRefusing(why: DecisionReason): why is 'closed' | 'cut' | 'near-miss' | 'comes-no-more' {
  return why === 'closed' || why === 'cut' || why === 'near-miss' || why === 'comes-no-more';
}

/** One a cause: the one that would have been refused, else the first. */
function mergeWarned(warned: readonly Warned[]): readonly Warned[] {
  const merged = merge(warned.map(({ finding }) => finding));
  return merged.flatMap(finding => {
    const same = warned.filter(one => one.finding.cause === finding.cause);
    const [first] = [...same.filter(({ wouldRefuse }) => wouldRefuse), ...same];
    return first === undefined ? [] : [{ ...first, finding }];
  });
}

function auditedIn(
  evaluation: RequestEvaluation,
  request: Request,
  modes: NamespaceModes,
): readonly Finding[] {
  const comparison = evaluation.byProfile.get(modes.audit);
  return merge(
    (comparison?.decisions ?? [])
      .filter(decision => isWorthNoting(decision, request, comparison))
      .map(one => one.finding),
  );
}

const isWorthNoting = (decision: Decision, request: Request, comparison: Comparison | undefined) =>
  comparison?.introduced.has(decision.finding) === true || isWorthSaying(decision, request, comparison);

/** Let through without being weighed. */
export function skip(skipped: Skipped, mode: Mode, modes: NamespaceModes): Verdict {
  return {
    allowed: true,
    skipped,
    exclusion: null,
    mode,
    modes,
    refused: [],
    warned: [],
    audited: [],
    exempt: [],
    voided: [],
    faults: [],
    complete: true,
    reads: { tried: 0, failures: [] },
  };
}
