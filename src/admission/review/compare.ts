import { exemptionOf } from '../../config/exemptions.ts';
import { affectedBy } from '../../graph/chain/affected.ts';
import { subjectsOf } from '../../graph/chain/subjects.ts';
import type { Graph } from '../../graph/index/graph.ts';
import type { Query, Recorder } from '../../graph/index/query.ts';
import { type Evaluator, findingsOf } from '../../judge/evaluate.ts';
import { isJsonObject, own } from '../../kube/json.ts';
import { type Obj, type Ref, refKey, sameRef } from '../../kube/object.ts';
import { isOneRelease } from '../../kube/release.ts';
import { isWorkload } from '../../kube/workload.ts';
import { isRouteKind } from '../../routes/route-kinds.ts';
import { type Finding, identityOf } from '../../rule.ts';
import type { Request } from './context.ts';
import { type Decision, decide } from './decision.ts';
import { introducedBy } from './introduced.ts';
import { stagesOf } from './stage.ts';

/** The effect of a write on the findings of the graph. */
export interface Comparison {
  /** A decision for each finding after the write, exempt findings excluded. */
  readonly decisions: readonly Decision[];
  /** The findings that the request introduces, exempt ones included. */
  readonly introduced: ReadonlySet<Finding>;
  /** Findings on other objects that an earlier write was warned of, and that this write makes no worse. */
  readonly told: ReadonlySet<Finding>;
  readonly exempt: readonly { readonly finding: Finding; readonly reason: string }[];
  /** Exemptions that do not count, each with its finding and the reason. */
  readonly voided: readonly { readonly finding: Finding; readonly why: string }[];
  /** False where the write can affect more objects than were compared. */
  readonly complete: boolean;
}

export interface ComparisonOptions {
  /** Records every read. */
  readonly recorder?: Recorder;
  readonly rollback?: boolean;
  /** Services and routes to the object may come later, as for a created object. */
  readonly incoming?: boolean;
  /** The findings of level `patch` that no patch may mend. */
  blockedOf?(findings: readonly Finding[]): ReadonlySet<Finding>;
}

/** Compares the findings of the graph before and after a write. Reads only the graph. */
export function compareBeforeAfter(
  request: Request,
  graph: Graph,
  evaluator: Evaluator,
  options: ComparisonOptions = {},
): Comparison {
  const sides = sidesOf(request, graph, options);
  const { touched, complete } = affectedByWrite(request, sides);
  const after = findingsOn(sides.after, touched, evaluator);
  // Most writes leave no findings, which then need no comparison.
  if (after.length === 0) return { ...nothing, complete };
  const beside = touched.filter(({ ref }) => !sameRef(ref, request.object.ref));
  const formerObjects = [...beside, ...(request.old === null ? [] : [request.old])];
  const before = findingsOn(sides.before, formerObjects, evaluator);
  const find = (ref: Ref) => objectIn(sides.after, ref);
  const responsible = introducedBy({
    before,
    after,
    object: request.object.ref,
    isOneRelease: (a, b) => {
      const [objA, objB] = [find(a), find(b)];
      return objA !== null && objB !== null && isOneRelease(objA, objB);
    },
  });
  const introduced = new Set(
    withoutScaling(responsible, request, scaled => {
      const side = sideOf(graph.with(scaled), options.recorder);
      return findingsOn(side, [...beside, scaled], evaluator);
    }),
  );
  const sifted = after.map(finding => ({ finding, exempted: exemptedBy(finding, request, evaluator) }));
  const counted = sifted.flatMap(({ finding, exempted }) => (exempted.is === 'none' ? [finding] : []));
  const input = {
    request,
    before,
    introduced,
    stages: { before: stagesOf(before), after: stagesOf(after) },
    routesBefore: new Set(formerObjects.filter(isRouteKind).map(({ ref }) => refKey(ref))),
    podsBefore: affectedBy(request.old ?? request.object, sides.before.query).objects.filter(isWorkload),
    find,
    updates: evaluator.config.admission.updates,
    rollback: options.rollback ?? false,
    blocked: options.blockedOf?.(counted) ?? new Set<Finding>(),
  };
  return {
    decisions: counted.map(finding => decide(finding, input)),
    introduced,
    told: toldBefore(counted, before, request),
    exempt: sifted.flatMap(({ finding, exempted }) =>
      exempted.is === 'exempt' ? [{ finding, reason: exempted.reason }] : [],
    ),
    voided: sifted.flatMap(({ finding, exempted }) =>
      exempted.is === 'none' && exempted.void !== null ? [{ finding, why: exempted.void }] : [],
    ),
    complete,
  };
}

const nothing: Omit<Comparison, 'complete'> = {
  decisions: [],
  introduced: new Set(),
  told: new Set(),
  exempt: [],
  voided: [],
};

/** An open end without a route was not told: see `isStillToCome`. A denial is told each time, since it may refuse. */
function toldBefore(
  after: readonly Finding[],
  before: readonly Finding[],
  { object }: Request,
): ReadonlySet<Finding> {
  const known = new Set(
    before
      .filter(({ level, end, routes }) => level !== 'audit' && (end !== 'open' || routes.length > 0))
      .map(identityOf),
  );
  return new Set(
    after.filter(
      finding =>
        (finding.level === 'warn' || finding.level === 'patch') &&
        !sameRef(finding.at.obj.ref, object.ref) &&
        known.has(identityOf(finding)),
    ),
  );
}

/** The graph on both sides of a write. */
export interface Sides {
  readonly before: Side;
  readonly after: Side;
}

export function sidesOf(
  { object, old }: Pick<Request, 'object' | 'old'>,
  graph: Graph,
  { recorder, incoming: coming }: ComparisonOptions = {},
): Sides {
  const after = old === null || coming === true ? graph.creating(object) : graph.with(object);
  return {
    before: sideOf(old === null ? graph.without(object.ref) : graph.with(old), recorder),
    after: sideOf(after, recorder),
  };
}

/** All objects that the write can affect: those that share a chain with the object before or after the write. */
export function affectedByWrite(
  { object, old }: Pick<Request, 'object' | 'old'>,
  { before, after }: Sides,
): AffectedObjects {
  const affectedBefore = old === null ? null : affectedBy(old, before.query);
  const affectedAfter = affectedBy(object, after.query);
  const touched = new Map(affectedAfter.objects.map(obj => [refKey(obj.ref), obj]));
  // Objects only affected before the write are unchanged by it, so either graph's copy serves.
  for (const obj of affectedBefore?.objects ?? []) {
    const key = refKey(obj.ref);
    if (!touched.has(key)) touched.set(key, obj);
  }
  return {
    touched: [...touched.values()],
    complete: affectedAfter.complete && (affectedBefore?.complete ?? true),
  };
}

interface AffectedObjects {
  /** The affected objects, as they are after the write. */
  readonly touched: readonly Obj[];
  readonly complete: boolean;
}

/** The introduced findings without those that only another number of replicas causes. */
function withoutScaling(
  introduced: readonly Finding[],
  request: Request,
  findingsWith: (scaled: Obj) => readonly Finding[],
): readonly Finding[] {
  const scaled = introduced.length === 0 ? null : unscaled(request);
  if (scaled === null) return introduced;
  const left = new Set(findingsWith(scaled).map(identityOf));
  return introduced.filter(finding => left.has(identityOf(finding)));
}

/** A graph and its single query. */
export interface Side {
  readonly graph: Graph;
  readonly query: Query;
}

const sideOf = (graph: Graph, recorder: Recorder | undefined): Side => ({
  graph,
  query: graph.query(recorder),
});

function objectIn({ query }: Side, ref: Ref): Obj | null {
  const found = query.get<Obj>(ref);
  return found.is === 'found' ? found.value : null;
}

function findingsOn({ query }: Side, objects: readonly Obj[], evaluator: Evaluator): readonly Finding[] {
  return objects.flatMap(obj =>
    [...subjectsOf(obj, query)].flatMap(subject => findingsOf(subject, query, evaluator)),
  );
}

/** The effect of an exemption on a finding; `void` gives the reason why it does not count. */
export type Exempted =
  | { readonly is: 'exempt'; readonly reason: string }
  | { readonly is: 'none'; readonly void: string | null };

/**
 * An exemption counts on the object of the finding, on the written object, and on the stored object from which the
 * request removes it.
 */
export function exemptedBy(finding: Finding, { object, old }: Request, evaluator: Evaluator): Exempted {
  const bearers = [finding.at.obj, object, ...(old === null ? [] : [old])];
  const verdicts = bearers.map(obj =>
    exemptionOf(finding.rule, obj, evaluator.config.exemptions, evaluator.now),
  );
  const counts = verdicts.find(verdict => verdict.is === 'exempt');
  if (counts?.is === 'exempt') return { is: 'exempt', reason: counts.reason };
  const void_ = verdicts.find(verdict => verdict.is === 'void');
  return { is: 'none', void: void_?.is === 'void' ? void_.why : null };
}

/**
 * The object with the former number of replicas; null where the request does not scale. Scaling is never a fault: a
 * finding that exists only with the new number is not introduced.
 */
export function unscaled({ object, old }: Request): Obj | null {
  if (old === null) return null;
  const [newSpec, oldSpec] = [own(object.body, 'spec'), own(old.body, 'spec')];
  if (!isJsonObject(newSpec) || own(newSpec, 'replicas') === own(oldSpec, 'replicas')) return null;
  const { replicas: _, ...rest } = newSpec;
  const before = own(oldSpec, 'replicas');
  const spec = before === undefined ? rest : { ...rest, replicas: before };
  return { ...object, body: { ...object.body, spec } };
}
