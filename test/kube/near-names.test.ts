import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexNames } from '../../src/kube/near-names.ts';
import { isTypo, typoKeys } from '../../src/kube/typo.ts';

const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 7 });
const word = fc.oneof({ weight: 4, arbitrary: letters }, fc.constantFrom('v1', 'v2', '1', 'Web', 'é', ''));
const name = fc
  .array(fc.tuple(word, fc.constantFrom('-', '_', '.', '/')), { minLength: 1, maxLength: 3 })
  .map(parts =>
    parts
      .map(([text, separator]) => text + separator)
      .join('')
      .slice(0, -1),
  );

/** The name with one random edit: most pairs of random names are no typo. */
const edited = fc
  .tuple(name, fc.nat(30), fc.constantFrom('', 'a', 'x', '-', 'B'), fc.boolean())
  .map(([text, place, put, swaps]) => {
    const at = place % (text.length + 1);
    const rest = text.slice(at);
    const [first = '', second = ''] = rest;
    return (
      text.slice(0, at) + (swaps ? second + first + rest.slice(2) : put + rest.slice(put === '' ? 1 : 0))
    );
  });

test('the index finds the names that a comparison of all finds', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(name, edited), { maxLength: 30 }),
      fc.array(fc.oneof(name, edited), { minLength: 6, maxLength: 12 }),
      (names, wanted) => {
        const index = indexNames(names, text => text);
        for (const one of wanted) {
          const all = new Set(names.filter(other => isTypo(one, other)));
          expect(new Set(index.near(one))).toEqual(all);
          expect(index.near(one, 2)).toHaveLength(Math.min(all.size, 2));
        }
      },
    ),
    { numRuns: 500 },
  );
});

function haveCommonKey(a: string, b: string): boolean {
  const keys = typoKeys(b);
  return [...typoKeys(a)].some(key => keys.has(key));
}

test('two names that differ by a typo have a common key', () => {
  const pairs = fc.tuple(
    name,
    fc.nat(30),
    fc.constantFrom('a', 'b', 'x'),
    fc.constantFrom('put', 'drop', 'swap', 'set'),
  );
  fc.assert(
    fc.property(pairs, ([text, place, letter, how]) => {
      const at = place % (text.length + 1);
      const [head, rest] = [text.slice(0, at), text.slice(at)];
      const other =
        how === 'put'
          ? head + letter + rest
          : how === 'drop'
            ? head + rest.slice(1)
            : how === 'set'
              ? head + letter + rest.slice(1)
              : head + rest.slice(1, 2) + rest.slice(0, 1) + rest.slice(2);
      if (isTypo(text, other)) expect(haveCommonKey(text, other)).toBe(true);
    }),
    { numRuns: 5000 },
  );
});

test.for([
  ['storefront', 'storefornt'],
  ['storefront', 'storefrnt'],
  ['storefront', 'storefrront'],
  ['storefront', 'storefrent'],
  ['shop-checkout', 'shop_Checkout'],
  ['shop-checkout-v1', 'shop-chekcout-v1'],
  ['web-api', 'webapi'],
] as const)('%s and %s have a common key', ([a, b]) => {
  expect(isTypo(a, b)).toBe(true);
  expect(haveCommonKey(a, b)).toBe(true);
});

test('many questions compare few names', () => {
  const names = Array.from({ length: 1000 }, (_, index) => `api-${spelled(index)}`);
  let compared = 0;
  const index = indexNames(
    names,
    text => text,
    (a, b) => {
      compared++;
      return isTypo(a, b);
    },
  );
  for (let at = 0; at < 1000; at++) index.near(`api-${spelled(at + 5000)}`);
  // A comparison of all pairs is 1,000,000.
  expect(compared).toBeLessThan(20_000);
});

/** A number as eight letters. */
const spelled = (number: number) =>
  String(number * 7919)
    .padStart(8, '3')
    .replaceAll(/[0-9]/g, digit => String.fromCharCode(97 + Number(digit)));
