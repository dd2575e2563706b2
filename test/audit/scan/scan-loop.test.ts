import { expect, onTestFinished, test } from 'vitest';
import { type LoopOptions, type Outcome, scanLoop } from '../../../src/audit/scan/scan-loop.ts';
import { type VirtualTime, virtualTime } from '../virtual-time.ts';

const minute = 60_000;

type Scan = (signal: AbortSignal, time: VirtualTime) => Promise<Outcome>;

function looping(scan: Scan, options: Partial<LoopOptions> = {}) {
  const time = virtualTime();
  const stopping = new AbortController();
  onTestFinished(() => stopping.abort());
  const began: number[] = [];
  const loop = scanLoop(
    {
      scan(signal) {
        began.push(time.clock());
        return scan(signal, time);
      },
      ...{ interval: 15 * minute, firstWithin: 10_000, deadline: 10 * minute, backOff: 5000 },
      ...{ random: () => 0.5, wait: time.wait, ...options },
    },
    stopping.signal,
  );
  return { time, began, loop, stop: () => stopping.abort() };
}

/** An outcome for each scan; all later scans are complete. */
function ending(...outcomes: readonly Outcome[]): Scan {
  const left = [...outcomes];
  return async () => left.shift() ?? 'complete';
}

test('the first scan comes soon, and the others after the interval', async () => {
  const { time, began } = looping(ending());
  await time.pass(46 * minute);
  expect(began).toEqual([5000, 5000 + 15 * minute, 5000 + 30 * minute, 5000 + 45 * minute]);
});

test.each([
  [0, [0, 13.5]],
  [1, [10_000 / minute, 10_000 / minute + 16.5]],
])('with the random number %s the scans begin at minutes %j', async (number, minutes) => {
  const { time, began } = looping(ending(), { random: () => number });
  await time.pass(20 * minute);
  expect(began.slice(0, 2).map(ms => ms / minute)).toEqual(minutes);
});

test('a scan that failed is tried again soon, then later and later, but not later than the interval', async () => {
  const { time, began } = looping(ending('failed', 'aborted', 'failed', 'failed'), {
    interval: 30_000,
  });
  await time.pass(5 * minute);
  const pauses = began.slice(1).map((at, index) => (at - (began[index] ?? 0)) / 1000);
  expect(pauses.slice(0, 6)).toEqual([5, 10, 20, 30, 30, 30]);
});

test('what was not complete is no failure', async () => {
  const { time, began } = looping(ending('incomplete', 'incomplete'));
  await time.pass(16 * minute);
  expect(began).toHaveLength(2);
});

test('a scan that takes longer than the interval is not joined by another one', async () => {
  let [running, most, ended] = [0, 0, 0];
  const { time } = looping(
    async (signal, { wait }) => {
      running += 1;
      most = Math.max(most, running);
      await wait(2 * minute, signal);
      running -= 1;
      ended += 1;
      return 'complete';
    },
    { interval: 10_000 },
  );
  await time.pass(10 * minute);
  expect([most, ended]).toEqual([1, 4]);
});

/** A scan that ends only with its signal, and records the reason. */
function endless(reasons: string[]): Scan {
  return async (signal, { wait }) => {
    await wait(24 * 60 * minute, signal);
    reasons.push(String(signal.reason));
    return 'aborted';
  };
}

test('a scan is given up when its time is over, and the next one comes', async () => {
  const reasons: string[] = [];
  const { time } = looping(endless(reasons));
  await time.pass(21 * minute);
  expect(reasons).toEqual(['it took longer than 600 s', 'it took longer than 600 s']);
});

test('a stop ends the scan that is under way and every wait, and leaves none behind', async () => {
  const reasons: string[] = [];
  const { time, loop, stop } = looping(endless(reasons));
  await time.pass(minute);
  stop();
  await loop;
  expect(reasons).toEqual(['it was told to stop']);
  expect(time.waiting()).toBe(0);
});
