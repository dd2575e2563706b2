import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { routeOf } from '../../src/routes/route-kinds.ts';
import { found, object } from '../support/check.ts';
import { deployment, manifest, service } from '../support/manifests.ts';

const virtualService = (spec: { readonly [field: string]: Json }): Json => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'shop', namespace: 'shop' },
  spec: { hosts: ['shop.example'], gateways: ['edge/public'], ...spec },
});

const toRoute = (spec: { readonly [field: string]: Json }) => routeOf(object(virtualService(spec)));
const to = (host: string, port: Json = { number: 80 }): Json => ({ destination: { host, port } });

test.for<[host: string, target: unknown]>([
  ['web', { is: 'service', namespace: 'shop', name: 'web' }],
  ['web.other.svc.cluster.local', { is: 'service', namespace: 'other', name: 'web' }],
  ['web.other.svc', { is: 'service', namespace: 'other', name: 'web' }],
  ['api.example.com', { is: 'other', what: 'host of the mesh' }],
])('the host %s of a destination', ([host, target]) => {
  expect(toRoute({ http: [{ route: [to(host)] }] })?.backends[0]?.target).toEqual(target);
});

test('weights, matches and mirrors', () => {
  const route = toRoute({
    http: [
      {
        match: [{ uri: { prefix: '/api' } }],
        route: [
          { ...(to('a') as object), weight: 90 },
          { ...(to('b') as object), weight: 10 },
        ] as Json[],
        mirror: { host: 'c' },
      },
      { route: [to('d')] },
    ],
  });
  expect(route?.backends.map(({ match, weight, total, mirror }) => [match, weight, total, mirror])).toEqual([
    ['shop.example/api', 90, 100, false],
    ['shop.example/api', 10, 100, false],
    ['shop.example/api', 0, 1, true],
    ['shop.example/', 1, 1, false],
  ]);
});

test.for<[what: string, gateways: Json, by: string]>([
  ['a Gateway', ['edge/public'], 'controller'],
  ['a Gateway and sidecars', ['mesh', 'public'], 'controller'],
  ['sidecars alone', ['mesh'], 'mesh'],
  ['nothing, which means sidecars', [], 'mesh'],
])('is served by %s', ([, gateways, by]) => {
  expect(toRoute({ gateways })?.served.by).toBe(by);
});

test('its chains are checked as those of other routes', () => {
  const broken = (host: string, number: number) =>
    found(
      manifest(
        virtualService({ http: [{ route: [to(host, { number })] }] }),
        service('web'),
        deployment('web'),
      ),
      'backend-port-missing',
    );
  expect(broken('web', 80)).toEqual([]);
  expect(broken('web', 81)).toEqual(['error backend-port-missing VirtualService shop/shop']);
});
