import { annotated, covers, type Exemption, exemptionState, names } from '../config/exemptions.ts';
import { type Obj, type Ref, sameRef } from '../kube/object.ts';
import type { Finding } from '../rule.ts';
import type { Audit } from './audit.ts';

/** One recorded exception, and what becomes of it. */
export interface ExemptionReport {
  /** The object that bears it in its annotations, or what the policy says of the objects that it means. */
  readonly on:
    | { readonly is: 'object'; readonly ref: Ref }
    | ({ readonly is: 'policy' } & Pick<Exemption, 'kind' | 'namespace' | 'name'>);
  readonly rules: readonly string[];
  readonly reason: string | null;
  readonly until: string | null;
  /** Why it does not count; null where it does. */
  readonly void: string | null;
  /** How many findings it keeps silent; 0 of one that has nothing to silence any more. */
  readonly silences: number;
}

/** Every exemption in force or not: those of the objects in their order, then those of the policy. */
export function exemptionsOf(
  objects: Iterable<Obj>,
  policy: readonly Exemption[],
  { exempt }: Pick<Audit, 'exempt'>,
  now: Date,
): readonly ExemptionReport[] {
  const own = [...objects].flatMap(obj => {
    const found = annotated(obj, now);
    if (found === null) return [];
    const { rules, reason, until, state: verdict } = found;
    const why = verdict.is === 'void' ? verdict.why : null;
    const count = (finding: Finding) =>
      sameRef(finding.at.obj.ref, obj.ref) && names(rules, finding.rule) && why === null;
    const on = { is: 'object', ref: obj.ref } as const;
    return [{ on, rules, reason, until, void: why, silences: exempt.filter(count).length }];
  });
  const bearers = own.filter(one => one.void === null);
  // An annotation of the object itself comes first, as it does for the judge.
  const rest = exempt.filter(
    ({ rule, at }) => !bearers.some(({ on, rules }) => sameRef(on.ref, at.obj.ref) && names(rules, rule)),
  );
  const configured = policy.map(exemption => {
    const { kind, namespace, name, rules, reason, until } = exemption;
    const verdict = exemptionState(exemption, now);
    const isVoid = verdict.is === 'void';
    const count = ({ rule, at }: Finding) => names(rules, rule) && covers(exemption, at.obj.ref) && !isVoid;
    return {
      ...{ on: { is: 'policy', kind, namespace, name } as const, rules, reason, until },
      ...{ void: isVoid ? verdict.why : null, silences: rest.filter(count).length },
    };
  });
  return [...own, ...configured];
}
