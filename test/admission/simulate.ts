import { profiles, rules } from '../../policies/index.ts';
import { responsibleFor } from '../../src/admission/responsible.ts';
import { findingsOf, type Judge } from '../../src/evaluate.ts';
import { affectedBy } from '../../src/graph/affected.ts';
import { buildGraph, type Graph } from '../../src/graph/graph.ts';
import { closedScope } from '../../src/graph/scope.ts';
import { subjectsOf } from '../../src/graph/subjects.ts';
import { type Obj, type Ref, refKey } from '../../src/kube/object.ts';
import { createPolicy } from '../../src/policy.ts';
import type { Finding } from '../../src/rule.ts';
import { now } from '../support/check.ts';

const judge: Judge = { rules, policy: createPolicy({}, profiles), now };

export const emptyCluster: Graph = buildGraph([], closedScope);

/** One write, as admission sees it: what is found on both sides of it, and what it answers for. */
export interface Write {
  readonly graph: Graph;
  readonly findings: readonly Finding[];
  readonly answersFor: readonly Finding[];
  /** What would refuse it: closed contradictions alone, since an open end may still become sound. */
  readonly refusals: readonly Finding[];
}

export function write(
  graph: Graph,
  obj: Obj,
  isOneRelease: (a: Ref, b: Ref) => boolean = () => false,
): Write {
  const after = graph.with(obj);
  const [old] = [...graph.store.objects()].filter(one => refKey(one.ref) === refKey(obj.ref));
  const touched = new Set<string>();
  for (const [side, one] of [
    [graph, old],
    [after, obj],
    [graph, obj],
    [after, old],
  ] as const) {
    if (one === undefined) continue;
    for (const { ref } of affectedBy(one, side.query()).objects) touched.add(refKey(ref));
  }
  const findings = findingsIn(after, touched);
  const answersFor = responsibleFor({
    before: findingsIn(graph, touched),
    after: findings,
    object: obj.ref,
    isOneRelease,
  });
  return {
    graph: after,
    findings,
    answersFor,
    refusals: answersFor.filter(one => one.level === 'deny' && !one.open),
  };
}

function findingsIn(graph: Graph, keys: ReadonlySet<string>): readonly Finding[] {
  const query = graph.query();
  return [...graph.store.objects()]
    .filter(obj => keys.has(refKey(obj.ref)))
    .flatMap(obj => [...subjectsOf(obj, query)].flatMap(subject => findingsOf(subject, graph, judge, false)));
}

/** Writes the objects one by one into the graph. A refused one is not stored. */
export function writeAll(
  start: Graph,
  objects: readonly Obj[],
): { readonly graph: Graph; readonly refused: readonly string[] } {
  let graph = start;
  const refused: string[] = [];
  for (const obj of objects) {
    const step = write(graph, obj);
    if (step.refusals.length === 0) graph = step.graph;
    refused.push(...step.refusals.map(finding => `${obj.ref.kind} ${obj.ref.name}: ${finding.rule}`));
  }
  return { graph, refused };
}

export function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, index) =>
    permutations([...items.slice(0, index), ...items.slice(index + 1)]).map(rest => [item, ...rest]),
  );
}
