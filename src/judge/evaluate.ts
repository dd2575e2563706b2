import type { Config } from '../config/config.ts';
import { exemptionOf } from '../config/exemptions.ts';
import type { Subject } from '../graph/chain/subject.ts';
import { subjectsOf } from '../graph/chain/subjects.ts';
import { traceTo } from '../graph/chain/trace.ts';
import type { Graph } from '../graph/index/graph.ts';
import type { Query } from '../graph/index/query.ts';
import { controllersOf } from '../graph/network/controllers.ts';
import { type Obj, refKey } from '../kube/object.ts';
import type { Symptom } from '../routes/failure.ts';
import type { Route } from '../routes/route.ts';
import { symptoms } from '../routes/symptoms.ts';
import { type AnyRule, type BreakPoint, type Finding, type Found, levels } from '../rule.ts';
import { awaitsRoute, exposureAndScopeOf, levelOf } from './level.ts';
import { certaintyIn, fullyKnown, type PartlyKnown, partlyKnownIn } from './partly-known.ts';

export interface Evaluation {
  /** A finding for each root cause, in the order of the input. */
  readonly findings: readonly Finding[];
  /** Findings that a valid exemption silences. */
  readonly exempt: readonly Finding[];
  /** Exemptions that do not count, each with the finding that it does not silence. */
  readonly voided: readonly { readonly finding: Finding; readonly why: string }[];
}

export interface Evaluator {
  readonly rules: readonly AnyRule[];
  readonly config: Config;
  readonly now: Date;
}

/** Judges every object of the graph. For one cause at several objects the finding is on the first of the strongest. */
export function evaluate(
  graph: Graph,
  evaluator: Evaluator,
  objects: Iterable<Obj> = graph.store.objects(),
): Evaluation {
  const query = graph.query();
  const findings: Finding[] = [];
  const partly = partlyKnownIn(graph.store.objects());
  for (const obj of objects) {
    for (const subject of subjectsOf(obj, query))
      findings.push(...findingsOf(subject, query, evaluator, partly));
  }
  return settle(findings, evaluator);
}

/**
 * The findings of the rules for one subject, before they are merged. `partly` belongs to the whole input; stored objects
 * are completely known.
 */
export function findingsOf(
  subject: Subject,
  query: Query,
  evaluator: Evaluator,
  partly: PartlyKnown = fullyKnown,
): readonly Finding[] {
  const findings: Finding[] = [];
  for (const rule of rulesOf(evaluator.rules, subject.kind)) {
    const namespace = namespaceOf(subject);
    const settings = evaluator.config.ruleFor(rule, namespace);
    if (settings.action === 'off') continue;
    for (const stated of rule.check(subject, query, settings.params)) {
      const { exposure, scope } = exposureAndScopeOf(subject, settings.scope, query);
      if (levelOf(stated, settings.action, exposure, scope) === 'off') continue;
      const { hop, policies, part } = breakPointOf(stated.broken, subject);
      const trace = traceTo(part, hop, policies, query);
      const found = { ...stated, certainty: certaintyIn(partly, stated, trace.chain) };
      const level = levelOf(found, settings.action, exposure, scope);
      findings.push({
        rule: rule.id,
        key: found.key,
        cause: `${rule.id}|${found.cause ?? `${refKey(found.at.obj.ref)}|${found.key}`}`,
        at: found.at,
        message:
          rule.say(found.data) + (awaitsRoute(subject, found, settings, exposure) ? laterRoute(query) : ''),
        failure: found.failure,
        when: found.when,
        certainty: found.certainty,
        end: found.end ?? 'closed',
        chainBreak: found.leavesChain === true ? null : rule.chainBreak,
        exposure,
        level,
        chain: trace.chain,
        routes: trace.routes.map(route => route.obj.ref),
        symptoms: symptomsOf(found, trace.routes, query),
        evidence: found.evidence,
        fix: found.fix ?? null,
      });
    }
  }
  return findings;
}

/** A check refuses nothing itself. */
const laterRoute = ({ scope }: Query) =>
  scope.incoming === null ? '; the webhook would refuse a route to it' : '; a route to it will be refused';

/** A rule that names only the hop means its whole subject. */
function breakPointOf(broken: BreakPoint, subject: Subject) {
  return typeof broken === 'string' ? { hop: broken, policies: [], part: subject } : broken;
}

const bySubject = new WeakMap<readonly AnyRule[], Map<string, readonly AnyRule[]>>();

function rulesOf(rules: readonly AnyRule[], kind: Subject['kind']): readonly AnyRule[] {
  let kinds = bySubject.get(rules);
  if (kinds === undefined) {
    kinds = new Map();
    bySubject.set(rules, kinds);
  }
  let some = kinds.get(kind);
  if (some === undefined) {
    some = rules.filter(rule => rule.subject === kind);
    kinds.set(kind, some);
  }
  return some;
}

function namespaceOf(subject: Subject): string | null {
  switch (subject.kind) {
    case 'attachment':
      return subject.route.obj.ref.namespace;
    case 'backend':
      return subject.backend.route.namespace;
    case 'service':
    case 'service-port':
      return subject.service.ref.namespace;
    case 'serving':
      return subject.workload.ref.namespace;
    case 'workload':
      return subject.workload.ref.namespace;
    case 'object':
      return subject.obj.ref.namespace;
    default:
      return subject satisfies never;
  }
}

function symptomsOf(found: Found<unknown>, routes: readonly Route[], query: Query): readonly Symptom[] {
  const seen = new Map<string, Symptom>();
  for (const route of routes) {
    for (const symptom of symptoms(found.failure, found.when, controllersOf(route, query), route.kind)) {
      seen.set(`${symptom.controller}|${symptom.status}`, symptom);
    }
  }
  // Without a route no client of a proxy is known; the API server refuses an object whoever routes to it.
  if (routes.length === 0 && found.failure === 'rejected')
    return symptoms(found.failure, found.when, [], 'Ingress');
  return [...seen.values()];
}

/** Merges the findings of each root cause into one, with every broken route, at the strongest level. */
export function merge(findings: readonly Finding[]): readonly Finding[] {
  const byCause = new Map<string, Finding[]>();
  for (const finding of findings) {
    const same = byCause.get(finding.cause);
    if (same === undefined) byCause.set(finding.cause, [finding]);
    else same.push(finding);
  }
  return [...byCause.values()].flatMap(join);
}

/** The strongest finding, with the routes and evidence of all; of equally strong findings the first. */
function join(same: readonly Finding[]): readonly Finding[] {
  const sorted = same.toSorted((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level));
  const [strongest, ...weaker] = sorted;
  if (strongest === undefined || weaker.length === 0) return same;
  return [
    {
      ...strongest,
      routes: firstOf(
        sorted.flatMap(({ routes }) => routes),
        refKey,
      ),
      evidence: sorted.flatMap(({ evidence }) => evidence),
      symptoms: firstOf(
        sorted.flatMap(({ symptoms }) => symptoms),
        ({ controller, status }) => `${controller}|${status}`,
      ),
    },
  ];
}

/** The first item of each key. */
function firstOf<Item>(items: readonly Item[], key: (item: Item) => string): readonly Item[] {
  const first = new Map<string, Item>();
  for (const item of items) if (!first.has(key(item))) first.set(key(item), item);
  return [...first.values()];
}

/**
 * Removes exempt findings and merges the rest: an exemption on one of several routes leaves the finding of the others.
 * An exemption that does not count leaves its finding, with the reason.
 */
function settle(findings: readonly Finding[], evaluator: Evaluator): Evaluation {
  const kept: Finding[] = [];
  const exempt: Finding[] = [];
  const voided: { finding: Finding; why: string }[] = [];
  for (const finding of findings) {
    const verdict = exemptionOf(finding.rule, finding.at.obj, evaluator.config.exemptions, evaluator.now);
    if (verdict.is === 'exempt') exempt.push(finding);
    else kept.push(finding);
    if (verdict.is === 'void') voided.push({ finding, why: verdict.why });
  }
  return { findings: merge(kept), exempt: merge(exempt), voided: unique(voided) };
}

/** A note for each object and rule. */
function unique(voided: Evaluation['voided']): Evaluation['voided'] {
  const seen = new Map(
    voided.map(one => [`${one.finding.rule}|${refKey(one.finding.at.obj.ref)}`, one] as const),
  );
  return [...seen.values()];
}
