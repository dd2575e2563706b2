import { expect, test } from 'vitest';
import { type ReadLimits, rateLimited } from '../../../src/admission/live/rate-limit.ts';
import type { ApiRead, LiveReader, ReadAnswer } from '../../../src/kube/api-server.ts';

const limits: ReadLimits = { inFlight: 2, perSecond: 10, burst: 4 };
const read = (name: string): ApiRead => ({ get: { group: '', kind: 'Service', namespace: 'shop', name } });
const never = new AbortController().signal;
const empty: ReadAnswer = { is: 'read', objects: [] };

/** A cluster whose answers wait until the test releases them. */
function slow() {
  const open: (() => void)[] = [];
  let most = 0;
  let now = 0;
  const live: LiveReader = {
    read: () =>
      new Promise(resolve => {
        now += 1;
        most = Math.max(most, now);
        open.push(() => {
          now -= 1;
          resolve(empty);
        });
      }),
  };
  const turn = () => new Promise(resolve => setImmediate(resolve));
  return {
    live,
    most: () => most,
    waiting: () => open.length,
    async letGo() {
      await turn();
      for (const one of open.splice(0)) one();
      await turn();
    },
  };
}

test('identical reads that come together are made once', async () => {
  const cluster = slow();
  const spared = rateLimited(cluster.live, limits, () => 0);
  const answers = [spared.read(read('web'), never), spared.read(read('web'), never)];
  await cluster.letGo();
  expect(await Promise.all(answers)).toEqual([empty, empty]);
  expect(spared.counts()).toEqual({ made: 1, shared: 1, dropped: 0 });
});

test('a read that has begun is not shared: it may have missed the write before', async () => {
  const cluster = slow();
  const spared = rateLimited(cluster.live, limits, () => 0);
  const first = spared.read(read('web'), never);
  await new Promise(resolve => setImmediate(resolve));
  const second = spared.read(read('web'), never);
  await cluster.letGo();
  await cluster.letGo();
  await Promise.all([first, second]);
  expect(spared.counts()).toEqual({ made: 2, shared: 0, dropped: 0 });
});

test('no more are under way than are allowed, and all are made', async () => {
  const cluster = slow();
  const spared = rateLimited(cluster.live, limits, () => 0);
  const answers = ['a', 'b', 'c', 'd'].map(name => spared.read(read(name), never));
  for (let round = 0; round < 4; round++) await cluster.letGo();
  expect(await Promise.all(answers)).toEqual([empty, empty, empty, empty]);
  expect(cluster.most()).toBe(2);
});

test('beyond the rate a read fails at once, until time has passed', async () => {
  let now = 0;
  const live: LiveReader = { read: async () => empty };
  const spared = rateLimited(live, limits, () => now);
  const names = ['a', 'b', 'c', 'd', 'e'];
  const answers = await Promise.all(names.map(name => spared.read(read(name), never)));
  expect(answers.map(({ is }) => is)).toEqual(['read', 'read', 'read', 'read', 'failed']);
  now += 100;
  expect((await spared.read(read('f'), never)).is).toBe('read');
  expect((await spared.read(read('g'), never)).is).toBe('failed');
  expect(spared.counts()).toEqual({ made: 5, shared: 0, dropped: 2 });
});

test('whoever waits no longer is told so, and the others get the answer', async () => {
  const cluster = slow();
  const spared = rateLimited(cluster.live, limits, () => 0);
  const hurried = new AbortController();
  const late = spared.read(read('web'), hurried.signal);
  const patient = spared.read(read('web'), never);
  await new Promise(resolve => setImmediate(resolve));
  hurried.abort();
  expect((await late).is).toBe('failed');
  await cluster.letGo();
  expect(await patient).toEqual(empty);
});

test('a read that throws is one that failed', async () => {
  const live: LiveReader = { read: () => Promise.reject(new Error('connection refused')) };
  const spared = rateLimited(live, limits, () => 0);
  expect(await spared.read(read('web'), never)).toEqual({ is: 'failed', why: 'connection refused' });
});
