import { annotationOf } from '../kube/metadata.ts';
import type { Obj, Ref } from '../kube/object.ts';
import { isPattern, matches } from './glob.ts';

/** A recorded exception: the silenced rules, the objects, the reason and the last day (a date, inclusive, in UTC). */
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
  /** The exemption does not count: it has ended, or it is not complete. */
  | { readonly is: 'void'; readonly why: string }
  | { readonly is: 'none' };

export const annotations = {
  exempt: 'ingress-policy.io/exempt',
  reason: 'ingress-policy.io/reason',
  until: 'ingress-policy.io/until',
} as const;

/** Whether the object's annotations or the config silence the rule on the object. `now` is the caller's clock. */
export function exemptionOf(rule: string, obj: Obj, policy: readonly Exemption[], now: Date): ExemptionState {
  const own = byAnnotation(rule, obj, now);
  if (own.is === 'exempt') return own;
  let first: ExemptionState | null = null;
  for (const exemption of exemptionsFor(obj.ref, policy)) {
    if (!names(exemption.rules, rule)) continue;
    const verdict = exemptionState(exemption, now);
    if (verdict.is === 'exempt') return verdict;
    first ??= verdict;
  }
  return first ?? own;
}

function byAnnotation(rule: string, obj: Obj, now: Date): ExemptionState {
  const own = annotated(obj, now);
  return own !== null && names(own.rules, rule) ? own.state : { is: 'none' };
}

/** The exemption in an object's annotations. */
export interface Annotated {
  readonly rules: readonly string[];
  readonly reason: string | null;
  readonly until: string | null;
  readonly state: ExemptionState;
}

/** The object's own exemption; null where its annotations name no rule. */
export function annotated(obj: Obj, now: Date): Annotated | null {
  const annotation = readAnnotations(obj);
  const rules = listIn(annotation(annotations.exempt));
  if (rules.length === 0) return null;
  const [reason, until] = [annotation(annotations.reason), annotation(annotations.until)];
  return { rules, reason, until, state: stateOf(reason, until, now) };
}

/** The state of an exemption of the config, for any object. */
export const exemptionState = ({ reason, until }: Exemption, now: Date): ExemptionState =>
  stateOf(reason, until, now);

/** The rules that the object's annotation names, each once; unknown names included. */
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

/** The first instant after the date, in UTC and in milliseconds; null for a text that is not a date such as 2027-01-31. */
export function endOf(date: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return null;
  const start = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== date) return null;
  return start + 24 * 60 * 60 * 1000;
}

/** Whether the list names the rule, or every rule. */
export const names = (rules: readonly string[], rule: string) => rules.includes(rule) || rules.includes('*');

/** The exemptions of the config that cover the object, in their order. */
function exemptionsFor(ref: Ref, policy: readonly Exemption[]): readonly Exemption[] {
  if (policy.length === 0) return policy;
  let index = indexes.get(policy);
  if (index === undefined) {
    index = indexExemptions(policy);
    indexes.set(policy, index);
  }
  const { kind, namespace, name } = ref;
  const heads = index.heads.filter(length => length <= name.length).map(length => name.slice(0, length));
  const found: Numbered[] = [];
  for (const ofKind of [kind, null])
    for (const inNamespace of [namespace ?? '', null])
      for (const named of [[name], [null], ...heads.map(head => [null, head])]) {
        const same = index.byKey.get(keyOf(ofKind, inNamespace, ...named)) ?? [];
        found.push(...same.filter(([, exemption]) => covers(exemption, ref)));
      }
  return found.sort(([a], [b]) => a - b).map(([, exemption]) => exemption);
}

type Numbered = readonly [index: number, exemption: Exemption];

/** Exemptions by their fields without a "*", and by what comes before the first "*" of a name. */
interface ExemptionIndex {
  readonly byKey: ReadonlyMap<string, readonly Numbered[]>;
  /** The lengths of what comes before the "*". */
  readonly heads: readonly number[];
}

// A config may have as many exemptions as the input has findings.
const indexes = new WeakMap<readonly Exemption[], ExemptionIndex>();

function indexExemptions(policy: readonly Exemption[]): ExemptionIndex {
  const heads = policy.flatMap(({ name }) => headOf(name)?.length ?? []);
  return {
    byKey: Map.groupBy(policy.entries(), ([, { kind, namespace, name }]) => {
      const head = headOf(name);
      return keyOf(exact(kind), exact(namespace), ...(head === null ? [name] : [null, head]));
    }),
    heads: [...new Set(heads)],
  };
}

const headOf = (pattern: string | null) =>
  pattern !== null && isPattern(pattern) ? pattern.slice(0, pattern.indexOf('*')) : null;
const exact = (pattern: string | null) => (pattern === null || isPattern(pattern) ? null : pattern);
const keyOf = (...fields: readonly (string | null)[]) => JSON.stringify(fields);

/** Whether the config's exemption covers the object. */
export function covers(exemption: Exemption, ref: Ref): boolean {
  return (
    (exemption.kind === null || matches(exemption.kind, ref.kind)) &&
    (exemption.namespace === null || matches(exemption.namespace, ref.namespace ?? '')) &&
    (exemption.name === null || matches(exemption.name, ref.name))
  );
}
