import { expect, test } from 'vitest';
import type { LifecycleHandler } from '../../src/kube/kinds/pod-template.ts';
import { type Delay, gracePeriod, preStopDelay } from '../../src/kube/termination.ts';

test('the grace period is 30 s where none is written', () => {
  expect(gracePeriod({})).toBe(30);
  expect(gracePeriod({ terminationGracePeriodSeconds: null })).toBe(30);
  expect(gracePeriod({ terminationGracePeriodSeconds: 0 })).toBe(0);
});

const exec = (...command: readonly (string | null)[]): LifecycleHandler => ({ exec: { command } });
const instant: Delay = { is: 'instant' };
const unknown: Delay = { is: 'unknown' };
const seconds = (given: number, atLeast = false): Delay => ({
  is: 'seconds',
  seconds: given,
  native: false,
  atLeast,
});

test.for<[LifecycleHandler | null, Delay]>([
  [null, { is: 'none' }],
  [{ sleep: { seconds: 10 } }, { is: 'seconds', seconds: 10, native: true, atLeast: false }],
  [{ sleep: { seconds: 0 } }, instant],
  [{ httpGet: { path: '/drain', port: 8080 } }, unknown],
  [exec('sleep', '15'), seconds(15)],
  [exec('/bin/sleep', '15'), seconds(15)],
  [exec('sleep', '1m'), seconds(60)],
  [exec('sleep', '0.5'), seconds(0.5)],
  [exec('sleep', '2h'), seconds(7200)],
  [exec('sleep', '0'), instant],
  [exec('/bin/sh', '-c', 'sleep 5'), seconds(5)],
  [exec('sh', '-c', 'sleep 5; sleep 10'), seconds(15, true)],
  [exec('sh', '-c', 'sleep 25 && nginx -s quit'), seconds(25, true)],
  [exec('bash', '-c', '(sleep 5)'), seconds(5, true)],
  [exec('sh', '-c', 'sleep $DELAY'), unknown],
  [exec('sh', '-c', 'sleep 5 && sleep $DELAY'), unknown],
  [exec('sh', '-c', 'sleep 0 && /drain'), unknown],
  [exec('sh', '-c', 'usleep 500'), unknown],
  [exec('nginx', '-s', 'quit'), unknown],
  [exec('/wait-shutdown'), unknown],
  [exec('true'), instant],
  [exec('/bin/true'), instant],
  [exec('sh', '-c', 'true'), instant],
  [exec('/bin/sh', '-c', 'echo stopping'), instant],
  [exec('sh', '-c', 'echo stopping; /drain'), unknown],
  [exec('sh', '-c', 'exit 0'), instant],
  [exec(), unknown],
  [exec('sleep', null), unknown],
])('%j', ([preStop, expected]) => {
  expect(preStopDelay({ lifecycle: { preStop } })).toEqual(expected);
});
