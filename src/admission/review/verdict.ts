import type { Mode } from '../../config/config.ts';
import type { Doors } from '../../config/namespace-modes.ts';
import { merge } from '../../judge/evaluate.ts';
import { refKey } from '../../kube/object.ts';
import { type Finding, identityOf } from '../../rule.ts';
import type { Weighed } from './compare.ts';
import type { Reason, Ruling } from './decision.ts';
import { type Context, type Heard, liesInItself, refusalsIn } from './evaluate-request.ts';
import type { Pass } from './exclusions.ts';
import type { Request } from './request.ts';

/** Why a finding was said and did not refuse. */
export type Mercy =
  | Exclude<Reason, 'closed' | 'cut' | 'near-miss' | 'policies-first' | 'level'>
  | 'mode'
  | 'exempt-user'
  | 'unconfirmed';

export interface Warned {
  readonly finding: Finding;
  /** Null for one that its rule only warns of. */
  readonly why: Mercy | null;
  /** It would have refused, were it not for the mode or the user. */
  readonly wouldRefuse: boolean;
}

/** Why nothing was weighed. */
export type Skipped = Pass | 'unchanged' | 'not-synced' | 'off';

export interface Verdict {
  readonly allowed: boolean;
  readonly skipped: Skipped | null;
  /** Why the request would not be refused in any case; null where it may be. */
  readonly pass: Pass | null;
  /** Of the cluster; what a Namespace's labels make of it are the doors. */
  readonly mode: Mode;
  readonly doors: Doors;
  /** One a cause, in the order in which they were found. */
  readonly refused: readonly Finding[];
  readonly warned: readonly Warned[];
  /** What the audit log is told: refused, warned, and what is only noted. */
  readonly audited: readonly Finding[];
  readonly exempt: Weighed['exempt'];
  readonly voided: Weighed['voided'];
  /** Labels of the Namespace that say nothing. */
  readonly faults: readonly string[];
  /** False where the write can affect more than was looked at. */
  readonly complete: boolean;
  readonly reads: { readonly tried: number; readonly failures: readonly string[] };
}

export function verdictOf(heard: Heard, context: Context): Verdict {
  const { request, court, doors, faults, pass, live, unconfirmed } = context;
  const isStale = (finding: Finding) => unconfirmed.length > 0 && !liesInItself(finding, request);
  const refused = pass !== null ? [] : refusalsIn(heard, doors.enforce).filter(finding => !isStale(finding));
  const refusedIds = new Set(refused.map(identityOf));
  const enforced = new Map(
    (heard.byDoor.get(doors.enforce)?.rulings ?? []).map(ruling => [identityOf(ruling.finding), ruling]),
  );
  const warned = (heard.byDoor.get(doors.warn)?.rulings ?? [])
    .filter(({ finding }) => !refusedIds.has(identityOf(finding)))
    .filter(ruling => isWorthSaying(ruling, request, heard.byDoor.get(doors.warn)))
    .map(ruling => {
      const own = enforced.get(identityOf(ruling.finding));
      return warnedOf(ruling, own ?? null, pass !== null, ruling.refuses && isStale(ruling.finding));
    });
  const main =
    heard.byDoor.get(doors.enforce) ?? heard.byDoor.get(doors.warn) ?? heard.byDoor.get(doors.audit);
  return {
    allowed: refused.length === 0,
    skipped: null,
    pass,
    mode: court.policies.under('policy').admission.mode,
    doors,
    refused: merge(refused),
    warned: mergeWarned(warned),
    audited: auditedIn(heard, request, doors),
    exempt: (main?.exempt ?? []).filter(({ finding }) => isAbout(finding, request)),
    voided: (main?.voided ?? []).filter(({ finding }) => isAbout(finding, request)),
    faults,
    complete: main?.complete ?? true,
    reads: { tried: live?.tried ?? 0, failures: unconfirmed },
  };
}

/** What the request answers for, what it is about, and nothing of its neighbours'. */
function isWorthSaying({ finding }: Ruling, request: Request, weighed: Weighed | undefined): boolean {
  if (finding.level === 'audit' || finding.level === 'off') return false;
  if (weighed?.answersFor.has(finding) === true) return true;
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
  { finding, refuses, why }: Ruling,
  enforced: Ruling | null,
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
  const mercy = why === 'level' || isRefusing(why) ? null : why;
  return { finding, why: mercy, wouldRefuse: false };
}

function isRefusing(why: Reason): why is 'closed' | 'cut' | 'near-miss' | 'policies-first' {
  return why === 'closed' || why === 'cut' || why === 'near-miss' || why === 'policies-first';
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

function auditedIn(heard: Heard, request: Request, doors: Doors): readonly Finding[] {
  const weighed = heard.byDoor.get(doors.audit);
  return merge(
    (weighed?.rulings ?? [])
      .filter(ruling => isWorthNoting(ruling, request, weighed))
      .map(one => one.finding),
  );
}

const isWorthNoting = (ruling: Ruling, request: Request, weighed: Weighed | undefined) =>
  weighed?.answersFor.has(ruling.finding) === true || isWorthSaying(ruling, request, weighed);

/** Let through without being weighed. */
export function skip(skipped: Skipped, mode: Mode, doors: Doors): Verdict {
  return {
    allowed: true,
    skipped,
    pass: null,
    mode,
    doors,
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
