import { profiles, rules } from '../../policies/index.ts';
import { compareBeforeAfter } from '../../src/admission/review/compare.ts';
import type { Request } from '../../src/admission/review/context.ts';
import { createConfig } from '../../src/config/config.ts';
import { buildGraph, type Graph } from '../../src/graph/index/graph.ts';
import { closedScope } from '../../src/graph/index/scope.ts';
import type { Evaluator } from '../../src/judge/evaluate.ts';
import { type Obj, sameRef } from '../../src/kube/object.ts';
import { forManifests } from '../../src/rule.ts';
import { now } from './check.ts';

export const evaluator: Evaluator = { rules: forManifests(rules), config: createConfig({}, profiles), now };

export const emptyCluster: Graph = buildGraph([], closedScope);

/** The request of writing the object to a cluster with that graph. */
export function requestOf(graph: Graph, obj: Obj): Request {
  const old = [...graph.store.objects()].find(one => sameRef(one.ref, obj.ref)) ?? null;
  return {
    uid: 'test',
    operation: old === null ? 'CREATE' : 'UPDATE',
    object: obj,
    old,
    user: { name: 'kubernetes-admin', groups: ['system:masters'] },
    dryRun: false,
  };
}

/** `Service web: backend-port-missing` for each refusal, and the graph afterwards. */
export function write(
  graph: Graph,
  obj: Obj,
): { readonly graph: Graph; readonly refused: readonly string[] } {
  const refused = compareBeforeAfter(requestOf(graph, obj), graph, evaluator)
    .decisions.filter(({ refuses }) => refuses)
    .map(({ finding }) => `${obj.ref.kind} ${obj.ref.name}: ${finding.rule}`);
  return { graph: refused.length === 0 ? graph.with(obj) : graph, refused };
}

/** Writes the objects one by one. A refused object is not stored. */
export function writeAll(
  start: Graph,
  objects: readonly Obj[],
): { readonly graph: Graph; readonly refused: readonly string[] } {
  let graph = start;
  const refused: string[] = [];
  for (const obj of objects) {
    const step = write(graph, obj);
    graph = step.graph;
    refused.push(...step.refused);
  }
  return { graph, refused };
}

export function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, index) =>
    permutations([...items.slice(0, index), ...items.slice(index + 1)]).map(rest => [item, ...rest]),
  );
}
