import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { changeLines } from '../../src/text/change.ts';
import { found, judge } from '../support/check.ts';
import {
  autoscaler,
  deployment,
  ingress,
  manifest,
  service,
  type WorkloadOptions,
  workload,
} from '../support/manifests.ts';

const rule = 'disruption-unguarded';
const clean: readonly string[] = [];
const warning = [`warning ${rule} PodDisruptionBudget shop/web`];
const info = [`info ${rule} PodDisruptionBudget shop/web`];

type Fields = { readonly [field: string]: Json };
const budget = (spec: Fields, name = 'web', namespace = 'shop'): Json => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name, namespace },
  spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
});
const web = (replicas: number | null, options: WorkloadOptions = {}) =>
  deployment('web', { spec: { replicas }, ...options });
const rest = [service('web'), ingress('shop', ['web'])];
const scaler = (minReplicas: number, maxReplicas: number) => autoscaler('web', { minReplicas, maxReplicas });
const nobody = { selector: { matchLabels: { app: 'shop' } }, maxUnavailable: 1 };

const cases: readonly (readonly [string, readonly Json[], readonly string[]])[] = [
  ['one at a time', [budget({ maxUnavailable: 1 }), web(3)], clean],
  ['half of them', [budget({ minAvailable: '50%' }), web(3)], clean],
  ['none may be away', [budget({ maxUnavailable: 0 }), web(3)], warning],
  ['0% may be away', [budget({ maxUnavailable: '0%' }), web(3)], warning],
  ['10% of 3 is rounded up to 1', [budget({ maxUnavailable: '10%' }), web(3)], clean],
  ['all must be there', [budget({ minAvailable: 3 }), web(3)], warning],
  ['more than all', [budget({ minAvailable: 5 }), web(3)], warning],
  ['100%', [budget({ minAvailable: '100%' }), web(3)], warning],
  ['90% of 3 is rounded up to 3', [budget({ minAvailable: '90%' }), web(3)], warning],
  ['one replica, which must be there', [budget({ minAvailable: 1 }), web(1)], info],
  ['one replica by default', [budget({ minAvailable: 1 }), web(null)], info],
  ['one replica, which may be away', [budget({ maxUnavailable: 1 }), web(1)], clean],
  ['all may be away', [budget({ maxUnavailable: 3 }), web(3)], info],
  ['100% may be away', [budget({ maxUnavailable: '100%' }), web(3)], info],
  ['none must be there', [budget({ minAvailable: 0 }), web(3)], info],
  ['no number', [budget({}), web(3)], info],
  ['a text that is no percentage', [budget({ minAvailable: 'x' }), web(3)], clean],
  ['an autoscaler may have more', [budget({ minAvailable: 2 }), web(null), scaler(2, 5)], info],
  ['an autoscaler has never more', [budget({ minAvailable: 5 }), web(null), scaler(2, 5)], warning],
  ['an autoscaler has always more', [budget({ minAvailable: 1 }), web(null), scaler(2, 5)], clean],
  ['0 replicas', [budget({ maxUnavailable: 0 }), web(0)], clean],
  ['no budget', [web(3)], clean],
  ['a budget of other pods', [budget({ ...nobody, maxUnavailable: 0 }, 'other'), web(3)], clean],
  ['a budget of another namespace', [budget({ maxUnavailable: 0 }, 'web', 'other'), web(3)], clean],
  ['an empty selector', [budget({ selector: {}, maxUnavailable: 0 }), web(3)], warning],
  ['a budget for nobody', [budget(nobody), web(3)], warning],
  [
    'a budget for nobody, by its usual name',
    [budget(nobody, 'web-pdb'), web(3)],
    [`warning ${rule} PodDisruptionBudget shop/web-pdb`],
  ],
  ['a budget without a selector', [budget({ selector: null, maxUnavailable: 1 }), web(3)], warning],
  ['a budget for nobody, of one replica', [budget(nobody), web(1)], clean],
  ['a budget that is for another workload', [budget(nobody), web(3), deployment('shop')], clean],
  ['two budgets', [budget({ maxUnavailable: 1 }), budget({ minAvailable: 1 }, 'all'), web(3)], info],
  [
    'a StatefulSet',
    [budget({ maxUnavailable: 0 }), workload('StatefulSet', 'web', { spec: { replicas: 3 } })],
    warning,
  ],
  ['a DaemonSet', [budget({ maxUnavailable: 0 }), workload('DaemonSet', 'web')], clean],
];

test.for(cases)('%s', ([, objects, expected]) => {
  expect(found(manifest(...objects, ...rest), rule)).toEqual(expected);
});

test('no route, and a namespace that is not complete', () => {
  const objects = [budget({ maxUnavailable: 0 }), web(3), service('web')];
  expect(found(manifest(...objects), rule)).toEqual(clean);
  expect(found(manifest(...objects, ...rest.slice(1)), rule, { world: 'open' })).toEqual(clean);
});

const messages = [
  [
    { maxUnavailable: 0 },
    'PodDisruptionBudget shop/web lets no pod of Deployment shop/web be evicted, so a drain of a node does not end: maxUnavailable is 0',
    'drain-blocked',
  ],
  [
    { minAvailable: '90%' },
    'PodDisruptionBudget shop/web lets no pod of Deployment shop/web be evicted, so a drain of a node does not end: minAvailable is 90%',
    'drain-blocked',
  ],
  [
    { maxUnavailable: 3 },
    'PodDisruptionBudget shop/web lets a drain take all 3 pods of Deployment shop/web at once: maxUnavailable is 3',
    'no-endpoint',
  ],
  [
    {},
    'PodDisruptionBudget shop/web lets a drain take all 3 pods of Deployment shop/web at once: it states no number',
    'no-endpoint',
  ],
  [
    nobody,
    'PodDisruptionBudget shop/web selects no pods, so a drain may take all 3 pods of Deployment shop/web at once',
    'no-endpoint',
  ],
] as const;

test.for(messages)('the message of %j', ([spec, message, failure]) => {
  const [finding] = judge(manifest(budget(spec as Fields), web(3), ...rest), {}, rule).findings;
  expect(finding).toMatchObject({ message, failure, when: 'when a node is drained' });
  expect(finding?.symptoms.length).toBe(failure === 'drain-blocked' ? 0 : 2);
});

test('the messages of a range and of two budgets', () => {
  const say = (...objects: readonly Json[]) =>
    judge(manifest(...objects, ...rest), {}, rule).findings.map(({ message }) => message);
  expect(say(budget({ minAvailable: 2 }), web(null), scaler(2, 5))).toEqual([
    'PodDisruptionBudget shop/web lets no pod of Deployment shop/web be evicted while it has 2 replicas, so a drain of a node does not end: minAvailable is 2',
  ]);
  expect(say(budget({ maxUnavailable: 1 }), budget({ minAvailable: 1 }, 'all'), web(3))).toEqual([
    'PodDisruptionBudget shop/web and PodDisruptionBudget shop/all are both for the pods of Deployment shop/web, so no pod can be evicted, and a drain of a node does not end',
  ]);
});

test.for([
  [{ maxUnavailable: 0 }, 3, ['/spec/maxUnavailable: 0 → 1']],
  [{ minAvailable: 3 }, 3, ['/spec/minAvailable: 3 → (removed)', '/spec/maxUnavailable: 1']],
  [{ minAvailable: 1 }, 1, null],
] as const)('the fix of %j with %i replicas', ([spec, replicas, lines]) => {
  const [finding] = judge(manifest(budget(spec), web(replicas), ...rest), {}, rule).findings;
  expect(finding?.fix === null ? null : finding?.fix && changeLines(finding.fix)).toEqual(lines);
});
