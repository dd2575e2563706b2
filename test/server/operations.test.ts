import fs from 'node:fs';
import { expect, test } from 'vitest';
import { help } from '../../cli/help.ts';
import type { ServeEntry } from '../../cli/serve-log.ts';
import { serveOptionNames } from '../../cli/serve-options.ts';
import { get, served } from './served.ts';

const page = fs.readFileSync('docs/operations.md', 'utf8');

/** The rows of the section's first table, without its head. */
function rowsOf(section: string): readonly (readonly string[])[] {
  const [, rest = ''] = page.split(`\n## ${section}\n`);
  const lines = rest.slice(0, rest.includes('\n## ') ? rest.indexOf('\n## ') : undefined).split('\n');
  const rows = lines.filter(line => line.startsWith('| '));
  return rows.slice(2).map(row =>
    row
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  );
}

test('every metric that is exported is on the page, and the other way round', async () => {
  const { health } = await served();
  const { text } = await get(`${health}/metrics`);
  const exported = [...text.matchAll(/^# HELP (ingress_policy_\S+) (.*)\n# TYPE \S+ (\S+)$/gm)];
  const found = exported.map(([, name = '', what = '', type = '']) => [name, type, what]);
  const listed = rowsOf('Metrics').map(([name = '', type = '', , what = '']) => [
    name.replaceAll('`', ''),
    type,
    what,
  ]);
  expect(found.toSorted()).toEqual(listed.toSorted());
});

test('every label that is exported is on the page', async () => {
  const { health } = await served();
  const { text } = await get(`${health}/metrics`);
  for (const [, name = '', labels = ''] of text.matchAll(/^(ingress_policy_\w+)\{(.*)\} /gm)) {
    const row = rowsOf('Metrics').find(([metric]) => metric === `\`${name}\``);
    const names = [...labels.matchAll(/(\w+)="/g)].map(match => `\`${match[1]}\``).join(', ');
    expect(names, name).toBe(row?.[2]);
  }
});

test('every option is on the page and in the help', () => {
  const listed = rowsOf('Options').flatMap(([option = '']) => option.match(/--[a-z-]+/g) ?? []);
  expect(listed.toSorted()).toEqual(serveOptionNames.toSorted());
  const helped = help('serve')
    .match(/^ {2}(--[a-z-]+)/gm)
    ?.map(line => line.trim());
  expect(helped?.toSorted()).toEqual(serveOptionNames.toSorted());
});

/** TypeScript holds it complete. */
const entries: Record<ServeEntry['what'], true> = {
  refused: true,
  patched: true,
  failed: true,
  'turned-away': true,
  listening: true,
  stopping: true,
  'policy-read': true,
  'policy-refused': true,
  'tls-read': true,
  'tls-refused': true,
  cluster: true,
};

test('every line of the log is on the page', () => {
  expect(rowsOf('Log').map(([what]) => what)).toEqual(Object.keys(entries).map(what => `\`${what}\``));
});

test('every path of the health port is on the page', async () => {
  const { health } = await served();
  for (const [path = ''] of rowsOf('Health'))
    expect((await get(health + path.replaceAll('`', ''))).status).toBe(200);
});

test('the readiness on the page has the fields that are answered', async () => {
  const { health } = await served();
  const [, block = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  const shown = JSON.parse(block);
  const { json } = await get(`${health}/readyz`);
  expect(Object.keys(json)).toEqual(Object.keys(shown));
  expect(Object.keys(json.checks)).toEqual(Object.keys(shown.checks));
  for (const check of Object.keys(json.checks))
    expect(Object.keys(json.checks[check])).toEqual(Object.keys(shown.checks[check]));
});
