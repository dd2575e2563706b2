import { expect, test } from 'vitest';
import { painter, wantsColor } from '../../src/report/paint.ts';

const tty = { isTTY: true };

test.for([
  [tty, {}, true],
  [{}, {}, false],
  [{ isTTY: false }, {}, false],
  [tty, { NO_COLOR: '1' }, false],
  [tty, { NO_COLOR: '' }, true],
  [tty, { TERM: 'dumb' }, false],
  [{}, { FORCE_COLOR: '1' }, true],
  [tty, { FORCE_COLOR: '0' }, false],
  [tty, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
] as const)('colour of %o with %o is %s', ([stream, env, expected]) => {
  expect(wantsColor(stream, env)).toBe(expected);
});

test('nothing is painted without a style', () => {
  expect(painter(true)('x', null)).toBe('x');
  expect(painter(true)('', 'red')).toBe('');
  expect(painter(true)('x', 'red')).toBe('\x1b[31mx\x1b[39m');
});
