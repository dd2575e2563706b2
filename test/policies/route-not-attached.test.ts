import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { found, judge, type Options } from '../support/check.ts';
import { deployment, gateway, httpRoute, ingress, manifest, service } from '../support/manifests.ts';

const rule = 'route-not-attached';
const app = [deployment('web'), service('web')];
const route = httpRoute('shop', [{ name: 'web', port: 80 }]);
const closed: Options = { world: 'closed' };

const messages = (yaml: string, options: Options = {}) =>
  judge(yaml, options, rule).findings.map(({ message }) => message);

/** A Gateway with one listener of these fields. */
const listening = (fields: { readonly [field: string]: Json }) =>
  gateway('edge', 'eg', {
    namespace: 'edge',
    spec: { listeners: [{ name: 'web', port: 80, protocol: 'HTTP', ...fields }] },
  });

test('says which link of the attachment is wrong', () => {
  const all = { allowedRoutes: { namespaces: { from: 'All' } } };
  const said = (fields: { readonly [field: string]: Json }) =>
    messages(manifest(route, listening(fields), ...app));
  expect(said(all)).toEqual([]);
  expect(said({})).toEqual([
    'HTTPRoute shop/shop does not attach to Gateway edge/edge: listener "web" takes no routes of namespace "shop", as its allowedRoutes.namespaces.from is "Same" by default',
  ]);
  expect(said({ ...all, hostname: '*.test' })).toEqual([
    'HTTPRoute shop/shop does not attach to Gateway edge/edge: listener "web" has the hostname "*.test", which "shop.example" does not match',
  ]);
  expect(said({ allowedRoutes: { kinds: [{ kind: 'GRPCRoute' }] } })).toEqual([
    'HTTPRoute shop/shop does not attach to Gateway edge/edge: listener "web" takes no HTTPRoute, as its allowedRoutes.kinds is GRPCRoute',
  ]);
});

test('a Gateway that is not there is one finding for all its routes', () => {
  const second = httpRoute('cart', [{ name: 'web', port: 80 }]);
  const { findings } = judge(manifest(route, second, ...app), closed, rule);
  expect(findings.map(({ message, routes }) => [message, routes.map(({ name }) => name)])).toEqual([
    ['HTTPRoute shop/shop names Gateway edge/edge, which does not exist', ['shop', 'cart']],
  ]);
});

test('is an error where it is proven, and else a warning', () => {
  const nginx = { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: { name: 'nginx' } };
  const web = (className: string) => manifest(ingress('shop', ['web'], { className }), nginx, ...app);
  expect(found(web('ngnix'), rule)).toEqual([`warning ${rule} Ingress shop/shop`]);
  expect(found(web('ngnix'), rule, closed)).toEqual([`error ${rule} Ingress shop/shop`]);
  expect(found(web('nginx'), rule, closed)).toEqual([]);
  expect(found(manifest(route, listening({}), ...app), rule)).toEqual([`error ${rule} HTTPRoute shop/shop`]);
  const other = gateway('internal', 'eg', { namespace: 'edge' });
  expect(found(manifest(route, other, ...app), rule)).toEqual([`warning ${rule} HTTPRoute shop/shop`]);
});

test('a detached route leads nowhere, and its backends are still checked', () => {
  const yaml = manifest(httpRoute('shop', [{ name: 'wep', port: 80 }]), listening({}), ...app);
  expect(found(yaml)).toContain('error backend-service-missing HTTPRoute shop/shop');
});

test('what the client sees belongs to the route and its controller', () => {
  const seen = (yaml: string) =>
    judge(yaml, {}, rule).findings.flatMap(({ symptoms }) => symptoms.map(({ status }) => status));
  const grpc = httpRoute('shop', [{ name: 'web', port: 80 }], { kind: 'GRPCRoute' });
  expect(new Set(seen(manifest(route, listening({}), ...app)))).toEqual(new Set(['404']));
  expect(new Set(seen(manifest(grpc, listening({}), ...app)))).toEqual(new Set(['gRPC UNIMPLEMENTED']));
});

test('a redirect without backends is held to its Gateway, too', () => {
  const redirect = httpRoute('shop', [], {
    rule: { filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https' } }] },
  });
  const { findings } = judge(manifest(redirect, listening({})), {}, rule);
  expect(findings.map(({ routes, symptoms }) => [routes.length, symptoms.length > 0])).toEqual([[1, true]]);
});
