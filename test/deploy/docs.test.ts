import fs from 'node:fs';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';

const read = (file: string) => fs.readFileSync(file, 'utf8');
const pages = {
  install: read('docs/install.md'),
  recovery: read('docs/recovery.md'),
  alerts: read('docs/alerts.md'),
};
const alerts = (
  load(read('deploy/chart/files/alerts.yaml')) as {
    readonly groups: readonly [
      { readonly rules: readonly { readonly alert: string; readonly expr: string }[] },
    ];
  }
).groups[0].rules;

test('every alert is on its page, in the same order', () => {
  const listed = [...pages.alerts.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(listed).toEqual(alerts.map(({ alert }) => alert));
});

const ours = (text: string) => [...new Set(text.match(/\bingress_policy_\w+/g) ?? [])];
const operations = ours(read('docs/operations.md'));
// Of the auditor, which has a registry of its own.
const isAudit = (name: string) => name.startsWith('ingress_policy_audit_');

test.each([
  ['the alerts', alerts.map(({ expr }) => expr).join('\n')],
  ['the dashboard', read('deploy/chart/files/dashboard.json')],
  ['the notes', read('deploy/chart/templates/NOTES.txt')],
  ['the page about installing', pages.install],
  ['the page about recovery', pages.recovery],
])('%s name metrics that there are', (_, text) => {
  const names = ours(text).map(name => name.replace(/_bucket$/, ''));
  expect(names.filter(name => !operations.includes(name) && !isAudit(name))).toEqual([]);
});

test('the label values in alerts are those of the page about operations', () => {
  for (const word of ['error', 'fault', 'unsynced', 'refused'])
    expect(read('docs/operations.md')).toContain(`\`${word}\``);
});

test('the pages name values that the chart has', () => {
  const values = load(read('deploy/chart/values.yaml')) as Record<string, unknown>;
  const roots = Object.keys(values).join('|');
  const named = [
    ...Object.values(pages)
      .join('\n')
      .matchAll(new RegExp(`(?<![\\w./-])(?:${roots})(?:\\.\\w+)+`, 'g')),
  ];
  const wrong = named
    .map(([path]) => path)
    .filter(path => !path.startsWith('policy.') && !hasPath(values, path));
  expect(wrong.filter(path => !/\.(yaml|tpl|io|md|example)\b/.test(path))).toEqual([]);
  expect(named.length).toBeGreaterThan(20);
});

function hasPath(values: unknown, path: string): boolean {
  let value = values;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !(key in value)) return false;
    value = (value as Record<string, unknown>)[key];
  }
  return true;
}

test('links into a page lead to one of its headings', () => {
  const anchors = (text: string) =>
    [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^a-z0-9 -]/g, '')
        .replaceAll(' ', '-'),
    );
  const links = [
    ...Object.values(pages)
      .join('\n')
      .matchAll(/\]\((\w+)\.md#([\w-]+)\)/g),
  ];
  expect(links.length).toBeGreaterThan(2);
  for (const [link, page = '', anchor] of links)
    expect(anchors(read(`docs/${page}.md`)), link).toContain(anchor);
});

test('lines of the log that the pages name are in the table of operations', () => {
  const text = read('docs/operations.md');
  for (const what of ['policy-read', 'policy-refused', 'tls-refused', 'cluster', 'failed', 'refused'])
    expect(text).toContain(`| \`${what}\` |`);
});

test('certificates made by hand have the names by which the API server calls', () => {
  expect(pages.install).toContain('DNS:ingress-policy.ingress-policy.svc,DNS:ingress-policy.ingress-policy');
});
