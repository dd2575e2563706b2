import { expect, test } from 'vitest';
import { diffSections, formatDiff } from '../../bench/corpus-diff.ts';
import type { Row, Section } from '../../bench/corpus-page.ts';

const findings = (rows: readonly Row[], unlisted: readonly Row[] = []): Section => ({
  name: 'findings',
  head: ['application', 'severity', 'rule', 'object', 'pointer'],
  key: ['application', 'rule', 'object', 'pointer'],
  rows,
  unlisted,
});
const finding = (severity: string, name: string, pointer = '/spec') => [
  'shop',
  severity,
  'pre-stop-missing',
  `Deployment shop/${name}`,
  pointer,
];

const diff = (was: Section, is: Section) => formatDiff(diffSections([was], [is]));

test('equal sections do not differ, in whatever order their rows are', () => {
  const rows = [finding('error', 'web'), finding('warning', 'cart')];
  expect(diffSections([findings(rows)], [findings(rows.toReversed())])).toEqual([]);
});

test('a finding came, one went, and one has another severity', () => {
  const was = findings([finding('warning', 'api'), finding('warning', 'cart')]);
  const is = findings([finding('error', 'api'), finding('error', 'web')]);
  expect(diff(was, is)).toMatchInlineSnapshot(`
    "@@ findings: 1 came, 1 went, 1 changed @@
       application  severity  rule              object                pointer
    -  shop         warning   pre-stop-missing  Deployment shop/api   /spec
    +  shop         error     pre-stop-missing  Deployment shop/api   /spec
    +  shop         error     pre-stop-missing  Deployment shop/web   /spec
    -  shop         warning   pre-stop-missing  Deployment shop/cart  /spec"
  `);
});

test('a finding that became an info has changed, and another info is not shown', () => {
  const was = findings([finding('warning', 'api')]);
  const is = findings([], [finding('info', 'api'), finding('info', 'web')]);
  expect(diffSections([was], [is])[0]?.changes).toEqual([
    { was: finding('warning', 'api'), is: finding('info', 'api') },
  ]);
});

test('of equal findings, one more and one less are seen', () => {
  const one = finding('error', 'web');
  expect(diffSections([findings([one])], [findings([one, one])])[0]?.changes).toEqual([
    { was: null, is: one },
  ]);
  expect(diffSections([findings([one, one])], [findings([one])])[0]?.changes).toEqual([
    { was: one, is: null },
  ]);
});

test('another number of a rule is a change of its row', () => {
  const rules = (warnings: string): Section => ({
    name: 'rules',
    head: ['rule', 'warnings'],
    key: ['rule'],
    rows: [
      ['invalid-object', '4'],
      ['pre-stop-missing', warnings],
    ],
  });
  expect(diff(rules('9'), rules('10'))).toMatchInlineSnapshot(`
    "@@ rules: 1 changed @@
       rule              warnings
    -  pre-stop-missing  9
    +  pre-stop-missing  10"
  `);
});

test('a table with other columns is new as a whole', () => {
  const was: Section = { name: 'infos', head: ['rule', 'infos'], key: ['rule'], rows: [['a', '1']] };
  const is: Section = { ...was, head: ['rule', 'number'] };
  expect(diff(was, is)).toMatchInlineSnapshot(`
    "@@ infos: 1 came, 1 went, 1 changed @@
       rule  number
    -  rule  infos
    +  rule  number
    -  a     1
    +  a     1"
  `);
});

test('the lines are in the order of code units', () => {
  const is = findings([finding('error', 'b'), finding('error', 'B'), finding('error', 'a')]);
  expect(diffSections([findings([])], [is])[0]?.changes.map(change => change.is?.[3])).toEqual([
    'Deployment shop/B',
    'Deployment shop/a',
    'Deployment shop/b',
  ]);
});
