import type { Mode } from '../../config/config.ts';
import type { NamespaceModes } from '../../config/namespace-modes.ts';
import { merge } from '../../judge/evaluate.ts';
import { type Ref, refKey, sameRef } from '../../kube/object.ts';
import { type Finding, identityOf } from '../../rule.ts';
import type { Comparison } from './compare.ts';
import type { Request } from './context.ts';
import type { Decision, DecisionReason } from './decision.ts';
import { liesInItself, type RequestEvaluation, type ReviewRound, refusalsIn } from './evaluate-request.ts';
import type { Exclusion } from './exclusions.ts';

/** Why a finding is reported and does not refuse. */
export type AllowReason =
  | Exclude<DecisionReason, 'closed' | 'cut' | 'near-miss' | 'comes-no-more' | 'level'>
  | 'mode'
  | 'exempt-user'
  | 'unconfirmed';

export interface Warned {
  readonly finding: Finding;
  /** Null for a finding of level `warn`. */
  readonly why: AllowReason | null;
  /** Whether only the mode or the user keeps the finding from refusing. */
  readonly wouldRefuse: boolean;
  /** The objects that contradict the written one. */
  readonly others: readonly Ref[];
}

/** Why the request was not judged. */
export type Skipped = Exclusion | 'unchanged' | 'not-synced' | 'off';

export interface Verdict {
  readonly allowed: boolean;
  readonly skipped: Skipped | null;
  /** Why the request is never refused; null where it may be. */
  readonly exclusion: Exclusion | null;
  /** The mode of the cluster; `modes` are those of the Namespace. */
  readonly mode: Mode;
  readonly modes: NamespaceModes;
  /** A finding for each cause, in the order of evaluation. */
  readonly refused: readonly Finding[];
  readonly warned: readonly Warned[];
  /** The findings for the audit log: refused, warned and only noted ones. */
  readonly audited: readonly Finding[];
  readonly exempt: Comparison['exempt'];
  readonly voided: Comparison['voided'];
  /** Labels of the Namespace with an invalid value. */
  readonly faults: readonly string[];
  /** False where the write can affect more objects than were compared. */
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
      const { finding, refuses } = decision;
      const own = enforced.get(identityOf(finding)) ?? null;
      return {
        ...warnedOf(decision, own, exclusion !== null, refuses && isStale(finding)),
        others: othersOf(finding, request),
      };
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

/** Whether to report the finding: the request introduces it or its object takes part in it. */
function isWorthSaying({ finding }: Decision, request: Request, comparison: Comparison | undefined): boolean {
  if (finding.level === 'audit' || finding.level === 'off') return false;
  if (isStillToCome(finding, request) || comparison?.told.has(finding) === true) return false;
  if (comparison?.introduced.has(finding) === true) return true;
  // A finding that a patch mends can wait for the next release.
  if (finding.level === 'patch') return false;
  return isAbout(finding, request);
}

/**
 * Whether the other side of a new object is probably written after it: every tool writes a Service before its workload. If
 * the pods still lack when the route comes, the route is told.
 */
function isStillToCome({ end, routes, at }: Finding, { operation, object }: Request): boolean {
  return operation === 'CREATE' && end === 'open' && routes.length === 0 && sameRef(at.obj.ref, object.ref);
}

/** Whether the object takes part in the finding. */
function isAbout(finding: Finding, { object }: Request): boolean {
  const own = refKey(object.ref);
  return (
    refKey(finding.at.obj.ref) === own ||
    finding.evidence.some(({ ref, of }) => of === 'fault' && refKey(ref) === own) ||
    finding.routes.some(route => refKey(route) === own)
  );
}

function othersOf({ evidence }: Finding, { object }: Request): readonly Ref[] {
  const others = evidence.filter(({ of, ref }) => of === 'fault' && !sameRef(ref, object.ref));
  return [...new Map(others.map(({ ref }) => [refKey(ref), ref])).values()];
}

function warnedOf(
  { finding, refuses, why }: Decision,
  enforced: Decision | null,
  isExemptUser: boolean,
  isStale: boolean,
): Omit<Warned, 'others'> {
  if (isStale) return { finding, why: 'unconfirmed', wouldRefuse: false };
  if (refuses) {
    // The config of `warn` refuses it; `enforce` may have another config.
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

/** A warning for each cause: the one that would have been refused, else the first. */
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

/** The verdict of a request that is admitted without being judged. */
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
