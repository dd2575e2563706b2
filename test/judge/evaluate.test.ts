import { expect, test } from 'vitest';
import type { Exposure } from '../../src/graph/chain/chain.ts';
import { merge } from '../../src/judge/evaluate.ts';
import { levelOf } from '../../src/judge/level.ts';
import type { Level } from '../../src/rule.ts';
import { found, judge } from '../support/check.ts';
import {
  deployment,
  httpRoute,
  ingress,
  manifest,
  networkPolicy,
  openshiftRoute,
  service,
} from '../support/manifests.ts';

const exempt = {
  'ingress-policy.io/exempt': 'backend-service-missing',
  'ingress-policy.io/reason': 'the Service comes with the next release',
};
const exempted = ingress('a', ['reviews'], { annotations: exempt });
const other = ingress('b', ['reviews']);

test.for([
  ['first', manifest(deployment('web'), exempted, other)],
  ['last', manifest(deployment('web'), other, exempted)],
] as const)(
  'an exemption on one of two routes that stands %s leaves the finding of the other',
  ([, yaml]) => {
    const { findings, exempt: silenced } = judge(yaml, {}, 'backend-service-missing');
    expect(findings.map(finding => finding.at.obj.ref.name)).toEqual(['b']);
    expect(silenced.map(finding => finding.at.obj.ref.name)).toEqual(['a']);
  },
);

test('one missing Service is one finding, which lists every route that names it', () => {
  const { findings } = judge(manifest(deployment('web'), ingress('a', ['reviews', 'reviews']), other));
  const missing = findings.filter(finding => finding.rule === 'backend-service-missing');
  expect(missing.map(finding => finding.routes.map(route => route.name))).toEqual([['a', 'b']]);
});

const denyAll = networkPolicy('deny-all', { policyTypes: ['Ingress'] });

test('a policy without any rule shuts out a Gateway beside the pods too', () => {
  const route = httpRoute('web', [{ name: 'web', port: 80 }], { spec: { parentRefs: [{ name: 'public' }] } });
  const yaml = manifest(deployment('web'), service('web'), route, denyAll);
  expect(found(yaml, 'network-policy-blocks-ingress')).toHaveLength(1);
});

test('a policy that admits its own namespace may admit a Gateway beside the pods', () => {
  const route = httpRoute('web', [{ name: 'web', port: 80 }], { spec: { parentRefs: [{ name: 'public' }] } });
  const own = networkPolicy('own', { ingress: [{ from: [{ podSelector: {} }] }] });
  expect(
    found(manifest(deployment('web'), service('web'), route, own), 'network-policy-blocks-ingress'),
  ).toEqual([]);
});

test('only the routes whose controller is shut out are listed', () => {
  const policy = networkPolicy('allow', {
    ingress: [
      { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'projectcontour' } } }] },
    ],
  });
  const routes = [ingress('ours', ['web']), ingress('theirs', ['web'], { className: 'contour' })];
  for (const order of [routes, [...routes].reverse()]) {
    const { findings } = judge(
      manifest(deployment('web'), service('web'), ...order, policy),
      {},
      'network-policy-blocks-ingress',
    );
    expect(findings.map(finding => finding.routes.map(route => route.name))).toEqual([['ours']]);
  }
});

test('a Route by pod number leads to the port whose name no container has', () => {
  const yaml = manifest(
    deployment('web'),
    service('web', { ports: [{ name: 'web', port: 80, targetPort: 'htp' }] }),
    openshiftRoute('web', 'web', 8080),
  );
  expect(found(yaml, 'service-target-port-missing')).toEqual([
    'error service-target-port-missing Service shop/web',
  ]);
  expect(found(yaml, 'backend-port-missing')).toEqual([]);
});

const steps: readonly (readonly [Exposure, Level, Level])[] = [
  ['routed', 'deny', 'deny'],
  ['exposed', 'deny', 'warn'],
  ['served', 'deny', 'warn'],
  ['unknown', 'deny', 'warn'],
  ['none', 'deny', 'off'],
  ['served', 'patch', 'patch'],
  ['served', 'warn', 'audit'],
  ['none', 'patch', 'off'],
];

test.for(steps)('%s: %s is %s', ([exposure, action, level]) => {
  expect(levelOf({ certainty: 'proven' }, action, exposure, 'routed')).toBe(level);
});

test('what is not known never does more than warn', () => {
  expect(levelOf({ certainty: 'unknown' }, 'deny', 'routed', 'routed')).toBe('warn');
});

test('a fault that stands by itself falls a step where nothing leads to it', () => {
  expect(levelOf({ certainty: 'proven', selfContained: true }, 'deny', 'none', 'routed')).toBe('warn');
});

test('a merged finding is the strongest with the routes of all, each once', () => {
  const { findings } = judge(manifest(deployment('web'), exempted, other), {}, 'backend-service-missing');
  const [finding] = findings;
  if (finding === undefined) throw new Error('no finding');
  const { ref } = finding.at.obj;
  const routes = (...names: readonly string[]) => names.map(name => ({ ...ref, name }));
  const merged = merge([
    { ...finding, level: 'warn', message: 'weak', routes: routes('a', 'b') },
    { ...finding, level: 'deny', message: 'first', routes: routes('b', 'c') },
    { ...finding, level: 'deny', message: 'second', routes: routes('d') },
  ]);
  expect(merged.map(({ message, routes }) => [message, routes.map(({ name }) => name)])).toEqual([
    ['first', ['b', 'c', 'd', 'a']],
  ]);
});

test('one cause of many findings is merged in one go', () => {
  const { findings } = judge(manifest(deployment('web'), other), {}, 'backend-service-missing');
  const [finding] = findings;
  if (finding === undefined) throw new Error('no finding');
  const many = Array.from({ length: 20_000 }, (_, index) => ({
    ...finding,
    routes: [{ ...finding.at.obj.ref, name: `r${index}` }],
  }));
  expect(merge(many).map(({ routes }) => routes.length)).toEqual([20_000]);
});
