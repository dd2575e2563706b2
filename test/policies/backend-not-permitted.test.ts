import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { found, judge, type Options } from '../support/check.ts';
import {
  deployment,
  type GatewayRouteOptions,
  gateway,
  httpRoute,
  ingress,
  manifest,
  referenceGrant,
  service,
} from '../support/manifests.ts';

const rule = 'backend-not-permitted';
const on = (severity: string, kind = 'HTTPRoute') => [`${severity} ${rule} ${kind} shop/shop`];
const clean: readonly string[] = [];

/** Service search of namespace "search", and in "shop" a route to it. */
const search = manifest(
  deployment('search', { namespace: 'search' }),
  service('search', { namespace: 'search' }),
);
const ref = { name: 'search', namespace: 'search', port: 80 };
const route = (options: GatewayRouteOptions = {}, more: { readonly [field: string]: Json } = {}) =>
  httpRoute('shop', [{ ...ref, ...more }], options);
const grant = (options: Parameters<typeof referenceGrant>[1] = {}) =>
  referenceGrant('shop', { namespace: 'search', ...options });

interface Case {
  readonly is: string;
  readonly yaml: string;
  readonly expected: readonly string[];
  readonly options?: Options;
}

const cases: readonly Case[] = [
  { is: 'no grant', yaml: manifest(search, route()), expected: on('error') },
  { is: 'e: a grant', yaml: manifest(search, route(), grant()), expected: clean },
  {
    is: 'e: a grant of this one Service',
    yaml: manifest(search, route(), grant({ to: { name: 'search' } })),
    expected: clean,
  },
  {
    is: 'a grant of another Service',
    yaml: manifest(search, route(), grant({ to: { name: 'index' } })),
    expected: on('error'),
  },
  {
    is: 'a grant of Secrets',
    yaml: manifest(search, route(), grant({ to: { kind: 'Secret' } })),
    expected: on('error'),
  },
  {
    is: "a grant in the route's namespace",
    yaml: manifest(search, route(), grant({ namespace: 'shop', from: { namespace: 'search' } })),
    expected: on('error'),
  },
  {
    is: 'a grant to Gateways',
    yaml: manifest(search, route(), grant({ from: { kind: 'Gateway' } })),
    expected: on('error'),
  },
  {
    is: 'a grant to GRPCRoutes',
    yaml: manifest(search, route(), grant({ from: { kind: 'GRPCRoute' } })),
    expected: on('error'),
  },
  {
    is: 'a grant to another namespace',
    yaml: manifest(search, route(), grant({ from: { namespace: 'cart' } })),
    expected: on('error'),
  },
  {
    is: 'e: the two halves of a grant do not stand in two grants',
    yaml: manifest(
      search,
      route(),
      grant({ from: { namespace: 'cart' } }),
      referenceGrant('cart', { namespace: 'search', to: { name: 'index' } }),
    ),
    expected: on('error'),
  },
  {
    is: 'a grant of v1beta1',
    yaml: manifest(search, route(), grant({ version: 'v1beta1' })),
    expected: clean,
  },
  { is: 'a grant of v1', yaml: manifest(search, route(), grant({ version: 'v1' })), expected: clean },
  {
    is: 'e: its own namespace needs none, said or not',
    yaml: manifest(
      deployment('web'),
      service('web'),
      httpRoute('shop', [
        { name: 'web', port: 80 },
        { name: 'web', namespace: 'shop', port: 80 },
      ]),
    ),
    expected: clean,
  },
  {
    is: 'a share of the requests',
    yaml: manifest(
      search,
      deployment('web'),
      service('web'),
      httpRoute('shop', [
        { name: 'web', port: 80, weight: 90 },
        { ...ref, weight: 10 },
      ]),
    ),
    expected: on('error'),
  },
  {
    is: 'weight 0',
    yaml: manifest(
      search,
      deployment('web'),
      service('web'),
      httpRoute('shop', [
        { name: 'web', port: 80 },
        { ...ref, weight: 0 },
      ]),
    ),
    expected: on('info'),
  },
  {
    is: 'a mirror',
    yaml: manifest(
      search,
      deployment('web'),
      service('web'),
      httpRoute('shop', [{ name: 'web', port: 80 }], {
        rule: { filters: [{ type: 'RequestMirror', requestMirror: { backendRef: ref } }] },
      }),
    ),
    expected: on('info'),
  },
  {
    is: 'a GRPCRoute',
    yaml: manifest(search, route({ kind: 'GRPCRoute' })),
    expected: on('error', 'GRPCRoute'),
  },
  {
    is: 'a GRPCRoute with its grant',
    yaml: manifest(search, route({ kind: 'GRPCRoute' }), grant({ from: { kind: 'GRPCRoute' } })),
    expected: clean,
  },
  {
    is: 'a route of a mesh',
    yaml: manifest(search, route({ spec: { parentRefs: [{ group: '', kind: 'Service', name: 'web' }] } })),
    expected: clean,
  },
  {
    is: 'a Service that is not there: another rule says so',
    yaml: manifest(
      deployment('index', { namespace: 'search' }),
      service('index', { namespace: 'search' }),
      route(),
    ),
    expected: clean,
  },
  {
    is: 'two rules with one backend are one finding',
    yaml: manifest(search, route({ spec: { rules: [{ backendRefs: [ref] }, { backendRefs: [ref] }] } })),
    expected: on('error'),
  },
  {
    is: 'an Ingress has no such backends',
    yaml: manifest(search, ingress('shop', ['search'])),
    expected: clean,
  },

  // What is not known.
  {
    is: 'a namespace of which the input holds nothing may hold the grant',
    yaml: manifest(deployment('web'), service('web'), route()),
    expected: clean,
  },
  { is: 'an open world', yaml: manifest(search, route()), expected: clean, options: { world: 'open' } },
  {
    is: 'a part of the input could not be read',
    yaml: manifest(search, route()),
    expected: clean,
    options: { unread: true },
  },
  {
    is: 'a system namespace is open',
    yaml: manifest(
      deployment('search', { namespace: 'openshift-search' }),
      service('search', { namespace: 'openshift-search' }),
      route({}, { namespace: 'openshift-search' }),
    ),
    expected: clean,
  },
  {
    is: 'the route states no namespace',
    yaml: manifest(search, route({ namespace: null })),
    expected: clean,
  },
  {
    is: 'a grant states no namespace',
    yaml: manifest(search, route(), grant({ namespace: null })),
    expected: clean,
  },
  {
    is: 'a grant exists twice with different content',
    yaml: manifest(search, route(), grant(), grant({ to: { name: 'index' } })),
    expected: clean,
  },
  {
    is: 'the namespace of the grant is a parameter',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a parameter as OpenShift and envsubst write it
    yaml: manifest(search, route(), grant({ from: { namespace: '${NAMESPACE}' } })),
    expected: clean,
  },
  {
    is: 'the namespace of the backend is a parameter',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: see above
    yaml: manifest(search, route({}, { namespace: '${NAMESPACE}' })),
    expected: clean,
  },
  {
    is: 'profile strict changes nothing: it is an error already',
    yaml: manifest(search, route()),
    expected: on('error'),
    options: { policy: { profile: 'strict' } },
  },
];

test.for(cases)('$is', ({ yaml, expected, options }) => {
  expect(found(yaml, rule, options)).toEqual(expected);
});

const finding = (yaml: string) => judge(yaml, {}, rule).findings[0];

test('the message names the grant that fails', () => {
  expect(finding(manifest(search, route()))?.message).toBe(
    'HTTPRoute shop/shop names Service search/search, and no ReferenceGrant in namespace "search" lets HTTPRoutes of namespace "shop" do so',
  );
});

test('the fix is a grant of this Service alone, in its own namespace', () => {
  const fix = finding(manifest(search, route()))?.fix;
  expect(fix?.operations).toEqual([]);
  expect(fix?.creates).toEqual([
    {
      apiVersion: 'gateway.networking.k8s.io/v1beta1',
      kind: 'ReferenceGrant',
      metadata: { name: 'httproutes-of-shop-to-search', namespace: 'search' },
      spec: {
        from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop' }],
        to: [{ group: '', kind: 'Service', name: 'search' }],
      },
    },
  ]);
  expect(found(manifest(search, route(), ...(fix?.creates ?? [])), rule)).toEqual(clean);
});

test('the client sees 500 of an HTTPRoute and UNAVAILABLE of a GRPCRoute', () => {
  const statuses = (yaml: string) => finding(yaml)?.symptoms.map(one => one.status);
  expect(statuses(manifest(search, route()))).toEqual(['500']);
  expect(statuses(manifest(search, route({ kind: 'GRPCRoute' })))).toEqual(['gRPC UNAVAILABLE']);
  const parent = { spec: { parentRefs: [{ name: 'edge' }] } };
  expect(statuses(manifest(search, gateway('edge', 'eg'), route(parent)))).toEqual(['500']);
});

test('an exemption on the route silences it', () => {
  const annotations = {
    'ingress-policy.io/exempt': rule,
    'ingress-policy.io/reason': 'the grant is made by search',
  };
  const evaluation = judge(manifest(search, route({ metadata: { annotations } })), {}, rule);
  expect([evaluation.findings.length, evaluation.exempt.length]).toEqual([0, 1]);
});
