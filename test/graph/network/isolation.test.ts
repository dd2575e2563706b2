import fc from 'fast-check';
import { expect, test } from 'vitest';
import { policiesIn, policiesOf } from '../../../src/graph/network/isolation.ts';
import { admitsIngress } from '../../../src/graph/network/network-policy.ts';
import { anyPodIn } from '../../../src/graph/network/traffic-sources.ts';
import { isReadable } from '../../../src/kube/object.ts';
import { matchesSelector } from '../../../src/kube/selector.ts';
import { isWorkload, podLabels } from '../../../src/kube/workload.ts';
import { graphFrom } from '../../support/check.ts';
import { deployment, manifest, networkPolicy } from '../../support/manifests.ts';

function world(yaml: string) {
  const graph = graphFrom(yaml);
  const all = [...graph.store.objects()];
  const objects = all.filter(isReadable);
  const workloads = all.filter(isWorkload).filter(isReadable);
  return {
    query: graph.query(),
    workloads,
    policies: objects.filter(({ ref }) => ref.kind === 'NetworkPolicy'),
  };
}

const key = fc.constantFrom('app', 'tier', 'pod-template-hash');
// biome-ignore lint/suspicious/noTemplateCurlyInString: a parameter as Flux writes it
const value = fc.constantFrom('web', 'api', '${NAME}');
const labels = fc.dictionary(key, value, { maxKeys: 2, noNullPrototype: true });
const expression = fc.record({
  key,
  operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'),
  values: fc.array(value, { maxLength: 2 }),
});
const podSelector = fc.record(
  { matchLabels: labels, matchExpressions: fc.array(expression, { maxLength: 2 }) },
  { requiredKeys: [] },
);
const policyTypes: fc.Arbitrary<readonly string[]> = fc.constantFrom(['Ingress'], ['Egress'], []);

test('the policies of a workload are those whose selector matches', () => {
  fc.assert(
    fc.property(
      fc.array(labels, { minLength: 1, maxLength: 3 }),
      fc.array(fc.record({ podSelector, policyTypes }), { maxLength: 6 }),
      (some, specs) => {
        const { query, workloads, policies } = world(
          manifest(
            ...some.map((labels, index) => deployment(`web-${index}`, { labels })),
            ...specs.map((spec, index) => networkPolicy(`p-${index}`, spec as never)),
          ),
        );
        for (const workload of workloads) {
          const matching = (truth: string) =>
            policies
              .filter(({ body }) => {
                const spec = body.spec as (typeof specs)[number];
                const isIngress = spec.policyTypes.length === 0 || spec.policyTypes.includes('Ingress');
                return isIngress && matchesSelector(spec.podSelector, podLabels(workload)) === truth;
              })
              .map(({ ref }) => ref.name);
          const { sets, maybe } = policiesOf(workload, query);
          expect(policiesIn(sets).map(({ ref }) => ref.name)).toEqual(matching('yes'));
          expect(policiesIn(maybe).map(({ ref }) => ref.name)).toEqual(matching('unknown'));
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('workloads with the same policies have the very same sets, which are asked once for a source', () => {
  const count = 50;
  const { query, workloads, policies } = world(
    manifest(
      ...Array.from({ length: count }, (_, index) =>
        deployment(`web-${index}`, { labels: { app: `web-${index}`, tier: 'web' } }),
      ),
      networkPolicy('all', { podSelector: {}, ingress: [] }),
      networkPolicy('tier', { podSelector: { matchLabels: { tier: 'web' } }, ingress: [] }),
    ),
  );
  let asked = 0;
  for (const { body } of policies) {
    const spec = body.spec as { ingress?: unknown };
    Object.defineProperty(spec, 'ingress', {
      get() {
        asked++;
        return [];
      },
    });
  }
  const source = anyPodIn('other');
  const sets = new Set<unknown>();
  for (const workload of workloads) {
    const { admitted } = admitsIngress(source, { workload, port: 8080, protocol: 'TCP' }, query);
    expect(admitted).toBe('no');
    for (const set of policiesOf(workload, query).sets) sets.add(set);
  }
  expect(workloads).toHaveLength(count);
  expect(sets.size).toBe(2);
  expect(asked).toBe(2);
});
