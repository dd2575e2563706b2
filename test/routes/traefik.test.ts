import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { routeOf } from '../../src/routes/route-kinds.ts';
import { found, object } from '../support/check.ts';
import { deployment, manifest, service } from '../support/manifests.ts';

const ingressRoute = (routes: readonly Json[]): Json => ({
  apiVersion: 'traefik.io/v1alpha1',
  kind: 'IngressRoute',
  metadata: { name: 'shop', namespace: 'shop' },
  spec: { entryPoints: ['websecure'], routes },
});

const toRoute = (routes: readonly Json[]) => routeOf(object(ingressRoute(routes)));

test('hosts and paths come from the matchers', () => {
  const route = toRoute([
    { match: 'Host(`a.example`) && PathPrefix(`/api`)', services: [{ name: 'api', port: 80 }] },
    {
      match: 'Host("b.example", "c.example") || !Host(`d.example`)',
      services: [{ name: 'web', port: 'http' }],
    },
  ]);
  expect(route?.hosts).toEqual(['a.example', 'b.example', 'c.example']);
  expect(route?.backends.map(({ match, port }) => [match, port])).toEqual([
    ['a.example/api', { by: 'number', number: 80 }],
    ['b.example/', { by: 'name', name: 'http' }],
  ]);
});

test('services have weights, namespaces and kinds', () => {
  const route = toRoute([
    {
      match: 'PathPrefix(`/`)',
      services: [
        { name: 'web', port: 80, weight: 3 },
        { name: 'web', namespace: 'other', port: 80 },
        { name: 'api@internal', kind: 'TraefikService' },
      ],
    },
  ]);
  expect(route?.backends.map(({ target, weight, total }) => [target, weight, total])).toEqual([
    [{ is: 'service', namespace: 'shop', name: 'web' }, 3, 5],
    [{ is: 'service', namespace: 'other', name: 'web' }, 1, 5],
    [{ is: 'other', what: 'TraefikService' }, 1, 5],
  ]);
});

test('its chains are checked as those of other routes', () => {
  const to = (name: string, port: Json, more: object = {}) =>
    found(
      manifest(
        ingressRoute([{ match: 'Host(`a.example`)', services: [{ name, port, ...more }] }]),
        service('web'),
        deployment('web', {
          container: {
            readinessProbe: { httpGet: { port: 'http' } },
            lifecycle: { preStop: { sleep: { seconds: 10 } } },
          },
          spec: { strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } },
        }),
      ),
    );
  expect(to('web', 80)).toEqual([]);
  expect(to('wep', 80)).toEqual(['error backend-service-missing IngressRoute shop/shop']);
  expect(to('web', 81)).toEqual(['error backend-port-missing IngressRoute shop/shop']);
  expect(to('web', 80, { scheme: 'https' })).toEqual([
    'warning backend-protocol-mismatch IngressRoute shop/shop',
  ]);
});
