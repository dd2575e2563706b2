import { expect, test } from 'vitest';
import { closedScope } from '../../../src/graph/index/scope.ts';
import { custom } from '../../support/fake-store.ts';
import { until } from '../../support/until.ts';
import { has, settled, start, synced } from './support.ts';
import { service } from './world.ts';

const routes = custom.filter(({ kind }) => kind === 'HTTPRoute');
const [httpRoute] = routes;
if (httpRoute === undefined) throw new Error('the table has HTTPRoute');
const route = (name: string) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name, namespace: 'shop' },
  spec: { rules: [{ backendRefs: [{ name: 'a', port: 80 }] }] },
});
const gateway = 'gateway.networking.k8s.io';

for (const aggregated of [true, false]) {
  const trace = aggregated ? 'in one answer' : 'in parts';

  test(`a kind that is not served is known to have no objects; discovery ${trace}`, async () => {
    const one = await start({ fake: { aggregated } });
    await synced(one);
    expect(one.state('HTTPRoute')).toMatchObject({ served: false, synced: true, objects: 0 });
    expect(one.world.graph().scope.unseen(gateway, 'HTTPRoute', 'shop')).toBe(closedScope.unseen('', '', ''));
    expect(one.api.asked('list', 'httproutes')).toEqual([]);
  });

  test(`a kind that appears is listed, and one that vanishes is empty; discovery ${trace}`, async () => {
    const one = await start({ fake: { aggregated } });
    await settled(one);
    one.api.store.addKind(httpRoute);
    one.api.store.put(route('web'));
    await until(() => one.names(gateway, 'HTTPRoute').join() === 'web');
    expect(one.state('HTTPRoute')).toMatchObject({ served: true, synced: true });
    one.api.store.removeKind(httpRoute);
    one.api.watches.drop('httproutes');
    await until(() => one.state('HTTPRoute').served === false);
    expect(one.names(gateway, 'HTTPRoute')).toEqual([]);
    one.api.store.put(service('a'));
    await has(one, 'a');
    expect(one.state('Service')).toMatchObject({ relists: 0, failures: 0 });
  });
}

test('the version that the table prefers is read, else the one that the server prefers', async () => {
  const one = await start({
    prepare({ store }) {
      store.addKind({ ...httpRoute, versions: ['v1alpha2', 'v1beta1', 'v1'] });
      const grpc = custom.find(({ kind }) => kind === 'GRPCRoute');
      if (grpc !== undefined) store.addKind({ ...grpc, versions: ['v3', 'v2'] });
    },
  });
  await synced(one);
  expect(one.api.asked('list', 'httproutes').map(({ version }) => version)).toEqual(['v1']);
  expect(one.api.asked('list', 'grpcroutes').map(({ version }) => version)).toEqual(['v3']);
});

test('where discovery is closed, a list tells', async () => {
  const one = await start({
    prepare(api) {
      api.store.addKind({ ...httpRoute, versions: ['v1beta1'] });
      api.trouble({ status: 403 }, ({ verb }) => verb === 'discovery', Number.POSITIVE_INFINITY);
    },
  });
  await synced(one);
  expect(one.state('HTTPRoute')).toMatchObject({ served: true, synced: true });
  expect(one.state('GRPCRoute')).toMatchObject({ served: false, synced: true });
});

test('a kind that we may not list is unknown, and keeps nothing from being synced', async () => {
  const one = await start({ prepare: api => api.forbid('networkpolicies') });
  await synced(one);
  expect(one.state('NetworkPolicy')).toMatchObject({ served: true, synced: false });
  expect(one.state('NetworkPolicy').lastError).toContain('networkpolicies is forbidden');
  const { scope } = one.world.graph();
  expect(scope.unseen('networking.k8s.io', 'NetworkPolicy', 'shop')).toBe('not-listed');
  expect(scope.unseen('', 'Service', 'shop')).toBe(null);
  one.api.allow('networkpolicies');
  await until(() => one.state('NetworkPolicy').synced);
  expect(scope.unseen('networking.k8s.io', 'NetworkPolicy', 'shop')).toBe(null);
});

test('a kind that is forbidden for long is unknown again', async () => {
  const one = await start({ prepare: ({ store }) => store.put(service('a')) });
  await settled(one);
  one.api.forbid('services');
  one.api.watches.drop('services');
  await until(() => !one.state('Service').synced);
  expect(one.names('', 'Service')).toEqual([]);
  expect(one.world.isSynced()).toBe(true);
  one.api.allow('services');
  await has(one, 'a');
});

test('a kind that is forbidden for a moment is what it was', async () => {
  const one = await start({
    timing: { patience: 3_600_000 },
    prepare: ({ store }) => store.put(service('a')),
  });
  await settled(one);
  one.api.forbid('services');
  one.api.watches.drop('services');
  await until(() => one.state('Service').failures > 2);
  expect(one.names('', 'Service')).toEqual(['a']);
  one.api.allow('services');
  one.api.store.put(service('b'));
  await has(one, 'a', 'b');
});

test('a kind that may be listed and not watched is listed again and again', async () => {
  const one = await start({
    prepare: api =>
      api.trouble(
        { status: 403 },
        ({ verb, plural }) => verb === 'watch' && plural === 'services',
        Number.POSITIVE_INFINITY,
      ),
  });
  await synced(one);
  one.api.store.put(service('a'));
  await has(one, 'a');
  expect(one.state('Service').synced).toBe(true);
});

test('what stands outside of namespaces is listed without one', async () => {
  const one = await start({
    prepare: ({ store }) =>
      store.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { a: 'b' } } }),
  });
  await synced(one);
  const [shop] = one.world.graph().store.lookup('o|/Namespace//shop');
  expect(shop).toMatchObject({ apiVersion: 'v1', opaque: null, ref: { kind: 'Namespace', namespace: null } });
  expect(shop?.origin).toMatchObject({ from: 'cluster' });
});

test('what is read live alone is never listed, nor any Secret', async () => {
  const one = await start();
  await settled(one);
  for (const plural of ['pods', 'replicasets', 'endpoints', 'endpointslices', 'secrets', 'configmaps'])
    expect(one.api.asked(undefined, plural)).toEqual([]);
  const { scope } = one.world.graph();
  for (const [group, kind] of [
    ['', 'Pod'],
    ['apps', 'ReplicaSet'],
    ['discovery.k8s.io', 'EndpointSlice'],
    ['', 'ConfigMap'],
  ] as const)
    expect(scope.unseen(group, kind, 'shop')).toBe('not-listed');
});
