import fc from 'fast-check';
import { expect, test } from 'vitest';
import { intersects } from '../../../src/graph/attachment/hostname.ts';

test.for<[a: string, b: string, expected: boolean]>([
  ['shop.example', 'shop.example', true],
  ['Shop.Example', 'shop.example', true],
  ['shop.example', 'api.example', false],
  ['*.example', 'shop.example', true],
  ['*.example', 'a.shop.example', true],
  ['*.example', 'example', false],
  ['*.example', '*.shop.example', true],
  ['*.example', '*.other', false],
  ['*.shop.example', '*.myshop.example', false],
  ['*.shop.example', 'myshop.example', false],
])('%s and %s: %s', ([a, b, expected]) => {
  expect(intersects(a, b)).toBe(expected);
  expect(intersects(b, a)).toBe(expected);
});

const label = fc.constantFrom('a', 'b', 'aa');
const name = fc.array(label, { minLength: 1, maxLength: 3 }).map(labels => labels.join('.'));
const hostname = fc.oneof(
  name,
  name.map(suffix => `*.${suffix}`),
);

/** Every host of up to five labels; enough to tell two hostnames of up to four apart. */
const hosts = [1, 2, 3, 4, 5].flatMap(length => namesOf(length));

function namesOf(length: number): readonly string[] {
  if (length === 0) return [''];
  const rest = namesOf(length - 1);
  return ['a', 'b', 'aa'].flatMap(first => rest.map(other => (other === '' ? first : `${first}.${other}`)));
}

/** Gateway API's words: a wildcard is a suffix match, and stands for one label or more. */
const matches = (host: string, pattern: string) =>
  pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;

test('two hostnames intersect where a host matches both', () => {
  fc.assert(
    fc.property(hostname, hostname, (a, b) => {
      expect(intersects(a, b)).toBe(hosts.some(host => matches(host, a) && matches(host, b)));
    }),
  );
});
