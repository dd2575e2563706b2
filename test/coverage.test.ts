import fs from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { profiles, rules } from '../policies/index.ts';

const page = fs.readFileSync('docs/coverage.md', 'utf8');
const all = (pattern: RegExp) => [...new Set([...page.matchAll(pattern)].map(match => match[1] ?? ''))];

/** `[id]` in the text; the links of these are at the end of the page. */
const named = all(/\[([a-z]+(?:-[a-z]+)+)\](?![(:])/g).toSorted();
const definitions = new Map(
  [...page.matchAll(/^\[([^\]]+)\]: (\S+)$/gm)].map(([, id = '', target = '']) => [id, target]),
);
const ids = rules.map(({ id }) => id).toSorted();

test('every rule that the page names exists', () => {
  const inQueries = all(/\brule=~?"([^"]+)"/g).flatMap(value => value.split('|'));
  expect([...named, ...inQueries].filter(id => !ids.includes(id))).toEqual([]);
});

test('every rule is on the page', () => {
  expect(ids.filter(id => !named.includes(id))).toEqual([]);
});

test('every link leads to a file', () => {
  expect([...definitions.keys()].toSorted()).toEqual(named);
  const inline = all(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g);
  const targets = [...definitions.values(), ...inline].map(target => path.join('docs', target));
  expect(targets.filter(target => !fs.existsSync(target))).toEqual([]);
});

test('every link to a rule leads to its page', () => {
  for (const [id, target] of definitions) expect(target).toBe(`../policies/${id}/README.md`);
});

test('what is marked as live is a live rule, and what is marked as a patch is patched', () => {
  const live = rules.filter(rule => rule.live).map(({ id }) => id);
  const marked = all(/\[([a-z-]+)\] \*\*live\*\*/g);
  expect(marked.toSorted()).toEqual(live.toSorted());
  const patched = ids.filter(id => profiles.baseline.rules[id] === 'patch');
  expect(all(/\[([a-z-]+)\] \*\*patch\*\*/g).toSorted()).toEqual(patched);
});

test('every alert and metric of ours that the page names exists', () => {
  const { groups } = load(fs.readFileSync('deploy/chart/files/alerts.yaml', 'utf8')) as {
    readonly groups: readonly { readonly rules: readonly { readonly alert: string }[] }[];
  };
  const alerts = groups.flatMap(group => group.rules.map(({ alert }) => alert));
  const ours = all(/\b(IngressPolicy[A-Z]\w*)/g);
  expect(ours).not.toEqual([]);
  expect(ours.filter(name => !alerts.includes(name))).toEqual([]);

  const operations = fs.readFileSync('docs/operations.md', 'utf8');
  expect(all(/\b(ingress_policy_\w+)/g).filter(name => !operations.includes(`\`${name}\``))).toEqual([]);
});

test('a row says what covers it, or why nothing does', () => {
  const rows = page
    .slice(page.indexOf('## Causes'), page.indexOf('## Alerts'))
    .split('\n')
    .filter(line => /^\| (?!---)/.test(line))
    .map(line => line.slice(2, -2).split(' | '));
  const empty = rows.filter(([, covered, why]) => {
    const isUncovered = /^\*\*(no rule|out of reach)\*\*/.test(covered ?? '');
    return covered?.trim() === '' || (isUncovered && why?.trim() === '');
  });
  expect(rows.length).toBeGreaterThan(100);
  expect(empty).toEqual([]);
});
