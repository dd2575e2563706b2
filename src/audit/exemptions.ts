import { annotated, covers, type Exemption, exemptionState, names } from '../config/exemptions.ts';
import { type Obj, type Ref, sameRef } from '../kube/object.ts';
import type { Finding } from '../rule.ts';
import type { Audit } from './audit.ts';

/** A recorded exception and its effect. */
export interface ExemptionReport {
  /** The object with the annotations, or the config's description of the covered objects. */
  readonly on:
    | { readonly is: 'object'; readonly ref: Ref }
    | ({ readonly is: 'policy' } & Pick<Exemption, 'kind' | 'namespace' | 'name'>);
  readonly rules: readonly string[];
  readonly reason: string | null;
  readonly until: string | null;
  /** Why the exemption does not count; null where it does. */
  readonly void: string | null;
  /** The number of findings that it silences; 0 for an exemption that is no longer needed. */
  readonly silences: number;
}

/** Every exemption, in force or not: those of the objects in their order, then those of the config. */
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
  // The object's own annotation takes precedence, as in the judge.
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
