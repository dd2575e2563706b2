import fc from 'fast-check';
import { expect, test } from 'vitest';
import { profiles, rules } from '../../policies/index.ts';
import { createConfig } from '../../src/config/config.ts';
import { coverageOf } from '../../src/graph/chain/coverage.ts';
import { buildGraph, type Graph } from '../../src/graph/index/graph.ts';
import { indexKeysOf } from '../../src/graph/index/index-keys.ts';
import { closedScope, manifestScopeOf } from '../../src/graph/index/scope.ts';
import { createIndex, type Store } from '../../src/graph/index/store.ts';
import { evaluate } from '../../src/judge/evaluate.ts';
import { type Obj, refKey } from '../../src/kube/object.ts';
import type { Finding } from '../../src/rule.ts';
import { cases } from '../support/cases.ts';
import { now } from '../support/check.ts';
import { objects } from '../support/generate-objects.ts';

const config = createConfig({}, profiles);

/** A finding with the object's ref instead of the object. */
const plain = ({ at, ...rest }: Finding) => ({ ...rest, at: { ref: at.obj.ref, at: at.at } });

function judged(graph: Graph) {
  const { findings, exempt, voided } = evaluate(graph, { rules, config, now });
  return {
    findings: findings.map(plain),
    exempt: exempt.map(plain),
    voided: voided.map(({ finding, why }) => ({ finding: plain(finding), why })),
    tally: coverageOf(graph),
  };
}

/** The part of a judgement that does not depend on the order of the objects: of several reasons any may be reported. */
function settled(graph: Graph) {
  const { unknown, ...coverage } = coverageOf(graph);
  const { findings, exempt, voided } = evaluate(graph, { rules, config, now });
  const name = ({ cause, level, certainty, exposure, routes }: Finding) =>
    [cause, level, certainty, exposure, ...routes.map(refKey).sort()].join(' ');
  return {
    findings: findings.map(name).sort(),
    exempt: exempt.map(name).sort(),
    voided: voided.map(({ finding }) => name(finding)).sort(),
    tally: coverage,
    unknown: Object.values(unknown).reduce((sum, count) => sum + count, 0),
  };
}

/** All answers of the store, in its order. It may name a namespace without objects. */
function contents(store: Store, seen: Iterable<Obj>) {
  const terms = new Set([...seen].flatMap(indexKeysOf));
  return {
    objects: [...store.objects()],
    lookups: [...terms].map(term => [term, store.lookup(term)]),
    namespaces: new Set([...store.namespaces()].filter(one => lived(store).has(one))),
  };
}

const lived = (store: Store) => new Set([...store.objects()].map(({ ref }) => ref.namespace));

type Change = { readonly is: 'with' | 'without'; readonly obj: Obj };

const changes = fc.array(fc.record({ is: fc.constantFrom('with', 'with', 'without'), obj: objects }), {
  minLength: 1,
  maxLength: 5,
}) as fc.Arbitrary<readonly Change[]>;

/** One object for each name, as from every source. */
const inputs = fc.uniqueArray(objects, { minLength: 1, maxLength: 14, selector: ({ ref }) => refKey(ref) });
const drawn = fc.record({ base: inputs, changes, closed: fc.boolean() });
const scopes = (closed: boolean, base: readonly Obj[]) =>
  closed ? closedScope : manifestScopeOf(base, null, false);

const apply = (graph: Graph, { is, obj }: Change) =>
  is === 'with' ? graph.with(obj) : graph.without(obj.ref);

test('a graph after changes is the graph of what is then there', () => {
  fc.assert(
    fc.property(drawn, ({ base, changes, closed }) => {
      const scope = scopes(closed, base);
      let graph = buildGraph(base, scope);
      const live = new Map(base.map(obj => [refKey(obj.ref), obj]));
      const seen = [...base, ...changes.map(({ obj }) => obj)];
      for (const change of changes) {
        graph = apply(graph, change);
        if (change.is === 'with') live.set(refKey(change.obj.ref), change.obj);
        else live.delete(refKey(change.obj.ref));
        const inOrder = buildGraph(graph.store.objects(), scope);
        expect(contents(graph.store, seen)).toEqual(contents(inOrder.store, seen));
        expect(judged(graph)).toEqual(judged(inOrder));
        expect(settled(graph)).toEqual(settled(buildGraph(live.values(), scope)));
      }
    }),
    cases({ sample: 100, full: 400 }),
  );
});

test('a change leaves the graph that it was made of as it was', () => {
  fc.assert(
    fc.property(drawn, ({ base, changes, closed }) => {
      const graph = buildGraph(base, scopes(closed, base));
      const before = judged(graph);
      let after = graph;
      for (const change of changes) after = apply(after, change);
      judged(after);
      expect(judged(graph)).toEqual(before);
      expect([...graph.store.objects()]).toEqual(base);
    }),
    cases({ sample: 50, full: 200 }),
  );
});

test('an index after additions and removals is the index of what was left in', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(objects, fc.nat(30)), { maxLength: 30 }), steps => {
      const index = createIndex();
      const left: Obj[] = [];
      for (const [obj, victim] of steps) {
        index.add(obj);
        left.push(obj);
        if (victim >= left.length) continue;
        for (const gone of left.splice(victim, 1)) index.remove(gone);
      }
      const seen = steps.map(([obj]) => obj);
      const { objects: has, ...rest } = contents(index, seen);
      const { objects: wanted, ...scratch } = contents(createIndex(left), seen);
      expect(rest).toEqual(scratch);
      expect(new Set(has)).toEqual(new Set(wanted));
    }),
    cases({ sample: 125, full: 500 }),
  );
});
