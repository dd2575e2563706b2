import fs from 'node:fs';
import { expect, test } from 'vitest';
import { sleep } from '../../../src/sources/cluster/waiting.ts';
import { until } from '../../support/until.ts';
import { has, services, settled, start, synced } from './support.ts';
import { service } from './world.ts';

const always = Number.POSITIVE_INFINITY;
/** More milliseconds than any test takes. */
const never = 3_600_000;

test('a server that is down at first is asked until it is there', async () => {
  const one = await start({ prepare: api => api.trouble('cut', () => true, always) });
  await until(() => one.state('Service').failures > 5);
  expect(one.world.isSynced()).toBe(false);
  expect(one.state('Service')).toMatchObject({ served: null, synced: false });
  one.api.store.put(service('a'));
  one.api.calm();
  await synced(one);
  expect(services(one)).toEqual(['a']);
  expect(one.state('Service').lastError).toBe(null);
});

test('one kind that cannot be listed keeps the rest from nothing but being synced', async () => {
  const one = await start({
    prepare(api) {
      api.store.put(service('a'));
      api.trouble({ status: 500 }, ({ plural }) => plural === 'ingresses', always);
    },
  });
  await until(() => one.state('Ingress').failures > 3);
  await has(one, 'a');
  expect(one.world.isSynced()).toBe(false);
  expect(one.state('Ingress').lastError).toBe('500 fake 500');
  one.api.calm();
  await synced(one);
});

test('a watch that breaks leaves the world synced, with its age and its fault to be seen', async () => {
  const one = await start({ prepare: ({ store }) => store.put(service('a')) });
  await settled(one);
  one.api.trouble('cut', ({ plural }) => plural === 'services', always);
  one.api.watches.drop('services');
  await until(() => one.state('Service').failures > 3);
  const { ageSeconds } = one.state('Service');
  await until(() => (one.state('Service').ageSeconds ?? 0) > (ageSeconds ?? 0));
  expect(one.world.isSynced()).toBe(true);
  expect(services(one)).toEqual(['a']);
  expect(one.state('Service').lastError).not.toBe(null);
  one.api.calm();
  await until(() => one.api.watches.open('services') === 1);
  one.api.store.put(service('b'));
  await has(one, 'a', 'b');
  expect(one.state('Service').lastError).toBe(null);
});

test('a watch that is never answered is opened anew, and that is a fault', async () => {
  const one = await start({ timing: { request: 500 } });
  await settled(one);
  one.api.trouble('hang', ({ verb, plural }) => verb === 'watch' && plural === 'services');
  one.api.watches.drop('services');
  await until(() => one.state('Service').lastError === 'no answer within 0.5 s');
  one.api.store.put(service('a'));
  await has(one, 'a');
});

test('a request that is never answered is given up', async () => {
  const one = await start({
    timing: { request: 500 },
    prepare: api => api.trouble('hang', ({ plural }) => plural === 'services', 2),
  });
  await synced(one);
  expect(one.state('Service').failures).toBeGreaterThan(0);
});

test('what the server asks for with Retry-After is waited', async () => {
  const waits: number[] = [];
  const one = await start({
    timing: { backOff: { least: 2, most: 3000 } },
    prepare: api => api.trouble({ status: 429, retryAfter: 1 }, ({ plural }) => plural === 'services', 1),
    wait(ms, signal) {
      waits.push(ms);
      return sleep(Math.min(ms, 20), signal);
    },
  });
  await synced(one);
  expect(waits.filter(ms => ms > 1000 && ms <= 4000)).toHaveLength(1);
  expect(one.api.asked('list', 'services')).toHaveLength(2);
});

test('a token that is refused is read again, and the request made again', async () => {
  const one = await start({ prepare: ({ store }) => store.put(service('a')) });
  await settled(one);
  one.api.accept('second');
  fs.writeFileSync(one.file, one.api.kubeconfig({ token: 'second' }));
  one.api.watches.drop();
  one.api.store.put(service('b'));
  await has(one, 'a', 'b');
  await until(() => one.world.kinds().every(({ lastError }) => lastError === null));
  expect(one.state('Service').relists).toBe(0);
});

test('while the new token is not there yet, nothing is lost and nothing is given up', async () => {
  const one = await start({ prepare: ({ store }) => store.put(service('a')) });
  await settled(one);
  one.api.accept('second');
  one.api.watches.drop();
  await until(() => one.state('Service').failures > 3);
  expect(one.state('Service').lastError).toBe('401 Unauthorized');
  fs.writeFileSync(one.file, one.api.kubeconfig({ token: 'second' }));
  one.api.store.put(service('b'));
  await has(one, 'a', 'b');
  expect(one.state('Service').relists).toBe(0);
});

test('a kubeconfig that cannot be read any more leaves the credentials as they are', async () => {
  const one = await start();
  await settled(one);
  fs.writeFileSync(one.file, '{');
  one.api.trouble({ status: 401 }, ({ plural }) => plural === 'services', 5);
  one.api.watches.drop();
  one.api.store.put(service('a'));
  await has(one, 'a');
});

test('a token in a file of its own, as a pod has it, is read again when it is refused', async () => {
  const folder = fs.mkdtempSync('/tmp/token-');
  const tokenFile = `${folder}/token`;
  fs.writeFileSync(tokenFile, 'first\n');
  const one = await start({ user: { 'auth-provider': { name: 'tokenFile', config: { tokenFile } } } });
  await settled(one);
  fs.writeFileSync(tokenFile, 'second\n');
  one.api.accept('second');
  one.api.watches.drop();
  one.api.store.put(service('a'));
  await has(one, 'a');
  fs.rmSync(folder, { recursive: true });
});

test('all requests go over few connections', async () => {
  const one = await start({ timing: { poll: never } });
  await settled(one);
  const { connections } = one.api;
  const signal = new AbortController().signal;
  const ref = { group: '', kind: 'Service', namespace: 'shop', name: 'a' };
  for (let n = 0; n < 50; n++) await one.world.live?.read({ get: { ...ref, name: `a${n}` } }, signal);
  expect(one.api.asked('get')).toHaveLength(50);
  expect(one.api.connections - connections).toBeLessThanOrEqual(1);
  // A connection for each watch, and those of three concurrent lists.
  expect(connections).toBeLessThanOrEqual(one.world.kinds().length + 6);
});

test('closing ends the watches at once, and opens none', async () => {
  const one = await start({ timing: { poll: never } });
  await settled(one);
  const { length } = one.api.asked();
  await one.world.close();
  await until(() => one.api.watches.open() === 0);
  expect(one.api.asked()).toHaveLength(length);
});

test('closing ends a wait after a failure at once, and nothing is asked any more', async () => {
  const one = await start({
    timing: { backOff: { least: 3_600_000, most: 3_600_000 } },
    prepare: api => api.trouble({ status: 500 }, () => true, always),
  });
  await until(() => one.world.kinds().every(({ failures, group }) => failures === 1 || group === ''));
  await one.world.close();
  const { length } = one.api.asked();
  one.api.calm();
  await new Promise(resolve => setTimeout(resolve, 20));
  expect(one.api.asked()).toHaveLength(length);
});

test('closing ends requests that are never answered', async () => {
  const one = await start({ prepare: api => api.trouble('hang', () => true, always) });
  await until(() => one.api.asked().length > 3);
  await one.world.close();
});

test('the same trouble of many kinds is logged once', async () => {
  const one = await start({ prepare: api => api.trouble({ status: 500 }, () => true, always) });
  await until(() => one.world.kinds().every(({ failures }) => failures > 2));
  expect(one.said).toEqual([{ what: 'cluster', kind: expect.any(String), says: '500 fake 500' }]);
});

test('what is no object is counted and left out', async () => {
  const list = {
    metadata: { resourceVersion: '1000' },
    items: [null, { metadata: { name: 'a', namespace: 'shop' } }],
  };
  const one = await start({
    prepare: api =>
      api.trouble({ status: 200, text: JSON.stringify(list) }, ({ plural }) => plural === 'services'),
  });
  await synced(one);
  expect(one.state('Service')).toMatchObject({ objects: 1, skipped: 1 });
  expect(services(one)).toEqual(['a']);
});

test('an answer that is no list is no list', async () => {
  const one = await start({
    prepare: api => api.trouble({ status: 200, text: '<html>' }, ({ plural }) => plural === 'services'),
  });
  await synced(one);
  expect(one.state('Service').failures).toBe(1);
});
