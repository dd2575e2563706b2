import fs from 'node:fs';
import { expect, test } from 'vitest';
import { examplesIn } from '../bench/peers/examples.ts';
import { rules } from '../policies/index.ts';

const page = fs.readFileSync('docs/comparison.md', 'utf8');
const [, results = ''] = /<!-- results -->([\s\S]*?)<!-- \/results -->/.exec(page) ?? [];
const rows = results
  .split('\n')
  .filter(line => line.startsWith('| ['))
  .map(line => line.split('|').map(cell => cell.trim()))
  .map(([, rule = '', examples, own]) => ({ rule: /\[(.+)\]/.exec(rule)?.[1], examples, own }));
const examples = examplesIn('policies');

// The number of examples is not compared: a contributor may have no Go to measure a new one.
test('the comparison has every rule, the live ones without numbers', () => {
  expect(
    rows.map(({ rule }) => rule),
    'run "npm run bench:peers -- --write"',
  ).toEqual(examples.map(({ rule }) => rule));
  for (const [index, { rule, isLive }] of examples.entries()) {
    const { examples: count, own } = rows[index] ?? {};
    expect([count, own], rule).toEqual(isLive ? ['live', '–'] : [expect.stringMatching(/^[1-9]\d*$/), count]);
  }
});

test('the comparison knows which rules are live', () => {
  expect(examples.filter(({ isLive }) => isLive).map(({ rule }) => rule)).toEqual(
    rules.filter(({ live }) => live === true).map(({ id }) => id),
  );
});

test('the comparison was made with the pinned version', () => {
  const version = /github\.com\/zegl\/kube-score (v\S+)/.exec(
    fs.readFileSync('bench/peers/go.mod', 'utf8'),
  )?.[1];
  expect(version).toBeDefined();
  expect(results).toContain(`kube-score ${version} |`);
});

test('the README has the totals of the page', () => {
  const readme = fs.readFileSync('README.md', 'utf8');
  const [, total, own, other] = /\| \*\*total\*\* \| (\d+) \| (\d+) \| (\d+) \|/.exec(results) ?? [];
  const [, good] = /on the (\d+) good examples/.exec(results) ?? [];
  const [, noise] =
    /\*\*findings of any kind on the good examples\*\* \| +\| 0 \| (\d+) \|/.exec(results) ?? [];
  expect([total, good, noise]).not.toContain(undefined);
  expect(readme).toContain(`| **total (${total})** | **${own}** | **${other}** |`);
  expect(readme).toContain(`| findings of any kind on the ${good} good examples | 0 | ${noise} |`);
  const [, table = ''] = /## What it finds that others don't\n([\s\S]*?)\| \*\*total/.exec(readme) ?? [];
  const parts = [...table.matchAll(/\((\d+)\) \| \d+ \| \d+ \|/g)].map(([, count]) => Number(count));
  expect(parts.reduce((sum, count) => sum + count, 0)).toBe(Number(total));
});
