import type { Chain, Exposure, Hop } from './graph/chain/chain.ts';
import type { Subject, SubjectKind, SubjectOf } from './graph/chain/subject.ts';
import type { Query } from './graph/index/query.ts';
import type { Json } from './kube/json.ts';
import { namedPointerOf } from './kube/named-pointer.ts';
import { type Obj, type Ref, refKey } from './kube/object.ts';
import type { Operation } from './kube/patch.ts';
import { type Pointer, valueAt } from './kube/pointer.ts';
import type { Failure, Symptom, When } from './routes/failure.ts';

/** What a finding does to a request, strongest first. A policy's action is the most that a rule may do. */
export const levels = ['deny', 'patch', 'warn', 'audit', 'off'] as const;
export type Level = (typeof levels)[number];

/** What a level is called where nothing can be refused, in a check and an audit; the gravest first. */
export const severities = ['error', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

/**
 * `proven` only where the objects at hand admit no other result; `likely` where a strong convention is broken.
 * What is neither is `unknown`, and can at most warn.
 */
export type Certainty = 'proven' | 'likely' | 'unknown';

/**
 * What a finding rests on, with the value as it was seen. `fault` is what contradicts, `reach` what makes it routed.
 * `at` is a place of the object, or the query of an absence.
 */
export interface Evidence {
  readonly ref: Ref;
  /** A pointer whose indexes are names, or the query that came back empty. */
  readonly at: string;
  readonly value: Json | 'absent';
  readonly of: 'fault' | 'reach';
}

/** How a finding is mended. Every rule is to be silent on what the operations make of the object. */
export interface Fix {
  /** `safe` may be applied without asking; a `suggestion` is for a person to read. */
  readonly safety: 'safe' | 'suggestion';
  readonly title: string;
  /** The object that the operations change; they are empty when the fix is a new object. */
  readonly on: Ref;
  readonly operations: readonly Operation[];
  /** New objects that mend it, such as an additive NetworkPolicy. */
  readonly creates: readonly Json[];
}

/** A place in an object. What the object is to others does not matter here. */
export interface ObjectLocation {
  readonly obj: Obj;
  readonly at: Pointer;
}

/** What a rule yields: one fault of the subject that it was given. The engine adds what it knows better. */
export interface Found<Data> {
  /** The place to edit, and where in it. */
  readonly at: ObjectLocation;
  /** Tells faults of one rule on one object apart, by names: a container, a port, a backend. Never an index. */
  readonly key: string;
  /** Findings of one rule with the same cause are one finding; without it rule, object and key are the cause. */
  readonly cause?: string | undefined;
  readonly data: Data;
  readonly failure: Failure;
  readonly when: When;
  readonly certainty: Certainty;
  /** A later object could still make it sound. */
  readonly open?: boolean;
  /**
   * An open end whose other end is clearly meant and there: it differs by one slip, or, which only what is created is
   * held to, in the spelling of its identity.
   */
  readonly near?: 'slip' | 'spelling' | undefined;
  /** The most that this case may do, whatever the policy says. */
  readonly cap?: Level | undefined;
  /** True where a patch would not do: a policy that patches refuses this case. */
  readonly unpatchable?: boolean;
  /** True for a fault that stands by itself: without exposure it falls a step and is not silent. */
  readonly selfContained?: boolean;
  /** The part of the subject that fails, where it is not all of it: some of its arrivals, say. */
  readonly part?: Subject | undefined;
  readonly broken: Hop;
  /** The policies that shut the pods out: links of the chain. */
  readonly policies?: readonly Obj[];
  readonly evidence: readonly Evidence[];
  readonly fix?: Fix | undefined;
}

/** A fault as the judge hands it on. Its identity is rule, object and key; `evaluate` makes one of all with one cause. */
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
  readonly open: boolean;
  readonly near: 'slip' | 'spelling' | null;
  readonly exposure: Exposure;
  /** Never above the policy's action, the rule's cap, and what exposure and certainty bear. */
  readonly level: Level;
  /** Drawn for the first of `routes`; without a route it begins with the object. */
  readonly chain: Chain;
  /** Every route that it breaks, in order. */
  readonly routes: readonly Ref[];
  readonly symptoms: readonly Symptom[];
  readonly evidence: readonly Evidence[];
  readonly fix: Fix | null;
}

/** Rule, object and names: never an index or a message, which a sidecar or a value would change. */
export function identityOf({ rule, at, key }: Finding): string {
  return `${rule}|${refKey(at.obj.ref)}|${key}`;
}

/** The values of a rule's parameters; each has a default. */
export type Params = { readonly [name: string]: number | string | boolean | readonly string[] };

/**
 * One requirement of a route. A rule is pure: it reads the subject and the query, and yields what is wrong with
 * that subject alone. It has no log, no clock, no await, and changes nothing.
 */
export interface Rule<K extends SubjectKind = SubjectKind, Data = unknown, P extends Params = Params> {
  readonly id: string;
  /** One line that completes "says that …" in lists. */
  readonly summary: string;
  readonly subject: K;
  readonly params: P;
  /**
   * Judges what runs, of a whole cluster: it reads the status that an API server reports, and endpoints and pods. No
   * check of manifests and no admission runs it.
   */
  readonly live?: true;
  check(subject: SubjectOf<K>, query: Query, params: P): Iterable<Found<Data>>;
  /** The message: subject, what is there, what would fit. Values in double quotes, no full stop. */
  say(data: Data): string;
}

/** A rule of any subject and data, as the engine holds it. */
// biome-ignore lint/suspicious/noExplicitAny: the data of a rule is known to that rule alone
export type AnyRule = Rule<any, any, any>;

/** The rule itself: it infers the types of subject, data and parameters. */
export function defineRule<K extends SubjectKind, Data, P extends Params>(
  rule: Rule<K, Data, P>,
): Rule<K, Data, P> {
  return rule;
}

/** The rules for what is written: for a check of manifests, and for admission. */
export function forManifests(rules: readonly AnyRule[]): readonly AnyRule[] {
  return rules.filter(rule => rule.live !== true);
}

/** Evidence of a value of an object, under a place that an inserted sidecar does not shift. */
export function evidence(of: Evidence['of'], obj: Obj, at: Pointer): Evidence {
  return { ref: obj.ref, at: namedPointerOf(obj.body, at), value: valueAt(obj.body, at) ?? 'absent', of };
}

/** Evidence of an absence: the query that came back empty. */
export function absence(ref: Ref, query: string): Evidence {
  return { ref, at: query, value: 'absent', of: 'fault' };
}

/** Null for a finding that is off. */
export function severityOf(level: Level): Severity | null {
  switch (level) {
    case 'deny':
      return 'error';
    case 'patch':
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
