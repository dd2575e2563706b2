import { expect, test } from 'vitest';
import type { LiveReader } from '../../../src/admission/live/reader.ts';
import { budgetOf, parseTimeout } from '../../../src/admission/server/budget.ts';
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

test('the time runs from the arrival, and only where it is asked for', async () => {
  expect(budgetOf(3000, performance.now() - 2000)().aborted).toBe(true);
  const signal = budgetOf(3000, performance.now())();
  expect(signal.aborted).toBe(false);
  const short = budgetOf(50, performance.now());
  expect(short()).toBe(short());
  await new Promise(resolve => setTimeout(resolve, 60));
  expect(short().aborted).toBe(true);
});

/** A cluster that never answers, and how long it was waited for. */
async function waited(query: string): Promise<number> {
  const live: LiveReader = {
    read: (_read, signal) =>
      new Promise(resolve =>
        signal.addEventListener('abort', () => resolve({ is: 'failed', why: 'not in time' })),
      ),
  };
  const { app } = webhook({ cluster: { ...cluster, live } });
  const start = performance.now();
  const { status, body } = await post(app, reviewText('create-by-apply'), `/validate${query}`);
  expect(status).toBe(200);
  // What could not be confirmed is no reason to refuse.
  expect(body.response.allowed).toBe(true);
  return performance.now() - start;
}

test('live reads have 60 % of the time that the API server gives', async () => {
  const ms = await waited('?timeout=500ms');
  expect(ms).toBeGreaterThan(290);
  expect(ms).toBeLessThan(480);
});
