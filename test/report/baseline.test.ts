import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBaseline, splitByBaseline, writeBaseline } from '../../src/report/baseline.ts';
import { fingerprint } from '../../src/report/fingerprint.ts';
import type { Finding } from '../../src/rule.ts';
import { cases } from '../support/cases.ts';
import { finding, obj, ref } from './build.ts';

function read(text: string) {
  const baseline = readBaseline(text);
  if (typeof baseline === 'string') throw new Error(baseline);
  return baseline;
}

test('a fingerprint survives other files, places, messages and API versions', () => {
  const moved = finding({
    at: { obj: { ...obj(ref('Service shop/web'), 'other.yaml'), apiVersion: 'v2' }, at: '/spec/ports/7' },
    message: 'other words',
    level: 'warn',
    routes: [],
    cause: 'other',
  });
  expect(fingerprint(moved)).toBe(fingerprint(finding()));
  expect(fingerprint(finding())).toMatchInlineSnapshot(`"1b1a837b1f36abc8"`);
});

test('a fingerprint tells rule, object and key apart', () => {
  const variants = [
    finding(),
    finding({ rule: 'other' }),
    finding({ key: 'port grpc' }),
    finding({ at: { obj: obj(ref('Service web')), at: '' } }),
    finding({ at: { obj: obj(ref('Service /web')), at: '' } }),
    finding({ at: { obj: obj(ref('Service shop/api')), at: '' } }),
    finding({ at: { obj: obj(ref('Service shop/web', 'serving.knative.dev/v1')), at: '' } }),
  ];
  expect(new Set(variants.map(fingerprint)).size).toBe(variants.length);
});

test('a baseline is sorted and counts what is equal', () => {
  const findings = [
    finding({ rule: 'z' }),
    finding(),
    finding({ at: { obj: obj(ref('Pod a')), at: '' } }),
    finding(),
  ];
  expect(writeBaseline(findings)).toMatchInlineSnapshot(`
    "{
      "version": 1,
      "findings": [
        {
          "fingerprint": "ecd22ae0bbe7fc85",
          "rule": "service-target-port-missing",
          "object": "Pod a"
        },
        {
          "fingerprint": "1b1a837b1f36abc8",
          "rule": "service-target-port-missing",
          "object": "Service shop/web",
          "count": 2
        },
        {
          "fingerprint": "3bb6b2e80f608309",
          "rule": "z",
          "object": "Service shop/web"
        }
      ]
    }
    "
  `);
  expect(writeBaseline(findings.toReversed())).toBe(writeBaseline(findings));
});

test('a baseline covers what it was written for, in any order, and nothing more', () => {
  const some = fc.array(
    fc.record({ rule: fc.constantFrom('a', 'b'), key: fc.constantFrom('x', 'y', '__proto__') }).map(finding),
  );
  fc.assert(
    fc.property(some, some, (old, added) => {
      const baseline = read(writeBaseline(old));
      const same = splitByBaseline(old.toReversed(), baseline);
      expect([same.fresh, same.known.length, same.gone]).toEqual([[], old.length, []]);
      const more = splitByBaseline([...old, ...added], baseline);
      expect(more.fresh.length).toBe(added.length);
      const none = splitByBaseline([], baseline);
      expect(none.gone).toEqual(baseline.findings);
    }),
    cases({ sample: 100, full: 1000 }),
  );
});

test('two findings of one fingerprint need a count of two', () => {
  const twice = [finding({ message: 'first' }), finding({ message: 'second' })] as const;
  const split = splitByBaseline(twice, read(writeBaseline([twice[0]])));
  expect(split.known).toEqual([twice[0]]);
  expect(split.fresh).toEqual([twice[1]]);
  expect(splitByBaseline([twice[0]], read(writeBaseline(twice))).gone).toMatchObject([
    { rule: 'service-target-port-missing', object: 'Service shop/web' },
  ]);
});

test.for([
  ['', 'is not JSON'],
  ['[]', 'is not a baseline of version 1'],
  ['{"version":2,"findings":[]}', 'is not a baseline of version 1'],
  ['{"version":1}', 'has no list "findings"'],
  ['{"version":1,"findings":[{"rule":"a"}]}', 'findings[0]'],
  ['{"version":1,"findings":[{"fingerprint":"a","rule":"b","object":"c","count":0}]}', 'findings[0]'],
] as const)('a file that is no baseline is refused with the reason: %s', ([text, reason]) => {
  expect(readBaseline(text)).toContain(reason);
});

test('an empty baseline knows nothing', () => {
  const findings: readonly Finding[] = [finding()];
  expect(splitByBaseline(findings, read(writeBaseline([]))).fresh).toEqual(findings);
});
