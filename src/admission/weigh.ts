import { findingsOf, type Judge } from '../evaluate.ts';
import { affectedBy } from '../graph/affected.ts';
import type { Graph } from '../graph/graph.ts';
import type { Query, Recorder } from '../graph/query.ts';
import { subjectsOf } from '../graph/subjects.ts';
import { type Obj, type Ref, refKey } from '../kube/object.ts';
import { isWorkload } from '../kube/workload.ts';
import { isRouteKind } from '../routes/adapters.ts';
import type { Finding } from '../rule.ts';
import { exemptedBy } from './exempted.ts';
import { positionsOf } from './progress.ts';
import { isOneRelease } from './release.ts';
import { unscaled } from './replicas.ts';
import type { Request } from './request.ts';
import { identityOf, responsibleFor } from './responsible.ts';
import { type Ruling, ruleOn } from './ruling.ts';

/** What one write does, as far as the graph knows. */
export interface Weighed {
  /** One ruling a finding of the graph after the write; what is exempt is not among them. */
  readonly rulings: readonly Ruling[];
  /** The findings that the request answers for, exempt ones too. */
  readonly answersFor: ReadonlySet<Finding>;
  readonly exempt: readonly { readonly finding: Finding; readonly reason: string }[];
  /** Exemptions that do not count, each with its finding and why. */
  readonly voided: readonly { readonly finding: Finding; readonly why: string }[];
  /** False where the write can affect more than was looked at. */
  readonly complete: boolean;
}

export interface WeighOptions {
  /** Notes all that is looked at. */
  readonly recorder?: Recorder;
  readonly rollback?: boolean;
  /** What leads to the object may come later, as it may for one that is created. */
  readonly coming?: boolean;
  /** Of the findings at level `patch`, those that no patch may mend. */
  blockedOf?(findings: readonly Finding[]): ReadonlySet<Finding>;
}

/** Weighs one write on what the graph holds and nothing else: the graph before it, the graph after it, the difference. */
export function weigh(request: Request, graph: Graph, judge: Judge, options: WeighOptions = {}): Weighed {
  const sides = sidesOf(request, graph, options);
  const { touched, complete } = reachOf(request, sides);
  const after = findingsIn(sides.after, touched, judge);
  // What is sound afterwards needs no comparison, and most of what is written is sound.
  if (after.length === 0) return { ...nothing, complete };
  const before = findingsIn(sides.before, touched, judge);
  const find = (ref: Ref) => objectIn(sides.after, ref);
  const responsible = responsibleFor({
    before,
    after,
    object: request.object.ref,
    isOneRelease: (a, b) => {
      const [one, other] = [find(a), find(b)];
      return one !== null && other !== null && isOneRelease(one, other);
    },
  });
  const answersFor = new Set(
    withoutScaling(responsible, request, scaled => {
      const side = sideOf(graph.with(scaled), options.recorder);
      return findingsIn(side, touched, judge);
    }),
  );
  const sifted = after.map(finding => ({ finding, exempted: exemptedBy(finding, request, judge) }));
  const counted = sifted.flatMap(({ finding, exempted }) => (exempted.is === 'none' ? [finding] : []));
  const about = {
    request,
    before,
    answersFor,
    positions: { before: positionsOf(before), after: positionsOf(after) },
    routesBefore: routesIn(sides.before, touched),
    podsBefore: affectedBy(request.old ?? request.object, sides.before.query).objects.filter(isWorkload),
    find,
    updates: judge.policy.admission.updates,
    rollback: options.rollback ?? false,
    blocked: options.blockedOf?.(counted) ?? new Set<Finding>(),
  };
  return {
    rulings: counted.map(finding => ruleOn(finding, about)),
    answersFor,
    exempt: sifted.flatMap(({ finding, exempted }) =>
      exempted.is === 'exempt' ? [{ finding, reason: exempted.reason }] : [],
    ),
    voided: sifted.flatMap(({ finding, exempted }) =>
      exempted.is === 'none' && exempted.void !== null ? [{ finding, why: exempted.void }] : [],
    ),
    complete,
  };
}

const nothing: Omit<Weighed, 'complete'> = { rulings: [], answersFor: new Set(), exempt: [], voided: [] };

interface Sides {
  readonly before: Side;
  readonly after: Side;
}

function sidesOf({ object, old }: Request, graph: Graph, { recorder, coming }: WeighOptions): Sides {
  const after = old === null || coming === true ? graph.creating(object) : graph.with(object);
  return {
    before: sideOf(old === null ? graph.without(object.ref) : graph.with(old), recorder),
    after: sideOf(after, recorder),
  };
}

/** All that the write can affect: what lies on a way with either state of the object, before or after. */
function reachOf({ object, old }: Request, { before, after }: Sides) {
  const near = [object, ...(old === null ? [] : [old])].flatMap(obj =>
    [before, after].map(({ query }) => affectedBy(obj, query)),
  );
  return {
    touched: unique(near.flatMap(({ objects }) => objects.map(({ ref }) => ref))),
    complete: near.every(one => one.complete),
  };
}

/** Without those that are there only because of another number of replicas. */
function withoutScaling(
  answersFor: readonly Finding[],
  request: Request,
  findingsWith: (scaled: Obj) => readonly Finding[],
): readonly Finding[] {
  const scaled = answersFor.length === 0 ? null : unscaled(request);
  if (scaled === null) return answersFor;
  const left = new Set(findingsWith(scaled).map(identityOf));
  return answersFor.filter(finding => left.has(identityOf(finding)));
}

/** A graph, and the one query through which all of it is asked. */
interface Side {
  readonly graph: Graph;
  readonly query: Query;
}

const sideOf = (graph: Graph, recorder: Recorder | undefined): Side => ({
  graph,
  query: graph.query(recorder),
});

function unique(refs: readonly Ref[]): readonly Ref[] {
  return [...new Map(refs.map(ref => [refKey(ref), ref])).values()];
}

function objectIn({ query }: Side, ref: Ref): Obj | null {
  const found = query.get<Obj>(ref);
  return found.is === 'found' ? found.value : null;
}

function routesIn(side: Side, refs: readonly Ref[]): ReadonlySet<string> {
  return new Set(
    refs
      .flatMap(ref => objectIn(side, ref) ?? [])
      .filter(isRouteKind)
      .map(({ ref }) => refKey(ref)),
  );
}

function findingsIn(side: Side, refs: readonly Ref[], judge: Judge): readonly Finding[] {
  return refs.flatMap(ref => {
    const obj = objectIn(side, ref);
    if (obj === null) return [];
    return [...subjectsOf(obj, side.query)].flatMap(subject => findingsOf(subject, side.query, judge));
  });
}
