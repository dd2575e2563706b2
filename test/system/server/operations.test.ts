import fs from 'node:fs';
import { expect, test } from 'vitest';
import { help } from '../../../cli/help.ts';
import { scanOptionNames } from '../../../cli/scan/options.ts';
import type { ScanEntry } from '../../../cli/scan/scan.ts';
import { serveOptionNames } from '../../../cli/serve/options.ts';
import type { ServeEntry } from '../../../cli/shared/log.ts';
import { ingress } from '../../support/manifests.ts';
import { until } from '../../support/until.ts';
import { put, scanning, scans, shopCluster, sound } from '../scan/scanning.ts';
import { get, served } from './served.ts';

const page = fs.readFileSync('docs/operations.md', 'utf8');

/** The text under the heading, up to the next heading of its level. */
function under(level: string, heading: string, text: string): string {
  const [, rest = ''] = text.split(`\n${level} ${heading}\n`);
  const end = rest.indexOf(`\n${level} `);
  return rest.slice(0, end === -1 ? undefined : end);
}

const scanPage = under('##', 'Scan', page);

/** The rows of the section's first table, without its head; `of` names the part of the page. */
function rowsOf(section: string, of: 'page' | 'scan' = 'page'): readonly (readonly string[])[] {
  const text = of === 'page' ? under('##', section, page) : under('###', section, scanPage);
  const rows = text.split('\n').filter(line => line.startsWith('| '));
  return rows.slice(2).map(row =>
    row
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  );
}

/** The metrics of `serve`, or of a `scan` with findings. */
async function exported(of: 'page' | 'scan'): Promise<string> {
  if (of === 'page') return (await get(`${(await served()).health}/metrics`)).text;
  const api = await shopCluster();
  const annotations = {
    'ingress-policy.io/exempt': 'backend-service-missing',
    'ingress-policy.io/reason': 'x',
  };
  put(api, ...sound('web', 81), ingress('lost', ['nobody'], { annotations }));
  const one = await scanning(api);
  await scans(one);
  return (await get(`${one.health}/metrics`)).text;
}

test.each(['page', 'scan'] as const)('every metric that is exported is on the %s, and back', async of => {
  const matches = [
    ...(await exported(of)).matchAll(/^# HELP (ingress_policy_\S+) (.*)\n# TYPE \S+ (\S+)$/gm),
  ];
  const found = matches.map(([, name = '', what = '', type = '']) => [name, type, what]);
  const listed = rowsOf('Metrics', of).map(([name = '', type = '', , what = '']) => [
    name.replaceAll('`', ''),
    type,
    what,
  ]);
  expect(found.toSorted()).toEqual(listed.toSorted());
});

test.each(['page', 'scan'] as const)('every label that is exported is on the %s', async of => {
  const seen = new Set<string>();
  for (const [, name = '', labels = ''] of (await exported(of)).matchAll(
    /^(ingress_policy_\w+)\{(.*)\} /gm,
  )) {
    const row = rowsOf('Metrics', of).find(([metric]) => metric === `\`${name}\``);
    const names = [...labels.matchAll(/(\w+)="/g)].map(match => `\`${match[1]}\``).join(', ');
    expect(names, name).toBe(row?.[2]);
    seen.add(name);
  }
  if (of === 'scan')
    expect(seen.size).toBe(rowsOf('Metrics', of).filter(([, , labels]) => labels !== '').length);
});

const optionsOf = [
  ['serve', 'page', serveOptionNames],
  ['scan', 'scan', scanOptionNames],
] as const;

test.each(optionsOf)('every option of %s is on the page and in the help', (command, of, names) => {
  const listed = rowsOf('Options', of).flatMap(([option = '']) => option.match(/--[a-z-]+/g) ?? []);
  expect(listed.toSorted()).toEqual(names.toSorted());
  const helped = help(command)
    .match(/^ {2}(--[a-z-]+)/gm)
    ?.map(line => line.trim());
  expect(helped?.toSorted()).toEqual(names.toSorted());
});

/** TypeScript checks that it is complete. */
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

/** TypeScript checks that it is complete. */
const scanEntries: Record<ScanEntry['what'], true> = {
  listening: true,
  stopping: true,
  scanned: true,
  'scan-failed': true,
  'scan-aborted': true,
  'reports-served': true,
  'report-written': true,
  'report-deleted': true,
  'report-failed': true,
  'lease-held': true,
  'lease-watched': true,
  'lease-lost': true,
  'lease-released': true,
  'lease-failed': true,
  'policy-read': true,
  'policy-refused': true,
};

test.each([
  ['page', entries],
  ['scan', scanEntries],
] as const)('every line of the log is on the %s', (of, all) => {
  expect(rowsOf('Log', of).map(([what]) => what)).toEqual(Object.keys(all).map(what => `\`${what}\``));
});

test('each line of a scan holds what the page says', async () => {
  const api = await shopCluster();
  put(api, ...sound('web', 81));
  const one = await scanning(api, ['--lease', 'policy/scan']);
  await scans(one);
  put(api, ...sound('web'));
  await until(() => one.logged('report-deleted').length > 0);
  one.stop();
  await one.ended;
  const rows = rowsOf('Log', 'scan');
  for (const { time: _, what, ...rest } of one.logged()) {
    const [, , holds = ''] = rows.find(([name]) => name === `\`${what}\``) ?? [];
    expect(Object.keys(rest).toSorted(), String(what)).toEqual(
      [...holds.matchAll(/`(\w+)`/g)].map(([, key]) => key).toSorted(),
    );
  }
  expect(one.logged().length).toBeGreaterThan(6);
});

test('every path of the health port is on the page', async () => {
  const { health } = await served();
  for (const [path = ''] of rowsOf('Health'))
    expect((await get(health + path.replaceAll('`', ''))).status).toBe(200);
});

test.each(['page', 'scan'] as const)('the readiness on the %s has the fields that are answered', async of => {
  const { health } = of === 'page' ? await served() : await scanning(await shopCluster());
  const [, block = ''] = /```json\n([\s\S]*?)```/.exec(of === 'page' ? page : scanPage) ?? [];
  const shown = JSON.parse(block);
  const { json } = await get(`${health}/readyz`);
  expect(Object.keys(json)).toEqual(Object.keys(shown));
  expect(Object.keys(json.checks)).toEqual(Object.keys(shown.checks));
  for (const check of Object.keys(json.checks))
    expect(Object.keys(json.checks[check])).toEqual(Object.keys(shown.checks[check]));
});
