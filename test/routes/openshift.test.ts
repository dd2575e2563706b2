import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kube/json.ts';
import { openshiftRoute } from '../../src/routes/openshift/route-kind.ts';
import { obj } from './obj.ts';

const toRoute = (spec: JsonObject) => openshiftRoute.toRoute(obj('route.openshift.io/v1', 'Route', spec));
const to = { kind: 'Service', name: 'web' };

describe('an OpenShift Route', () => {
  test('leads to a Service of its own namespace', () => {
    const { backends, hosts, served } = toRoute({
      host: 'a.example',
      path: '/x',
      to,
      port: { targetPort: 'http' },
    });
    expect(served).toEqual({ by: 'controller', id: 'openshift' });
    expect(hosts).toEqual(['a.example']);
    expect(backends).toEqual([
      {
        route: { group: 'route.openshift.io', kind: 'Route', namespace: 'shop', name: 'web' },
        at: '/spec/to',
        nameAt: '/spec/to/name',
        portAt: '/spec/port/targetPort',
        target: { is: 'service', namespace: 'shop', name: 'web' },
        port: { by: 'endpoint', value: 'http' },
        match: 'a.example/x',
        weight: 100,
        total: 100,
        mirror: false,
      },
    ]);
  });

  test.for<[what: string, spec: JsonObject, port: unknown]>([
    ['a name', { port: { targetPort: 'http' } }, { by: 'endpoint', value: 'http' }],
    ['a number', { port: { targetPort: 8080 } }, { by: 'endpoint', value: 8080 }],
    ['a number in quotes', { port: { targetPort: '8080' } }, { by: 'endpoint', value: '8080' }],
    ['no port', {}, { by: 'all' }],
    ['an empty port', { port: {} }, { by: 'all' }],
  ])('names the port of an endpoint, or takes all: %s', ([, spec, port]) => {
    expect(toRoute({ to, ...spec }).backends[0]?.port).toEqual(port);
  });

  test('shares its requests among its targets by weight, 100 where none is written', () => {
    const alternateBackends = [
      { kind: 'Service', name: 'b', weight: 20 },
      { kind: 'Service', name: 'c', weight: 0 },
    ];
    expect(
      toRoute({ to, alternateBackends }).backends.map(({ at, weight, total }) => [at, weight, total]),
    ).toEqual([
      ['/spec/to', 100, 120],
      ['/spec/alternateBackends/0', 20, 120],
      ['/spec/alternateBackends/1', 0, 120],
    ]);
  });

  test('without a target has no backend', () => {
    expect(toRoute({ host: 'a.example' }).backends).toEqual([]);
  });
});
