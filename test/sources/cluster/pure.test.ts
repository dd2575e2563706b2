import { expect, test } from 'vitest';
import { backOff, createGate, deadline, sleep } from '../../../src/sources/cluster/waiting.ts';

test('waits are anything between the least and a bound that doubles, and never more than the most', () => {
  const range = { least: 500, most: 30_000 };
  const bounds = (failures: number) => [backOff(failures, range, () => 0), backOff(failures, range, () => 1)];
  expect([0, 1, 2, 5, 6, 1000].map(bounds)).toEqual([
    [500, 500],
    [500, 1000],
    [500, 2000],
    [500, 16_000],
    [500, 30_000],
    [500, 30_000],
  ]);
});

test('a gate lets so many through, and the next ones when those are done, failed or not', async () => {
  const gate = createGate(2);
  let under = 0;
  let most = 0;
  const work = (n: number) => async () => {
    under += 1;
    most = Math.max(most, under);
    await new Promise(resolve => setImmediate(resolve));
    under -= 1;
    if (n % 3 === 0) throw new Error('failed');
    return n;
  };
  const all = await Promise.allSettled([1, 2, 3, 4, 5, 6].map(n => gate(work(n))));
  expect(all.map(({ status }) => status === 'fulfilled')).toEqual([true, true, false, true, true, false]);
  expect(most).toBe(2);
});

test('a wait ends with its signal', async () => {
  const controller = new AbortController();
  const waited = sleep(3_600_000, controller.signal);
  controller.abort();
  await waited;
  await sleep(3_600_000, controller.signal);
});

test('a deadline tells whether the time was up or the other signal came', async () => {
  const controller = new AbortController();
  const other = deadline(controller.signal, 3_600_000);
  controller.abort();
  expect([other.signal.aborted, other.isOver]).toEqual([true, false]);
  other.clear();
  const own = deadline(new AbortController().signal, 1);
  await new Promise(resolve => own.signal.addEventListener('abort', resolve));
  expect(own.isOver).toBe(true);
  own.clear();
});
