import { expect, test } from 'vitest';
import { type Timers, whenQuiet } from '../../cli/serve/folder-watch.ts';

/** Timers that only the test advances. */
function timers(): Timers & { pass(ms: number): void } {
  let now = 0;
  let due: { readonly at: number; act(): void } | null = null;
  return {
    now: () => now,
    after(ms, act) {
      const one = { at: now + ms, act };
      due = one;
      return () => {
        if (due === one) due = null;
      };
    },
    pass(ms) {
      now += ms;
      if (due === null || due.at > now) return;
      const { act } = due;
      due = null;
      act();
    },
  };
}

function settling(times: { readonly quiet: number; readonly most: number }) {
  const time = timers();
  let count = 0;
  const { touched, close } = whenQuiet(() => count++, times, time);
  return { touched, close, pass: time.pass, count: () => count };
}

test('many writes are one change, when it was quiet for a while', () => {
  const { touched, pass, count } = settling({ quiet: 400, most: 60_000 });
  for (let write = 0; write < 60; write++) {
    touched();
    pass(399);
  }
  expect(count()).toBe(0);
  pass(1);
  expect(count()).toBe(1);
  pass(60_000);
  expect(count()).toBe(1);
});

test('what is never quiet is a change every so often', () => {
  const { touched, pass, count } = settling({ quiet: 60_000, most: 100 });
  for (let write = 0; write < 50; write++) {
    touched();
    pass(5);
  }
  expect(count()).toBe(2);
});

test('what is closed tells of nothing any more', () => {
  const { touched, close, pass, count } = settling({ quiet: 10, most: 100 });
  touched();
  close();
  touched();
  pass(1000);
  expect(count()).toBe(0);
});
