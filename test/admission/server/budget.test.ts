import { expect, test } from 'vitest';
import { budgetOf, parseTimeout } from '../../../src/admission/server/budget.ts';
import type { LiveReader } from '../../../src/kube/api-server.ts';
import { cluster, post, reviewText, webhook } from './webhook.ts';

test.for<readonly [text: unknown, ms: number | null]>([
  ['10s', 10_000],
  ['500ms', 500],
  ['1.5s', 1500],
  ['1s500ms', 1500],
  ['1m30s', 30_000],
  ['9999h', 30_000],
  ['1000µs', 1],
  ['0s', null],
  ['-3s', null],
  ['10', null],
  ['', null],
  ['s', null],
  ['1e3s', null],
  ['10s ', null],
  [`${'9'.repeat(400)}s`, null],
  [undefined, null],
  [['3s', '4s'], null],
])('%j is %s ms', ([text, ms]) => {
  expect(parseTimeout(text)).toBe(ms);
});

/** A clock that shows `now`, and the milliseconds of the created signals. */
function stopwatch(now: number) {
  const made: number[] = [];
  const after = (ms: number) => {
    made.push(ms);
    return new AbortController().signal;
  };
  return { made, time: { now: () => now, after } };
}

test('live reads have 60 % of the time that the API server gives, from the arrival on', () => {
  const { made, time } = stopwatch(10_000);
  expect(budgetOf(500, 10_000, time)().aborted).toBe(false);
  expect(budgetOf(3000, 9000, time)().aborted).toBe(false);
  expect(made).toEqual([300, 800]);
  expect(budgetOf(3000, 8000, time)().aborted).toBe(true);
  expect(made).toHaveLength(2);
});

test('the signal is made once, and only where it is asked for', () => {
  const { made, time } = stopwatch(0);
  const signal = budgetOf(500, 0, time);
  expect(made).toEqual([]);
  expect(signal()).toBe(signal());
  expect(made).toEqual([300]);
});

test('without a clock of its own it is aborted when the time is up', async () => {
  const signal = budgetOf(50, performance.now())();
  if (!signal.aborted) await new Promise(resolve => signal.addEventListener('abort', resolve));
});

/** A cluster that never answers. */
const silent: LiveReader = {
  read: (_read, signal) =>
    new Promise(resolve => {
      const end = () => resolve({ is: 'failed', why: 'not in time' });
      if (signal.aborted) end();
      else signal.addEventListener('abort', end);
    }),
};

test.for<readonly [path: string, ms: number]>([
  ['/validate?timeout=500ms', 500],
  ['/validate', 3000],
  ['/validate?timeout=soon', 3000],
])('%s gives a cluster that never answers a part of %i ms', async ([path, ms]) => {
  const asked: { readonly timeout: number; readonly arrived: number }[] = [];
  const { app } = webhook({
    cluster: { ...cluster, live: silent },
    budget(timeout, arrived) {
      asked.push({ timeout, arrived });
      return () => AbortSignal.timeout(1);
    },
  });
  const before = performance.now();
  const { status, body } = await post(app, reviewText('create-by-apply'), path);
  expect(status).toBe(200);
  // An unconfirmed finding does not refuse.
  expect(body.response.allowed).toBe(true);
  expect(asked.map(({ timeout }) => timeout)).toEqual([ms]);
  expect(asked[0]?.arrived).toBeGreaterThan(before);
});
