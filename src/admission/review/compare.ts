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

/** What one write does, as far as the graph knows. */
export interface Comparison {
  /** One ruling a finding of the graph after the write; what is exempt is not among them. */
  readonly decisions: readonly Decision[];
  /** The findings that the request answers for, exempt ones too. */
  readonly introduced: ReadonlySet<Finding>;
  readonly exempt: readonly { readonly finding: Finding; readonly reason: string }[];
  /** Exemptions that do not count, each with its finding and why. */
  readonly voided: readonly { readonly finding: Finding; readonly why: string }[];
  /** False where the write can affect more than was looked at. */
  readonly complete: boolean;
}

export interface ComparisonOptions {
  /** Notes all that is looked at. */
  readonly recorder?: Recorder;
  readonly rollback?: boolean;
  /** What leads to the object may come later, as it may for one that is created. */
  readonly incoming?: boolean;
  /** Of the findings at level `patch`, those that no patch may mend. */
  blockedOf?(findings: readonly Finding[]): ReadonlySet<Finding>;
}

/** Weighs one write on what the graph holds and nothing else: the graph before it, the graph after it, the difference. */
export function compareBeforeAfter(
  request: Request,
  graph: Graph,
  evaluator: Evaluator,
  options: ComparisonOptions = {},
): Comparison {
  const sides = sidesOf(request, graph, options);
  const { touched, complete } = affectedByWrite(request, sides);
  const after = findingsOn(sides.after, touched, evaluator);
  // What is sound afterwards needs no comparison, and most of what is written is sound.
  if (after.length === 0) return { ...nothing, complete };
  const beside = touched.filter(({ ref }) => !sameRef(ref, request.object.ref));
  const stood = [...beside, ...(request.old === null ? [] : [request.old])];
  const before = findingsOn(sides.before, stood, evaluator);
  const find = (ref: Ref) => objectIn(sides.after, ref);
  const responsible = introducedBy({
    before,
    after,
    object: request.object.ref,
    isOneRelease: (a, b) => {
      const [one, other] = [find(a), find(b)];
      return one !== null && other !== null && isOneRelease(one, other);
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
  const about = {
    request,
    before,
    introduced,
    stages: { before: stagesOf(before), after: stagesOf(after) },
    routesBefore: new Set(stood.filter(isRouteKind).map(({ ref }) => refKey(ref))),
    podsBefore: affectedBy(request.old ?? request.object, sides.before.query).objects.filter(isWorkload),
    find,
    updates: evaluator.config.admission.updates,
    rollback: options.rollback ?? false,
    blocked: options.blockedOf?.(counted) ?? new Set<Finding>(),
  };
  return {
    decisions: counted.map(finding => decide(finding, about)),
    introduced,
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
  exempt: [],
  voided: [],
};

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

/** All that the write can affect: what lay on a way with the object before, and what does after. */
export function affectedByWrite(
  { object, old }: Pick<Request, 'object' | 'old'>,
  { before, after }: Sides,
): AffectedObjects {
  const was = old === null ? null : affectedBy(old, before.query);
  const is = affectedBy(object, after.query);
  const touched = new Map(is.objects.map(obj => [refKey(obj.ref), obj]));
  // The others are the same objects on both sides.
  for (const obj of was?.objects ?? []) {
    const key = refKey(obj.ref);
    if (!touched.has(key)) touched.set(key, obj);
  }
  return { touched: [...touched.values()], complete: is.complete && (was?.complete ?? true) };
}

interface AffectedObjects {
  /** As they are after the write. */
  readonly touched: readonly Obj[];
  readonly complete: boolean;
}

/** Without those that are there only because of another number of replicas. */
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

/** A graph, and the one query through which all of it is asked. */
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

/** What an exemption makes of a finding: `void` says why it does not count. */
export type Exempted =
  | { readonly is: 'exempt'; readonly reason: string }
  | { readonly is: 'none'; readonly void: string | null };

/**
 * An exemption counts on the object of the finding, on the one that is written, and on the stored one that the request
 * takes it from.
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
 * The object with as many replicas as before; null where the request does not scale. To scale is never a fault: what
 * is found of the object only because of it was there under the other number too.
 */
export function unscaled({ object, old }: Request): Obj | null {
  if (old === null) return null;
  const [is, was] = [own(object.body, 'spec'), own(old.body, 'spec')];
  if (!isJsonObject(is) || own(is, 'replicas') === own(was, 'replicas')) return null;
  const { replicas: _, ...rest } = is;
  const before = own(was, 'replicas');
  const spec = before === undefined ? rest : { ...rest, replicas: before };
  return { ...object, body: { ...object.body, spec } };
}
