import { findingsOf, type Judge } from '../evaluate.ts';
import { exemptionOf } from '../exempt.ts';
import { affectedBy } from '../graph/affected.ts';
import type { Graph } from '../graph/graph.ts';
import { subjectsOf } from '../graph/subjects.ts';
import { term } from '../graph/terms.ts';
import { type Obj, type Ref, refKey, sameRef } from '../kube/object.ts';
import { isWorkload } from '../kube/workload.ts';
import { isRouteKind } from '../routes/adapters.ts';
import type { Finding } from '../rule.ts';
import { positionsOf } from './progress.ts';
import { isOneRelease } from './release.ts';
import type { Request } from './request.ts';
import { responsibleFor } from './responsible.ts';
import { type Ruling, ruleOn } from './ruling.ts';

/** What one write does, as far as the graph knows. */
export interface Weighed {
  /** One ruling a finding of the graph after the write; what is exempt is not among them. */
  readonly rulings: readonly Ruling[];
  /** False where the write can affect more than was looked at. */
  readonly complete: boolean;
}

/** Weighs one write on what the graph holds and nothing else: the graph before it, the graph after it, the difference. */
export function weigh(
  request: Request,
  graph: Graph,
  judge: Judge,
  updates: 'lenient' | 'strict' = 'lenient',
): Weighed {
  const { object, old } = request;
  const before = old === null ? graph.without(object.ref) : graph.with(old);
  const after = graph.with(object);
  const near = [object, ...(old === null ? [] : [old])].flatMap(obj =>
    [before, after].map(side => affectedBy(obj, side.query())),
  );
  const touched = unique(near.flatMap(({ objects }) => objects.map(({ ref }) => ref)));
  const found = { before: findingsIn(before, touched, judge), after: findingsIn(after, touched, judge) };
  const find = (ref: Ref) => objectIn(after, ref);
  const answersFor = responsibleFor({
    ...found,
    object: object.ref,
    isOneRelease: (a, b) => {
      const [one, other] = [find(a), find(b)];
      return one !== null && other !== null && isOneRelease(one, other);
    },
  });
  const about = {
    request,
    before: found.before,
    answersFor: new Set(answersFor),
    positions: { before: positionsOf(found.before), after: positionsOf(found.after) },
    routesBefore: new Set(
      touched
        .flatMap(ref => objectIn(before, ref) ?? [])
        .filter(isRouteKind)
        .map(({ ref }) => refKey(ref)),
    ),
    podsBefore: affectedBy(old ?? object, before.query()).objects.filter(isWorkload),
    find,
    updates,
  };
  return {
    rulings: found.after.filter(finding => !isExempt(finding, judge)).map(finding => ruleOn(finding, about)),
    complete: near.every(({ complete }) => complete),
  };
}

function unique(refs: readonly Ref[]): readonly Ref[] {
  return [...new Map(refs.map(ref => [refKey(ref), ref])).values()];
}

function objectIn(graph: Graph, ref: Ref): Obj | null {
  return graph.store.lookup(term.object(ref)).find(obj => sameRef(obj.ref, ref)) ?? null;
}

function findingsIn(graph: Graph, refs: readonly Ref[], judge: Judge): readonly Finding[] {
  const query = graph.query();
  return refs.flatMap(ref => {
    const obj = objectIn(graph, ref);
    if (obj === null) return [];
    return [...subjectsOf(obj, query)].flatMap(subject => findingsOf(subject, graph, judge, false));
  });
}

function isExempt(finding: Finding, judge: Judge): boolean {
  return exemptionOf(finding.rule, finding.at.obj, judge.policy.exemptions, judge.now).is === 'exempt';
}
