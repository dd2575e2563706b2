import { expect, test } from 'vitest';
import { until } from '../../support/until.ts';
import { has, services, settled, start, synced, watching } from './support.ts';
import { service } from './world.ts';

test('what is there is listed, and what comes, changes and goes is followed', async () => {
  const one = await start({ prepare: ({ store }) => store.put(service('a')) });
  await synced(one);
  expect(services(one)).toEqual(['a']);
  one.api.store.put(service('b'));
  await has(one, 'a', 'b');
  one.api.store.remove('v1', 'Service', 'shop', 'a');
  await has(one, 'b');
  expect(one.state('Service')).toMatchObject({ served: true, synced: true, objects: 1, relists: 0 });
});

test('a graph is the same until something is written', async () => {
  const one = await start();
  await settled(one);
  await until(() => one.world.version() !== null);
  const before = one.world.graph();
  expect(one.world.graph()).toBe(before);
  one.api.store.put(service('a'));
  await has(one, 'a');
  expect(one.world.graph()).not.toBe(before);
});

test('an event that changes nothing that is read leaves the graph as it was', async () => {
  const one = await start({ timing: { poll: 3_600_000 }, prepare: ({ store }) => store.put(service('a')) });
  await settled(one);
  await until(() => one.world.version() !== null);
  const before = one.world.graph();
  one.api.store.put(service('a', { status: { loadBalancer: {} } }));
  one.api.store.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'later' } });
  const { length } = one.api.asked();
  await until(() => one.state('Namespace').objects === 1);
  expect(one.world.graph().store.lookup('o|/Service/shop/a')).toEqual(
    before.store.lookup('o|/Service/shop/a'),
  );
  expect(one.api.asked()).toHaveLength(length);
});

test('the version of the server is a number, and what the policy says of it counts first', async () => {
  const one = await start({ fake: { minor: '31+' } });
  await until(() => one.world.version() !== null);
  expect(one.world.version()).toBe(31);
  expect(one.world.graph().settings.kubeVersion).toBe(31);
});

test('a list comes in pages', async () => {
  const one = await start({
    prepare({ store }) {
      for (let n = 0; n < 1201; n++) store.put(service(`s${n}`));
    },
  });
  await synced(one);
  expect(one.state('Service').objects).toBe(1201);
  const lists = one.api.asked('list', 'services');
  expect(lists.map(({ query }) => query.get('limit'))).toEqual(['500', '500', '500']);
});

test('a list that expires between two pages begins anew, and at last asks for all at once', async () => {
  const one = await start({
    prepare(api) {
      for (let n = 0; n < 501; n++) api.store.put(service(`s${n}`));
      const isSecond = ({ query }: { query: URLSearchParams }) => query.has('continue');
      api.trouble({ status: 410 }, isSecond, Number.POSITIVE_INFINITY);
    },
  });
  await synced(one);
  expect(one.state('Service')).toMatchObject({ objects: 501, failures: 2 });
  const lists = one.api.asked('list', 'services');
  expect(lists.map(({ query }) => query.get('limit'))).toEqual(['500', '500', '500', '500', null]);
});

test('after a dropped connection the watch goes on where it was, without a list', async () => {
  const one = await start({ prepare: ({ store }) => store.put(service('a')) });
  await settled(one);
  one.api.watches.drop('services');
  one.api.store.put(service('b'));
  one.api.store.remove('v1', 'Service', 'shop', 'a');
  await has(one, 'b');
  expect(one.api.asked('list', 'services')).toHaveLength(1);
  expect(one.state('Service')).toMatchObject({ relists: 0, failures: 1 });
});

test('a watch that the server ends as agreed is no failure', async () => {
  const one = await start();
  await settled(one);
  one.api.watches.end('services');
  await until(() => one.api.asked('watch', 'services').length === 2);
  one.api.store.put(service('a'));
  await has(one, 'a');
  expect(one.state('Service')).toMatchObject({ relists: 0, failures: 0, lastError: null });
});

test('a bookmark moves the place from which a watch goes on', async () => {
  const one = await start();
  await settled(one);
  for (let n = 0; n < 5; n++)
    one.api.store.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: `n${n}` } });
  const version = `${one.api.store.version()}`;
  one.api.watches.bookmark('services');
  await until(() => one.state('Namespace').objects === 5);
  one.api.watches.end('services');
  await until(() => one.api.asked('watch', 'services').length === 2);
  const [first, second] = one.api.asked('watch', 'services').map(({ query }) => query.get('resourceVersion'));
  expect(second).toBe(version);
  expect(first).not.toBe(version);
  const [asked] = one.api.asked('watch', 'services');
  expect(asked?.query.get('allowWatchBookmarks')).toBe('true');
  expect(Number(asked?.query.get('timeoutSeconds'))).toBeGreaterThanOrEqual(300);
});

test('a version that is too old is listed anew, and what was deleted meanwhile is gone', async () => {
  const one = await start({
    prepare({ store }) {
      store.put(service('a'));
      store.put(service('b'));
    },
  });
  await settled(one);
  one.api.trouble({ status: 500 }, ({ verb, plural }) => verb === 'watch' && plural === 'services', 2);
  one.api.watches.drop('services');
  one.api.store.remove('v1', 'Service', 'shop', 'a');
  one.api.store.put(service('c'));
  one.api.store.compact();
  await has(one, 'b', 'c');
  expect(one.state('Service').relists).toBe(1);
});

test('a 410 inside of the stream is listed anew', async () => {
  const one = await start({ prepare: ({ store }) => store.put(service('a')) });
  await settled(one);
  one.api.watches.send(
    { type: 'ERROR', object: { kind: 'Status', code: 410, message: 'too old' } },
    'services',
  );
  await until(() => one.state('Service').relists === 1);
  await watching(one);
  one.api.store.put(service('b'));
  await has(one, 'a', 'b');
});

test('an error event that is not for good is no reason to list', async () => {
  const one = await start();
  await settled(one);
  one.api.watches.send({ type: 'ERROR', object: { kind: 'Status', code: 500, message: 'etcd' } }, 'services');
  await until(() => one.api.asked('watch', 'services').length === 2);
  one.api.store.put(service('a'));
  await has(one, 'a');
  expect(one.state('Service')).toMatchObject({ relists: 0, failures: 1 });
});

test('a line that is no event breaks the watch, and nothing is lost', async () => {
  const one = await start();
  await settled(one);
  one.api.watches.send('{"type":"ADDED","object":{"metadata":{\n', 'services');
  one.api.store.put(service('a'));
  await has(one, 'a');
  expect(one.state('Service')).toMatchObject({ relists: 0, failures: 1 });
});

test('a server that says the same garbage again and again is asked for a list', async () => {
  const one = await start();
  await settled(one);
  const garbage = { status: 200, text: 'upstream connect error\n' };
  one.api.trouble(garbage, ({ verb, plural }) => verb === 'watch' && plural === 'services', 3);
  one.api.watches.drop('services');
  await until(() => one.state('Service').relists === 1);
  one.api.store.put(service('a'));
  await has(one, 'a');
});

test('a watch that says nothing for long is opened anew, which is no fault by itself', async () => {
  const one = await start({ timing: { idle: 150 } });
  await synced(one);
  await watching(one);
  one.api.watches.freeze('services');
  one.api.store.put(service('a'));
  await has(one, 'a');
  expect(one.state('Service')).toMatchObject({ relists: 0, failures: 0, lastError: null });
});

test('bookmarks keep a quiet watch open', async () => {
  const one = await start({ fake: { bookmarks: 5 } });
  await settled(one);
  const said = one.api.asked('watch').length;
  const { ageSeconds: _, ...before } = one.state('Service');
  one.api.store.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'later' } });
  await until(() => one.state('Namespace').objects === 1);
  expect(one.state('Service')).toMatchObject(before);
  expect(one.api.asked('watch')).toHaveLength(said);
});

test('an object that is split over many chunks, in letters of many bytes, is read whole', async () => {
  const one = await start();
  await settled(one);
  const text = 'ß→😀'.repeat(20_000);
  one.api.store.put(service('a', { metadata: { name: 'a', namespace: 'shop', annotations: { text } } }));
  await has(one, 'a');
  const [obj] = one.world.graph().store.lookup('o|/Service/shop/a');
  expect(obj?.body.metadata).toMatchObject({ annotations: { text } });
});
