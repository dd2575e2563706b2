import type { Chain, Exposure, Hop } from './graph/chain/chain.ts';
import type { Subject, SubjectKind, SubjectOf } from './graph/chain/subject.ts';
import type { Query } from './graph/index/query.ts';
import type { Json } from './kube/json.ts';
import { type NamedPointer, namedPointerOf } from './kube/named-pointer.ts';
import { type Obj, type Ref, refKey } from './kube/object.ts';
import { type Operation, type Pointer, valueAt } from './kube/pointer.ts';
import type { Tool } from './kube/release.ts';
import type { Change } from './routes/controllers/dialect.ts';
import type { Failure, Symptom, When } from './routes/failure.ts';

/** What a finding does to a request, strongest first. The action in the config is the most that a rule may do. */
export const levels = ['deny', 'patch', 'warn', 'audit', 'off'] as const;
export type Level = (typeof levels)[number];

/** The names of the levels in a check and an audit, which refuse no request; the most severe first. */
export const severities = ['error', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

/**
 * `proven` only where the objects at hand admit no other result; `likely` where a strong convention is broken.
 * What is neither is `unknown`, and can at most warn.
 */
export type Certainty = 'proven' | 'likely' | 'unknown';

/** The values and absences behind a finding, as they were read. */
export type Evidence = ValueEvidence | AbsenceEvidence;

/** A value of an object. `fault`: it contradicts another value. `routing`: it is why requests arrive. */
export interface ValueEvidence {
  readonly is: 'value';
  readonly of: 'fault' | 'routing';
  readonly ref: Ref;
  /** Has names instead of indexes, so that an inserted sidecar does not shift it. */
  readonly at: NamedPointer;
  readonly value: Json | 'absent';
}

/** A query that came back empty. */
export interface AbsenceEvidence {
  readonly is: 'absence';
  readonly of: 'fault';
  /** The object that refers to the absent one. */
  readonly ref: Ref;
  /** In words: `Service shop/web`. */
  readonly query: string;
}

/** How a finding is fixed. Every rule must be silent on the object that the operations make. */
export interface Fix {
  /** A `safe` fix may be applied without asking; a `suggestion` is for a person to read. */
  readonly safety: 'safe' | 'suggestion';
  readonly title: string;
  /** The object that the operations change; they are empty when the fix is a new object. */
  readonly on: Ref;
  readonly operations: readonly Operation[];
  /** New objects that fix it, such as an additive NetworkPolicy. */
  readonly creates: readonly Json[];
}

/** The fix that makes the change, after a person has read it. */
export const suggestion = ({ title, on, operations }: Change, creates: readonly Json[] = []): Fix => ({
  safety: 'suggestion',
  title,
  on: on.ref,
  operations,
  creates,
});

/** A field of an object. */
export interface ObjectLocation {
  readonly obj: Obj;
  readonly at: Pointer;
}

/** Whether a later object could still make a fault sound. */
export type End =
  /** Two objects that exist contradict each other. */
  | 'closed'
  /** An object is missing that may still come. */
  | 'open'
  /** Open, and the missing name differs by one typo from the only object that fits. */
  | 'near-typo'
  /** Open, and the only object that fits spells its identity otherwise. Refuses only a created object. */
  | 'near-spelling';

/** Where the chain breaks. NetworkPolicies that shut the pods out are links of the chain before the workload. */
export type BreakPoint =
  | Hop
  | {
      readonly hop: Hop;
      readonly policies: readonly Obj[];
      /** The part of the subject that fails, where it is not all of it: some of its arrivals, one backend. */
      readonly part: Subject;
    };

/** What a rule yields: one fault of the subject that it was given. `evaluate` adds chain, routes, exposure and level. */
export interface Found<Data> {
  /** The field to edit. */
  readonly at: ObjectLocation;
  /** Tells faults of one rule on one object apart, by names: a container, a port, a backend. Never an index. */
  readonly key: string;
  /** Findings of one rule with the same cause are one finding; without it rule, object and key are the cause. */
  readonly cause?: string | undefined;
  readonly data: Data;
  readonly failure: Failure;
  readonly when: When;
  readonly certainty: Certainty;
  /** Without it the end is closed. */
  readonly end?: End;
  /**
   * The most that this case may do, whatever the config says; or `never-patched` for a case that a patch would not
   * fix: where the config says patch, it is refused.
   */
  readonly limit?: Level | 'never-patched' | undefined;
  /** True for a fault that no other object explains: without exposure it falls a step and is not silent. */
  readonly selfContained?: boolean;
  /** True where requests still get through another way, so that no link of a chain is missing. */
  readonly leavesChain?: boolean;
  readonly broken: BreakPoint;
  readonly evidence: readonly Evidence[];
  readonly fix?: Fix | undefined;
}

/** A fault with what `evaluate` adds. Its identity is rule, object and key; findings with one cause are merged. */
export interface Finding {
  readonly rule: string;
  /** Of the rule and the object: see `Found`. */
  readonly key: string;
  /** Unique among the causes of all rules. */
  readonly cause: string;
  readonly at: ObjectLocation;
  readonly message: string;
  readonly failure: Failure;
  readonly when: When;
  readonly certainty: Certainty;
  readonly end: End;
  /** Of its rule; null where the fault leaves every chain in place. */
  readonly chainBreak: ChainBreak | null;
  readonly exposure: Exposure;
  /** Never above the action in the config, the limit of the case, and what exposure and certainty allow. */
  readonly level: Level;
  /** Drawn for the first of `routes`; without a route it begins with the object. */
  readonly chain: Chain;
  /** Every route that the fault breaks, in order. */
  readonly routes: readonly Ref[];
  readonly symptoms: readonly Symptom[];
  readonly evidence: readonly Evidence[];
  readonly fix: Fix | null;
}

/** Rule, object and names: never an index or a message, which a sidecar or a value would change. */
export function identityOf({ rule, at, key }: Finding): string {
  return `${rule}|${refKey(at.obj.ref)}|${key}`;
}

/** Where a rule stops a route, along the chain. */
export const stages = [
  'attachment',
  'service',
  'permission',
  'port',
  'pods',
  'target-port',
  'network-policy',
] as const;
export type Stage = (typeof stages)[number];

/** What admission asks of a rule whose findings break a chain. */
export interface ChainBreak {
  readonly stage: Stage;
  /** How both sides change without downtime; completes "Without downtime: …". Null where one side changes alone. */
  readonly recipe: string | null;
  /** Tools that write what would close an open end before anything else: with their mark it does not come later. */
  readonly writtenFirstBy?: readonly Tool[];
  /** A workload that is created without a port that could be meant is not refused: an agent may add its ports. */
  readonly needsDeclaredPort?: true;
}

/** The values of a rule's parameters; each has a default. */
export type Params = { readonly [name: string]: number | string | boolean | readonly string[] };

/**
 * One requirement of a route. A rule is pure: it reads the subject and the query, and yields the faults of that
 * subject only. It has no log, no clock, no await, and changes nothing.
 */
export interface Rule<K extends SubjectKind = SubjectKind, Data = unknown, P extends Params = Params> {
  readonly id: string;
  /** One line that completes "says that …" in lists. */
  readonly summary: string;
  readonly subject: K;
  readonly params: P;
  /**
   * Judges a running cluster: the rule reads the status that an API server reports, endpoints and pods. A check of
   * manifests and admission do not run it.
   */
  readonly live?: true;
  /** Null for a rule whose findings leave every link of the chain in place. */
  readonly chainBreak: ChainBreak | null;
  check(subject: SubjectOf<K>, query: Query, params: P): Iterable<Found<Data>>;
  /** The message: subject, what is there, what would fit. Values in double quotes, no full stop. */
  say(data: Data): string;
}

/** A rule of any subject and data. */
// biome-ignore lint/suspicious/noExplicitAny: only the rule itself knows the type of its data
export type AnyRule = Rule<any, any, any>;

/** Returns the rule. It infers the types of subject, data and parameters. */
export function defineRule<K extends SubjectKind, Data, P extends Params>(
  rule: Rule<K, Data, P>,
): Rule<K, Data, P> {
  return rule;
}

/** The rules for a check of manifests and for admission. */
export function forManifests(rules: readonly AnyRule[]): readonly AnyRule[] {
  return rules.filter(rule => rule.live !== true);
}

/** Evidence of a value of an object. */
export function evidence(of: ValueEvidence['of'], obj: Obj, at: Pointer): ValueEvidence {
  const value = valueAt(obj.body, at) ?? 'absent';
  return { is: 'value', of, ref: obj.ref, at: namedPointerOf(obj.body, at), value };
}

/** Evidence of an absence. */
export const absence = (ref: Ref, query: string): AbsenceEvidence => ({
  is: 'absence',
  of: 'fault',
  ref,
  query,
});

/**
 * The severity of a finding in a check and an audit; null for a finding that is off. A patch keeps its force in admission
 * wherever its object is; without a route to the object it is only noted here.
 */
export function severityOf({ level, exposure }: Pick<Finding, 'level' | 'exposure'>): Severity | null {
  switch (level) {
    case 'deny':
      return 'error';
    case 'patch':
      return exposure === 'routed' ? 'warning' : 'info';
    case 'warn':
      return 'warning';
    case 'audit':
      return 'info';
    case 'off':
      return null;
    default:
      return level satisfies never;
  }
}

/** The level, but no stronger than the cap. */
export function atMost(level: Level, cap: Level): Level {
  return levels.indexOf(level) >= levels.indexOf(cap) ? level : cap;
}
