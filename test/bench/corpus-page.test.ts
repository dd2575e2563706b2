import fs from 'node:fs';
import { expect, test } from 'vitest';
import { diffSections } from '../../bench/corpus-diff.ts';
import { type Row, readSections, type Section, writeSections } from '../../bench/corpus-page.ts';
import { type Result, sectionsOf } from '../../bench/corpus-result.ts';

const nothing = { head: ['rule', 'true'], rows: [['invalid-object', 1]], notes: [] };
const labelled = { provable: nothing, probes: nothing };

const web: Result = {
  application: 'web',
  coverage: { objects: 3, routes: 1, chains: 3, resolved: 1, unknown: { mesh: 1 } },
  unread: 0,
  findings: [
    { severity: 'warning', rule: 'pre-stop-missing', object: 'Deployment web', pointer: '/spec' },
    { severity: 'error', rule: 'invalid-object', object: 'Ingress shop/__A|B__', pointer: '' },
    { severity: 'info', rule: 'pre-stop-missing', object: 'Deployment shop/cart', pointer: '/spec' },
  ],
  admission: {
    refused: [{ object: 'Ingress shop/web', rules: ['pre-stop-missing', 'invalid-object'] }],
    warnings: ['pre-stop-missing', 'pre-stop-missing', null],
  },
};
const cart: Result = {
  application: 'Cart',
  coverage: { objects: 2, routes: 0, chains: 0, resolved: 0, unknown: {} },
  unread: 1,
  findings: [],
  admission: { refused: [], warnings: [] },
};
const ids = ['pre-stop-missing', 'invalid-object', 'backend-port-missing'];
const sections = sectionsOf([web, cart], ids, labelled);
const blank = sections.map(({ name }) => `<!-- ${name} -->\n<!-- /${name} -->\n`).join('\n');

const rowsOf = (some: readonly Section[], name: string): readonly Row[] =>
  some.find(section => section.name === name)?.rows ?? [];

test('each rule has its findings, applications, refusals and lines of warning, and the silent ones have zeros', () => {
  expect(rowsOf(sections, 'rules')).toEqual([
    ['backend-port-missing', '0', '0', '0', '0', '0', '0', '0'],
    ['invalid-object', '1', '0', '0', '1', '1', '1', '0'],
    ['pre-stop-missing', '0', '1', '1', '1', '1', '1', '2'],
    ['(no rule)', '0', '0', '0', '0', '0', '0', '1'],
    ['total', '1', '1', '1', '1', '1', '1', '3'],
  ]);
});

test('each application has its numbers, in the order of code units', () => {
  expect(rowsOf(sections, 'applications')).toEqual([
    ['Cart', '2', '0', '0', '0', '0', '0', '0', '0'],
    ['web', '3', '3', '1', '1', '1', '1', '1', '3'],
  ]);
});

test('the coverage adds up', () => {
  expect(Object.fromEntries(rowsOf(sections, 'coverage'))).toEqual({
    applications: '2',
    'parts of files that could not be read': '1',
    objects: '5',
    routes: '1',
    chains: '3',
    'chains that lead to a container': '1',
    'chains that are broken': '1',
    'chains unknown: mesh': '1',
  });
});

test('errors and warnings are listed one by one, infos as numbers', () => {
  expect(rowsOf(sections, 'findings').map(([, severity]) => severity)).toEqual(['error', 'warning']);
  expect(rowsOf(sections, 'infos')).toEqual([['web', 'pre-stop-missing', '1']]);
});

test('what is read from a written page is what was written', () => {
  const page = writeSections(blank, sections);
  expect(diffSections(readSections(page, sections), sections)).toEqual([]);
  expect(writeSections(page, sections)).toBe(page);
});

test('names from manifests are no Markdown', () => {
  expect(writeSections(blank, sections)).toContain(
    '| web | error | invalid-object | `Ingress shop/__A\\|B__` |  |',
  );
});

test('a page without results differs by every row', () => {
  const diffs = diffSections(readSections(blank, sections), sections);
  expect(diffs.map(({ name }) => name)).toEqual(sections.map(({ name }) => name));
  expect(diffs.flatMap(({ changes }) => changes).every(({ was }) => was === null)).toBe(true);
});

test('a page without the markers of a table is not written', () => {
  expect(() => writeSections('# Corpus\n', sections)).toThrow('no markers "findings"');
});

// The applications are not in the repository, so the page is compared with itself.
test('the totals of docs/corpus.md are those of its lists', () => {
  const page = readSections(fs.readFileSync('docs/corpus.md', 'utf8'), sections);
  const heads = (some: readonly Section[]) =>
    some.filter(({ name }) => !['provable', 'probes'].includes(name)).map(({ head }) => head);
  expect(heads(page), 'run "npm run bench:corpus -- --write"').toEqual(heads(sections));
  const listed = (severity: string) =>
    rowsOf(page, 'findings').filter(([, level]) => level === severity).length;
  const summed = (name: string, column: number) =>
    rowsOf(page, name).reduce((total, row) => total + Number(row[column]), 0);
  const total = rowsOf(page, 'rules').at(-1)?.slice(0, 4);
  expect(total).toEqual(['total', ...[listed('error'), listed('warning'), summed('infos', 2)].map(String)]);
  expect([4, 5, 6, 7, 8].map(column => summed('applications', column))).toEqual([
    listed('error'),
    listed('warning'),
    summed('infos', 2),
    rowsOf(page, 'refused').length,
    summed('warnings', 2),
  ]);
});
