import { expect, test } from 'vitest';
import { profiles } from '../../../policies/index.ts';
import { compareBeforeAfter } from '../../../src/admission/review/compare.ts';
import { createConfig } from '../../../src/config/config.ts';
import type { Graph } from '../../../src/graph/index/graph.ts';
import type { Json } from '../../../src/kube/json.ts';
import { object } from '../../support/check.ts';
import { service } from '../../support/manifests.ts';
import { emptyCluster, evaluator, requestOf } from '../../support/simulate.ts';

const cluster = (...values: readonly Json[]): Graph =>
  values.reduce<Graph>((graph, value) => graph.with(object(value)), emptyCluster);

function rulings(graph: Graph, value: Json): readonly string[] {
  const config = createConfig({}, profiles);
  return compareBeforeAfter(requestOf(graph, object(value)), graph, { ...evaluator, config })
    .decisions.filter(({ finding }) => finding.rule === 'route-not-attached')
    .map(({ finding, refuses, why }) => `${refuses ? 'refused' : 'warned'} ${finding.level}: ${why}`);
}

const all = { namespaces: { from: 'All' } };

const gateway = (
  name: string,
  listener = 'web',
  allowedRoutes: Json = all,
  annotations: Json = {},
): Json => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { name, namespace: 'edge', annotations },
  spec: {
    gatewayClassName: 'eg',
    listeners: [{ name: listener, port: 80, protocol: 'HTTP', allowedRoutes }],
  },
});

const route = (
  parents: readonly Json[],
  { kind = 'HTTPRoute', annotations = {} }: { readonly kind?: string; readonly annotations?: Json } = {},
): Json => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind,
  metadata: { name: 'shop', namespace: 'shop', annotations },
  spec: { parentRefs: parents, rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] },
});

const gatewayClass = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'GatewayClass',
  metadata: { name: 'eg' },
  spec: { controllerName: 'gateway.envoyproxy.io/gatewayclass-controller' },
};

const to = (name: string, sectionName?: string): Json => ({
  name,
  namespace: 'edge',
  ...(sectionName === undefined ? {} : { sectionName }),
});

const helm = (release: string) => ({
  'meta.helm.sh/release-name': release,
  'meta.helm.sh/release-namespace': 'shop',
});

const here = [gatewayClass, service('web')];

test('a route that contradicts its Gateway is refused', () => {
  const stored = cluster(...here, gateway('storefront', 'web', {}));
  expect(rulings(stored, route([to('storefront')]))).toEqual(['refused deny: closed']);
  expect(rulings(cluster(...here, gateway('storefront')), route([to('storefront')]))).toEqual([]);
});

test('a route that comes before its Gateway is an open end, unless the name is a typo', () => {
  expect(rulings(cluster(...here), route([to('storefront')]))).toEqual(['warned deny: open']);
  expect(rulings(cluster(...here, gateway('storefront')), route([to('storefornt')]))).toEqual([
    'refused deny: near-miss',
  ]);
});

// Whoever writes a route could otherwise keep the owner of a Gateway from creating it.
test('a Gateway that comes after its route is not refused for it', () => {
  const stored = cluster(...here, route([to('storefront', 'web')]));
  expect(rulings(stored, gateway('storefront'))).toEqual([]);
  expect(rulings(stored, gateway('storefront', 'other'))).toEqual(['warned deny: not-its-doing']);
});

test('a Gateway that leaves a route without a listener is refused, and one that gains a listener is not', () => {
  const stored = cluster(...here, gateway('storefront'), route([to('storefront', 'web')]));
  expect(rulings(stored, gateway('storefront', 'other'))).toEqual(['refused deny: closed']);
  expect(rulings(stored, gateway('storefront', 'web', {}))).toEqual(['refused deny: closed']);
});

test('a Gateway that changes something else is not held to the routes that it does not take', () => {
  const stored = cluster(...here, gateway('storefront', 'web', {}), route([to('storefront')]));
  expect(rulings(stored, gateway('storefront', 'web', {}, { team: 'web' }))).toEqual([
    'warned deny: not-its-doing',
  ]);
});

test('a listener of one release may be renamed before the route names it', () => {
  const stored = cluster(
    ...here,
    gateway('storefront', 'web', all, helm('shop')),
    route([to('storefront', 'web')], { annotations: helm('shop') }),
  );
  expect(rulings(stored, gateway('storefront', 'other', all, helm('shop')))).toEqual([
    'warned deny: first-half',
  ]);
  expect(rulings(stored, gateway('storefront', 'other', all, helm('other')))).toEqual([
    'refused deny: closed',
  ]);
});

test('tools write a GRPCRoute before its Gateway, and an HTTPRoute after it', () => {
  const stored = cluster(...here, gateway('storefront', 'web', all, helm('shop')));
  const named = (kind: string) => route([to('storefront', 'grpc')], { kind, annotations: helm('shop') });
  expect(rulings(stored, named('GRPCRoute'))).toEqual(['warned deny: first-half']);
  expect(rulings(stored, named('HTTPRoute'))).toEqual(['refused deny: closed']);
});

test('a route that one of two Gateways takes is only warned of, and its chain stays whole', () => {
  const stored = cluster(...here, gateway('storefront'), gateway('internal', 'web', {}));
  const both = route([to('storefront'), to('internal')]);
  const config = createConfig({}, profiles);
  const { decisions } = compareBeforeAfter(requestOf(stored, object(both)), stored, { ...evaluator, config });
  const partial = decisions.filter(({ finding }) => finding.rule === 'route-not-attached');
  expect(partial.map(({ finding }) => [finding.level, finding.chainBreak])).toEqual([['warn', null]]);
});
