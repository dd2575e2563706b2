import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deploymentStep, scaled } from '../../src/kube/rollout.ts';
import type { IntOrString } from '../../src/kube/schema.ts';
import { cases } from '../support/cases.ts';

test.for<[IntOrString, number, 'up' | 'down', number | null]>([
  [3, 10, 'up', 3],
  [0, 10, 'down', 0],
  ['25%', 3, 'down', 0],
  ['25%', 3, 'up', 1],
  ['100%', 7, 'down', 7],
  ['0%', 7, 'up', 0],
  ['50%', 3, 'up', 2],
  ['1', 3, 'up', null],
  ['-5%', 3, 'up', null],
  ['2.5%', 3, 'up', null],
  ['half', 3, 'up', null],
])('%j of %i, rounded %s, is %j', ([value, replicas, round, expected]) => {
  expect(scaled(value, replicas, round)).toBe(expected);
});

/** maxUnavailable, maxSurge, replicas; the pods that a rollout takes away at once and adds at once. */
test.for<[IntOrString | null, IntOrString | null, number, number, number]>([
  [null, null, 1, 0, 1],
  [null, null, 3, 0, 1],
  [null, null, 4, 1, 1],
  [null, null, 10, 2, 3],
  ['25%', 0, 1, 1, 0],
  ['25%', 0, 3, 1, 0],
  ['25%', 0, 10, 2, 0],
  [1, 1, 1, 1, 1],
  [1, 1, 10, 1, 1],
  ['50%', '50%', 1, 0, 1],
  ['50%', '50%', 3, 1, 2],
  ['50%', '50%', 10, 5, 5],
  [0, 1, 1, 0, 1],
  ['1%', 0, 10, 1, 0],
  [5, 1, 3, 3, 1],
  ['0%', '0%', 3, 1, 0],
])(
  'maxUnavailable %j and maxSurge %j of %i are %i and %i',
  ([maxUnavailable, maxSurge, replicas, unavailable, surge]) => {
    expect(deploymentStep(maxUnavailable, maxSurge, replicas)).toEqual({ unavailable, surge });
  },
);

test('a text that is no percentage gives no step', () => {
  expect(deploymentStep('1', 1, 3)).toBeNull();
  expect(deploymentStep(1, 'two', 3)).toBeNull();
});

/** deployment_util.go, MaxUnavailable and ResolveFenceposts, in integers as Go computes them. */
function controller(maxUnavailable: IntOrString, maxSurge: IntOrString, replicas: bigint) {
  const percent = (value: string) => BigInt(value.slice(0, -1)) * replicas;
  const surge = typeof maxSurge === 'number' ? BigInt(maxSurge) : (percent(maxSurge) + 99n) / 100n;
  let unavailable =
    typeof maxUnavailable === 'number' ? BigInt(maxUnavailable) : percent(maxUnavailable) / 100n;
  if (surge === 0n && unavailable === 0n) unavailable = 1n;
  if (unavailable > replicas) unavailable = replicas;
  return { unavailable: Number(unavailable), surge: Number(surge) };
}

test('a Deployment step is what its controller computes', () => {
  const value = fc.oneof(
    fc.nat({ max: 200 }),
    fc.nat({ max: 100 }).map(percent => `${percent}%`),
  );
  fc.assert(
    fc.property(value, value, fc.integer({ min: 0, max: 5000 }), (maxUnavailable, maxSurge, replicas) => {
      expect(deploymentStep(maxUnavailable, maxSurge, replicas)).toEqual(
        controller(maxUnavailable, maxSurge, BigInt(replicas)),
      );
    }),
    cases({ sample: 1000, full: 5000 }),
  );
});

test('the defaults never take a whole workload away', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), replicas => {
      const step = deploymentStep(null, undefined, replicas);
      expect(step?.surge).toBeGreaterThan(0);
      expect(step?.unavailable).toBeLessThanOrEqual(replicas / 4);
    }),
    cases({ sample: 100, full: 1000 }),
  );
});
