import { annotationOf } from '../kube/metadata.ts';
import type { Obj, Ref } from '../kube/object.ts';
import { matches } from './glob.ts';

/** A recorded exception: which rules it silences, on what, why, and until when (a date, inclusive, in UTC). */
export interface Exemption {
  readonly rules: readonly string[];
  readonly kind: string | null;
  readonly namespace: string | null;
  readonly name: string | null;
  readonly reason: string;
  readonly until: string | null;
}

export type ExemptionState =
  | { readonly is: 'exempt'; readonly reason: string; readonly until: string | null }
  /** There is an exemption, and it does not count: it has ended, or it is not complete. */
  | { readonly is: 'void'; readonly why: string }
  | { readonly is: 'none' };

export const annotations = {
  exempt: 'ingress-policy.io/exempt',
  reason: 'ingress-policy.io/reason',
  until: 'ingress-policy.io/until',
} as const;

/** Whether the rule is silenced on the object, by its annotations or by the policy. `now` is the caller's clock. */
export function exemptionOf(rule: string, obj: Obj, policy: readonly Exemption[], now: Date): ExemptionState {
  const own = byAnnotation(rule, obj, now);
  if (own.is === 'exempt') return own;
  const verdicts = policy
    .filter(exemption => names(exemption.rules, rule) && covers(exemption, obj.ref))
    .map(exemption => exemptionState(exemption, now));
  return verdicts.find(verdict => verdict.is === 'exempt') ?? verdicts[0] ?? own;
}

function byAnnotation(rule: string, obj: Obj, now: Date): ExemptionState {
  const own = annotated(obj, now);
  return own !== null && names(own.rules, rule) ? own.state : { is: 'none' };
}

/** The exemption that an object bears in its annotations. */
export interface Annotated {
  readonly rules: readonly string[];
  readonly reason: string | null;
  readonly until: string | null;
  readonly state: ExemptionState;
}

/** Null where the object names no rule. */
export function annotated(obj: Obj, now: Date): Annotated | null {
  const given = readAnnotations(obj);
  const rules = listIn(given(annotations.exempt));
  if (rules.length === 0) return null;
  const [reason, until] = [given(annotations.reason), given(annotations.until)];
  return { rules, reason, until, state: stateOf(reason, until, now) };
}

/** How it stands with an exemption of the policy, whatever it is for. */
export const exemptionState = ({ reason, until }: Exemption, now: Date): ExemptionState =>
  stateOf(reason, until, now);

/** The rules that the object's annotation names, each once; they need not be rules that there are. */
export function rulesNamedBy(obj: Obj): readonly string[] {
  return [...new Set(listIn(readAnnotations(obj)(annotations.exempt)))];
}

function listIn(text: string | null): readonly string[] {
  if (text === null) return [];
  return text
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '');
}

function readAnnotations(obj: Obj): (key: string) => string | null {
  return key => annotationOf(obj, key);
}

function stateOf(reason: string | null, until: string | null, now: Date): ExemptionState {
  if (reason === null || reason.trim() === '')
    return { is: 'void', why: `has no reason: add ${annotations.reason}` };
  if (until === null) return { is: 'exempt', reason, until };
  const end = endOf(until);
  if (end === null) return { is: 'void', why: `ends on "${until}", which is not a date such as 2027-01-31` };
  return now.getTime() < end ? { is: 'exempt', reason, until } : { is: 'void', why: `ended on ${until}` };
}

/** The first instant after the date, in UTC; null for what is no date such as 2027-01-31. */
export function endOf(date: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return null;
  const start = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== date) return null;
  return start + 24 * 60 * 60 * 1000;
}

/** Whether the list names the rule, or all. */
export const names = (rules: readonly string[], rule: string) => rules.includes(rule) || rules.includes('*');

/** Whether the exemption of the policy means the object. */
export function covers(exemption: Exemption, ref: Ref): boolean {
  return (
    (exemption.kind === null || matches(exemption.kind, ref.kind)) &&
    (exemption.namespace === null || matches(exemption.namespace, ref.namespace ?? '')) &&
    (exemption.name === null || matches(exemption.name, ref.name))
  );
}
