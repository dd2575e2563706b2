import fc from 'fast-check';
import { expect, test } from 'vitest';
import { covers, type Exemption, exemptionOf, names } from '../../src/config/exemptions.ts';
import type { Obj } from '../../src/kube/object.ts';

const now = new Date('2026-06-01T00:00:00Z');
const field = fc.constantFrom(null, '*', 'a', 'a*', 'ab', 'ab*', '*b', 'a*b', 'b', '');
const exemption = fc.record({
  rules: fc.constantFrom(['one'], ['two'], ['*'], ['one', 'two']),
  kind: fc.constantFrom(null, 'Service', 'S*', 'Ingress'),
  namespace: field,
  name: field,
  reason: fc.constantFrom('first', 'second', ' '),
  until: fc.constantFrom(null, '2026-01-01', '2027-01-01'),
});
const obj = fc
  .record({
    kind: fc.constantFrom('Service', 'Ingress'),
    namespace: fc.constantFrom(null, 'a', 'ab', 'b'),
    name: fc.constantFrom('', 'a', 'ab', 'abb', 'b'),
  })
  .map(
    (ref): Obj => ({
      ref: { group: '', ...ref },
      apiVersion: 'v1',
      body: {},
      origin: { from: 'request', uid: '' },
      opaque: null,
      malformed: [],
    }),
  );

/** Asks every exemption. */
function byScan(rule: string, { ref }: Obj, policy: readonly Exemption[]) {
  const states = policy
    .filter(one => names(one.rules, rule) && covers(one, ref))
    .map(one => exemptionOf(rule, anyObject, [{ ...one, kind: null, namespace: null, name: null }], now));
  return states.find(({ is }) => is === 'exempt') ?? states[0] ?? { is: 'none' };
}

const anyObject: Obj = {
  ref: { group: '', kind: 'Any', namespace: null, name: 'any' },
  apiVersion: 'v1',
  body: {},
  origin: { from: 'request', uid: '' },
  opaque: null,
  malformed: [],
};

test('the indexed exemptions give what a scan of all gives', () => {
  fc.assert(
    fc.property(
      fc.array(exemption, { maxLength: 8 }),
      obj,
      fc.constantFrom('one', 'two'),
      (policy, of, rule) => {
        expect(exemptionOf(rule, of, policy, now)).toEqual(byScan(rule, of, policy));
      },
    ),
    { numRuns: 2000 },
  );
});

test('an object asks only the exemptions with its name', () => {
  let asked = 0;
  const policy = Array.from({ length: 1000 }, (_, index) => ({
    rules: ['one'],
    kind: 'Service',
    namespace: 'shop',
    name: index % 2 === 0 ? `web-${index}` : `web-${index}-*`,
    get reason() {
      asked++;
      return 'known';
    },
    until: null,
  }));
  for (let index = 0; index < 1000; index++) {
    const name = index % 2 === 0 ? `web-${index}` : `web-${index}-a`;
    const ref = { group: '', kind: 'Service', namespace: 'shop', name };
    expect(exemptionOf('one', { ...anyObject, ref }, policy, now).is).toBe('exempt');
  }
  expect(asked).toBe(1000);
});
