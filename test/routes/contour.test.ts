import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/kube/json.ts';
import { httpProxy } from '../../src/routes/contour/route-kind.ts';
import { symptoms } from '../../src/routes/symptoms.ts';
import { found, judge } from '../support/check.ts';
import { custom, deployment, manifest, service } from '../support/manifests.ts';
import { obj } from './obj.ts';

const proxy = (...routes: readonly JsonObject[]) =>
  httpProxy.toRoute(
    obj('projectcontour.io/v1', 'HTTPProxy', { virtualhost: { fqdn: 'shop.example' }, routes }),
  );

test('an HTTPProxy leads to a port of a Service of its own namespace', () => {
  const { backends, hosts, served } = proxy({
    conditions: [{ prefix: '/cart' }],
    services: [{ name: 'cart', port: 80 }],
  });
  expect(hosts).toEqual(['shop.example']);
  expect(served).toEqual({ by: 'controller', id: 'contour' });
  expect(backends).toMatchObject([
    {
      at: '/spec/routes/0/services/0',
      target: { is: 'service', namespace: 'shop', name: 'cart' },
      port: { by: 'number', number: 80 },
      match: 'shop.example/cart',
      weight: 1,
      total: 1,
    },
  ]);
});

test.for<[what: string, services: readonly JsonObject[], shares: readonly string[]]>([
  ['without weights are spread evenly', [{}, {}], ['1/2', '1/2']],
  ['by weight', [{ weight: 90 }, { weight: 10 }], ['90/100', '10/100']],
  ['beside a weight none get none', [{ weight: 5 }, {}], ['5/5', '0/5']],
  ['with a mirror go to the others', [{}, { mirror: true }], ['1/1', '0/1']],
])('requests to Services %s', ([, services, shares]) => {
  const { backends } = proxy({ services: services.map(one => ({ name: 'web', port: 80, ...one })) });
  expect(backends.map(({ weight, total }) => `${weight}/${total}`)).toEqual(shares);
});

test('the client of a route whose Service is missing sees 503, where an Ingress of Contour gives 404', () => {
  const status = (kind: 'HTTPProxy' | 'Ingress') =>
    symptoms('service-missing', 'always', [], kind).find(({ controller }) => controller === 'Contour')
      ?.status;
  expect(status('HTTPProxy')).toBe('503');
  expect(status('Ingress')).toBe('404');
});

const httpProxyOf = (services: readonly JsonObject[]) =>
  custom('projectcontour.io/v1', 'HTTPProxy', 'shop', {
    spec: { virtualhost: { fqdn: 'shop.example' }, routes: [{ services }] },
  });

test('the chain behind an HTTPProxy is walked', () => {
  const set = (port: number) =>
    manifest(service('web'), deployment('web'), httpProxyOf([{ name: 'web', port }]));
  expect(found(set(81), 'backend-port-missing')).toHaveLength(1);
  expect(found(set(80), 'backend-port-missing')).toEqual([]);
});

test('a service of an HTTPProxy without a port is refused by the API server', () => {
  const yaml = manifest(service('web'), deployment('web'), httpProxyOf([{ name: 'web' }]));
  const { findings } = judge(yaml, {}, 'invalid-object');
  expect(findings.map(({ at }) => at.at)).toEqual(['/spec/routes/0/services/0/port']);
});
