import { expect, test } from 'vitest';
import { quantityOf } from '../../src/kube/quantity.ts';

test.for([
  ['512Mi', 536_870_912],
  ['1Gi', 1_073_741_824],
  ['1G', 1_000_000_000],
  ['0.5Gi', 536_870_912],
  ['1e9', 1_000_000_000],
  ['1E', 1e18],
  ['64k', 64_000],
  ['64Ki', 65_536],
  ['512m', 0.512],
  ['128', 128],
  [128, 128],
  ['.5Gi', 536_870_912],
  ['-1', -1],
  ['512MB', null],
  ['512 Mi', null],
  ['Mi', null],
  ['', null],
] as const)('%s is %s', ([text, number]) => {
  expect(quantityOf(text)).toBe(number);
});
