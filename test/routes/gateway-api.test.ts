import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kube/json.ts';
import { grpcRoute, httpRoute } from '../../src/routes/gateway-api/route-kind.ts';
import { obj } from './obj.ts';

const route = (spec: JsonObject, kind = 'HTTPRoute') => obj('gateway.networking.k8s.io/v1', kind, spec);
const toHttp = (spec: JsonObject) => httpRoute.toRoute(route(spec));
const backendRefs = (...refs: readonly JsonObject[]) => ({ rules: [{ backendRefs: refs }] });

describe('a backendRef', () => {
  test('leads to a Service of the namespace of the route and names a Service port by number', () => {
    const path = { type: 'PathPrefix', value: '/api' };
    const { backends, hosts } = toHttp({
      hostnames: ['a.example'],
      rules: [{ matches: [{ path }], backendRefs: [{ name: 'web', port: 80 }] }],
    });
    expect(hosts).toEqual(['a.example']);
    expect(backends).toEqual([
      {
        route: { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop', name: 'web' },
        at: '/spec/rules/0/backendRefs/0',
        nameAt: '/spec/rules/0/backendRefs/0/name',
        portAt: '/spec/rules/0/backendRefs/0/port',
        target: { is: 'service', namespace: 'shop', name: 'web' },
        port: { by: 'number', number: 80 },
        match: 'a.example/api',
        weight: 1,
        total: 1,
        mirror: false,
      },
    ]);
  });

  test('may lead to another namespace', () => {
    const { backends } = toHttp(backendRefs({ name: 'web', namespace: 'other', port: 80 }));
    expect(backends[0]?.target).toEqual({ is: 'service', namespace: 'other', name: 'web' });
  });

  test.for<[ref: JsonObject, what: string]>([
    [{ group: 'inference.networking.k8s.io', kind: 'InferencePool', name: 'm' }, 'InferencePool'],
    [{ group: 'multicluster.x-k8s.io', kind: 'ServiceImport', name: 'm', port: 80 }, 'ServiceImport'],
  ])('of another kind is not a Service: %j', ([ref, what]) => {
    expect(toHttp(backendRefs(ref)).backends[0]?.target).toEqual({ is: 'other', what });
  });

  test('has its weight of the sum of its rule, 1 where none is written', () => {
    const rules = [
      {
        backendRefs: [
          { name: 'a', port: 80, weight: 90 },
          { name: 'b', port: 80, weight: 10 },
        ],
      },
      {
        backendRefs: [
          { name: 'a', port: 80 },
          { name: 'b', port: 80, weight: 0 },
        ],
      },
    ];
    expect(toHttp({ rules }).backends.map(({ weight, total }) => `${weight}/${total}`)).toEqual([
      '90/100',
      '10/100',
      '1/1',
      '0/1',
    ]);
  });

  test('without a port leaves all ports', () => {
    expect(toHttp(backendRefs({ name: 'web' })).backends[0]?.port).toEqual({ by: 'all' });
  });

  test('of a mirror is marked, and no client sees what it answers', () => {
    const filters = [
      { type: 'RequestHeaderModifier' },
      { type: 'RequestMirror', requestMirror: { backendRef: { name: 'copy', port: 80 } } },
    ];
    const { backends } = toHttp({ rules: [{ filters, backendRefs: [{ name: 'web', port: 80 }] }] });
    expect(backends.map(({ at, mirror, weight, total }) => [at, mirror, weight, total])).toEqual([
      ['/spec/rules/0/backendRefs/0', false, 1, 1],
      ['/spec/rules/0/filters/1/requestMirror/backendRef', true, 0, 1],
    ]);
  });

  test('of a GRPCRoute reads as one of an HTTPRoute', () => {
    const spec = {
      parentRefs: [{ name: 'gw' }],
      rules: [{ matches: [{ method: { service: 'pkg.Svc' } }], backendRefs: [{ name: 'web', port: 9000 }] }],
    };
    const found = grpcRoute.toRoute(route(spec, 'GRPCRoute'));
    expect(found.served.by).toBe('gateways');
    expect(found.backends[0]).toMatchObject({
      target: { name: 'web' },
      port: { by: 'number', number: 9000 },
    });
  });
});

describe('a route of Gateway API', () => {
  const parent = (index: number, namespace: string, name: string, sectionName: string | null = null) => ({
    at: `/spec/parentRefs/${index}`,
    ref: { group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace, name },
    sectionName,
    port: null,
  });
  const gateways = (...parents: readonly unknown[]) => ({ by: 'gateways', parents, others: false });

  test.for<[what: string, parentRefs: readonly JsonObject[], served: unknown]>([
    ['a Gateway', [{ name: 'gw' }], gateways(parent(0, 'shop', 'gw'))],
    [
      'Gateways of several namespaces',
      [{ name: 'a' }, { kind: 'Gateway', namespace: 'infra', name: 'b', sectionName: 'https' }],
      gateways(parent(0, 'shop', 'a'), parent(1, 'infra', 'b', 'https')),
    ],
    ['a Service: the route of a mesh', [{ group: '', kind: 'Service', name: 'web' }], { by: 'mesh' }],
    [
      'a Service and a Gateway',
      [{ group: '', kind: 'Service', name: 'web' }, { name: 'gw' }],
      { ...gateways(parent(1, 'shop', 'gw')), others: true },
    ],
    ['none', [], gateways()],
  ])('is served by its parents: %s', ([, parentRefs, served]) => {
    expect(toHttp({ parentRefs }).served).toEqual(served);
  });

  test.for<[what: string, rules: readonly JsonObject[]]>([
    ['a redirect', [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https' } }] }]],
    ['an empty list', [{ backendRefs: [] }]],
    ['no rules', []],
  ])('has no backend with %s', ([, rules]) => {
    expect(toHttp({ rules }).backends).toEqual([]);
  });
});
