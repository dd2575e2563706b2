import { expect, test } from 'vitest';
import { matches } from '../../src/config/glob.ts';

const cases: readonly (readonly [pattern: string, text: string, fits: boolean])[] = [
  ['shop', 'shop', true],
  ['shop', 'shops', false],
  ['*', '', true],
  ['*', 'shop', true],
  ['team-*', 'team-a', true],
  ['team-*', 'my-team-a', false],
  ['*-team-*', 'my-team-a', true],
  ['a*a', 'a', false],
  ['a*b*b', 'ab', false],
  ['a.c', 'abc', false],
];

test.for(cases)('"%s" and "%s": %s', ([pattern, text, fits]) => {
  expect(matches(pattern, text)).toBe(fits);
});
