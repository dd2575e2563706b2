import { expect, test } from 'vitest';
import { isService } from '../../../src/kube/service.ts';
import { presetOf } from '../../../src/routes/controllers/candidates.ts';
import { type EffectiveRoute, effective, type ServiceOf } from '../../../src/routes/controllers/effective.ts';
import type { ControllerId } from '../../../src/routes/controllers/ids.ts';
import { routeOf } from '../../../src/routes/route-kinds.ts';
import { object } from '../../support/check.ts';
import { ingress, service } from '../../support/manifests.ts';

type Annotations = { readonly [key: string]: string };

function at(id: ControllerId, onRoute: Annotations, onService: Annotations = {}): EffectiveRoute {
  const route = routeOf(object(ingress('shop', ['web'], { metadata: { annotations: onRoute } })));
  const web = object(service('web', { metadata: { annotations: onService } }));
  if (route === null || !isService(web) || web.opaque !== null) throw new Error('no route or Service');
  const [port] = web.body.spec?.ports ?? [];
  if (port === undefined) throw new Error('no port');
  const serviceOf: ServiceOf = () => ({ service: web, port, tlsPolicies: [] });
  return effective(route, presetOf(id), serviceOf);
}

function settingOf(of: EffectiveRoute, key: string): unknown {
  if (of.is === 'rejected') return 'rejected';
  return of.requests[0]?.settings.find(one => one.key.endsWith(`/${key}`))?.setting.value;
}

const nginx = 'nginx.ingress.kubernetes.io/';

test('a value that ingress-nginx cannot read is its default', () => {
  expect(
    settingOf(at('ingress-nginx', { [`${nginx}proxy-read-timeout`]: '120' }), 'proxy-read-timeout'),
  ).toBe(120);
  expect(
    settingOf(at('ingress-nginx', { [`${nginx}proxy-read-timeout`]: '120s' }), 'proxy-read-timeout'),
  ).toBe(60);
  expect(settingOf(at('ingress-nginx', {}), 'proxy-read-timeout')).toBe(60);
});

test('a value that F5 NGINX cannot read rejects the route', () => {
  const key = 'nginx.org/proxy-read-timeout';
  expect(settingOf(at('nginx-inc', { [key]: '1m30s' }), 'proxy-read-timeout')).toBe(90);
  expect(at('nginx-inc', { [key]: '1.5s' })).toMatchObject({
    is: 'rejected',
    by: { at: '/metadata/annotations/nginx.org~1proxy-read-timeout' },
  });
});

test('the Service states it before the route, where the controller reads both', () => {
  const key = 'haproxy.org/timeout-server';
  const one = at('haproxy', { [key]: '10s' }, { [key]: '20s' });
  expect(settingOf(one, 'timeout-server')).toBe(20);
  expect(settingOf(at('haproxy', { [key]: '10s' }), 'timeout-server')).toBe(10);
});

test('protocol and share of each backend', () => {
  const { requests } = at('ingress-nginx', { [`${nginx}backend-protocol`]: 'GRPC' }) as Extract<
    EffectiveRoute,
    { is: 'served' }
  >;
  expect(requests.map(({ match, share, protocol }) => [match, share, protocol?.value])).toEqual([
    ['shop.example/', 1, 'h2c'],
  ]);
});
