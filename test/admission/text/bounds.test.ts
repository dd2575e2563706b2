import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Verdict, Warned } from '../../../src/admission/review/verdict.ts';
import { runes, shortened } from '../../../src/admission/text/bounds.ts';
import { respondValidate } from '../../../src/admission/text/respond.ts';
import type { Obj } from '../../../src/kube/object.ts';
import type { Pointer } from '../../../src/kube/pointer.ts';
import type { Finding } from '../../../src/rule.ts';
import { cases as tries } from '../../support/cases.ts';
import { object } from '../../support/check.ts';
import { type Answered, courtOf, requestIn, verdictOn } from './answer.ts';
import { cases } from './cases.ts';

/** Any text that JSON may hold, lone surrogates too, short or longer than every bound. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
    .map(units => String.fromCharCode(...units)),
  fc
    .tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 5000 }))
    .map(([unit, times]) => unit.repeat(times)),
);

const ref = fc.record({
  group: fc.constant('apps'),
  kind: text,
  namespace: fc.option(text),
  name: text,
});

const base =
  (await verdictOn(cases['refused.pre-stop-missing.blocked'] ?? never())).verdict.refused[0] ?? never();

function never(): never {
  throw new Error('the case does not refuse');
}

const finding: fc.Arbitrary<Finding> = fc
  .record({
    rule: fc.constantFrom('backend-port-missing', 'pre-stop-missing', 'service-selects-nothing'),
    key: text,
    cause: text,
    message: text,
    ref,
    routes: fc.array(ref, { maxLength: 8 }),
    label: text,
    value: text,
    open: fc.boolean(),
    level: fc.constantFrom('deny' as const, 'patch' as const),
  })
  .map(({ ref: named, label, value, ...rest }) => ({
    ...base,
    ...rest,
    at: { obj: { ...base.at.obj, ref: named }, at: `/spec/${value}` as Pointer },
    chain: {
      links: rest.routes.map(one => ({ ref: one, label, at: '' as const, exists: false })),
      broken: rest.routes.length,
    },
    fix: {
      safety: 'safe',
      title: label,
      on: named,
      operations: [{ op: 'add', path: `/spec/${label}` as Pointer, value }],
      creates: [{ [label]: { [value]: [value] } }],
    },
  }));

const warned: fc.Arbitrary<Warned> = fc.record({
  finding,
  why: fc.constantFrom(
    'mode',
    'exempt-user',
    'unconfirmed',
    'first-half',
    'open',
    'dry-run',
    'not-its-doing',
    null,
  ),
  wouldRefuse: fc.boolean(),
  others: fc.constant([]),
});

const verdict: fc.Arbitrary<Verdict> = fc.record({
  allowed: fc.constant(false),
  skipped: fc.constantFrom(null, 'not-synced' as const),
  exclusion: fc.constantFrom(null, 'exempt-user' as const),
  mode: fc.constantFrom('enforce', 'warn', 'audit'),
  modes: fc.constant({ enforce: 'off' as const, warn: 'strict' as const, audit: 'policy' as const }),
  refused: fc.array(finding, { minLength: 1, maxLength: 40 }),
  warned: fc.array(warned, { maxLength: 40 }),
  audited: fc.array(finding, { maxLength: 5 }),
  exempt: fc.array(fc.record({ finding, reason: text }), { maxLength: 5 }),
  voided: fc.array(fc.record({ finding, why: text }), { maxLength: 5 }),
  faults: fc.array(text, { maxLength: 3 }),
  complete: fc.boolean(),
  reads: fc.record({ tried: fc.nat(), failures: fc.array(text, { maxLength: 3 }) }),
});

const annotated: fc.Arbitrary<Obj> = fc
  .record({ exempt: text, reason: text, until: text, name: text })
  .map(({ exempt, reason, until, name }) => {
    const annotations = {
      'ingress-policy.io/exempt': exempt,
      'ingress-policy.io/reason': reason,
      'ingress-policy.io/until': until,
    };
    const made = object({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', annotations } });
    return { ...made, ref: { ...made.ref, name } };
  });

/** Controls, and characters that move or hide text; newlines only separate the lines of a refusal. */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

function expectBounded(
  { warnings, auditAnnotations }: Pick<Answered, 'warnings' | 'auditAnnotations'>,
  budget: number,
): void {
  for (const one of [...warnings, ...Object.values(auditAnnotations)]) expect(one).not.toMatch(hidden);
  for (const one of warnings) expect(runes(one)).toBeLessThanOrEqual(256);
  expect(warnings.reduce((sum, one) => sum + runes(one), 0)).toBeLessThanOrEqual(budget);
  expect(new Set(warnings).size).toBe(warnings.length);
  for (const value of Object.values(auditAnnotations))
    expect(Buffer.byteLength(value)).toBeLessThanOrEqual(1024);
}

const request = requestIn(cases['warned.open'] ?? never(), courtOf(cases['warned.open'] ?? never()));

test('whatever a name says, an answer holds no control character and keeps its bounds', () => {
  fc.assert(
    fc.property(verdict, annotated, (given, obj) => {
      const answer = respondValidate(given, { ...request, object: obj });
      expectBounded(answer, 3000);
      expect(answer.message?.replaceAll('\n', '')).not.toMatch(hidden);
      expect(Buffer.byteLength(answer.message ?? '')).toBeLessThanOrEqual(16 * 1024);
      expect(answer.message).toContain('\n  ingress-policy.io/exempt: ');
    }),
    tries({ sample: 30, full: 300 }),
  );
});

test('a text is shortened in its middle, between words where one ends nearby', () => {
  const long = 'port 80 of Service shop/web aims at "web", and no port of Deployment shop/web has that name';
  expect(shortened(long, 60)).toBe('port 80 of Service shop/web aims ... has that name');
  expect(shortened(long, 91)).toBe(long);
  expect(shortened('\u{1f6d1}'.repeat(10), 9)).toBe('\u{1f6d1}\u{1f6d1}\u{1f6d1} ... \u{1f6d1}');
});
