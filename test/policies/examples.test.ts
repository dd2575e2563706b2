import fs from 'node:fs';
import path from 'node:path';
import patch from 'fast-json-patch';
import { expect, test } from 'vitest';
import { profiles, rules } from '../../policies/index.ts';
import { createConfig } from '../../src/config/config.ts';
import { coverageOf } from '../../src/graph/chain/coverage.ts';
import { buildGraph } from '../../src/graph/index/graph.ts';
import { manifestScopeOf } from '../../src/graph/index/scope.ts';
import { brokenChains } from '../../src/judge/broken-chains.ts';
import { evaluate } from '../../src/judge/evaluate.ts';
import { refKey } from '../../src/kube/object.ts';
import { formatText } from '../../src/report/text.ts';
import { type Finding, severityOf } from '../../src/rule.ts';
import { nodeFs } from '../../src/sources/manifests/node-fs.ts';
import { readManifests } from '../../src/sources/manifests/read-manifests.ts';
import { now } from '../support/check.ts';

/** Every folder of policies/ is a rule, its page and its examples; the examples are what the rule must do. */
const folders = fs
  .readdirSync('policies', { withFileTypes: true })
  .filter(entry => entry.isDirectory() && entry.name !== 'profiles')
  .map(entry => entry.name);

const examples = folders.flatMap(rule =>
  fs
    .readdirSync(path.join('policies', rule))
    .filter(file => /^(good|bad)\.[a-z0-9-]+\.yaml$/.test(file))
    .map(file => ({ rule, file: path.join('policies', rule, file) })),
);
const good = examples.filter(({ file }) => path.basename(file).startsWith('good.'));
const bad = examples.filter(({ file }) => path.basename(file).startsWith('bad.'));

test('every folder is the rule of its name, with a page and examples of both sorts', () => {
  expect(rules.map(rule => rule.id)).toEqual(folders);
  for (const folder of folders) {
    const files = fs.readdirSync(path.join('policies', folder));
    expect(files, folder).toContain('README.md');
    expect(
      good.some(({ rule }) => rule === folder),
      `${folder} has a good.<case>.yaml`,
    ).toBe(true);
    expect(
      bad.some(({ rule }) => rule === folder),
      `${folder} has a bad.<case>.yaml`,
    ).toBe(true);
  }
});

const headings = ['## What breaks', '## Why', '## How to fix', '## When to exempt', '## Sources'];

test.for(folders)('the page of %s has the headings of every page', rule => {
  const page = fs.readFileSync(path.join('policies', rule, 'README.md'), 'utf8');
  expect(page.split('\n').filter(line => line.startsWith('#'))).toEqual([`# ${rule}`, ...headings]);
});

test.for(good)('$file has nothing to report', ({ file }) => {
  expect(check(file).text).toMatch(/^no findings in /);
});

test.for(bad)('$file is reported as its .out says', async ({ rule, file }) => {
  const { text, findings } = check(file);
  expect(findings.map(finding => finding.rule)).toContain(rule);
  await expect(text).toMatchFileSnapshot(path.resolve(file.replace(/\.yaml$/, '.out')));
});

test.for(bad)(
  '$file mended as its finding says is its .fixed.yaml, which has that fault no more',
  ({ rule, file }) => {
    const fixed = file.replace(/\.yaml$/, '.fixed.yaml');
    const { findings, objects } = check(file);
    const fixes = findings.filter(finding => finding.rule === rule).flatMap(finding => finding.fix ?? []);
    if (fixes.length === 0) {
      expect(fs.existsSync(fixed), `${fixed} has no fix to show`).toBe(false);
      return;
    }
    const bodies = new Map(objects.map(obj => [refKey(obj.ref), structuredClone(obj.body)]));
    for (const fix of fixes) {
      patch.applyPatch(bodies.get(refKey(fix.on)), structuredClone(fix.operations) as never, true);
    }
    const expected = [...bodies.values(), ...fixes.flatMap(fix => fix.creates)];
    const after = check(fixed);
    expect(after.objects.map(obj => obj.body)).toEqual(expected);
    expect(after.findings.filter(finding => finding.rule === rule)).toEqual([]);
  },
);

function check(file: string) {
  const manifests = readManifests([file], nodeFs);
  expect(manifests.problems).toEqual([]);
  const { objects } = manifests;
  const graph = buildGraph(objects, manifestScopeOf(objects, null, false));
  const { findings } = evaluate(graph, { rules, config: createConfig({}, profiles), now });
  const count = (level: string) =>
    findings.filter((finding: Finding) => severityOf(finding) === level).length;
  const text = formatText(
    {
      findings,
      problems: [],
      suppressed: { exempt: 0, baseline: 0 },
      summary: {
        ...coverageOf(graph, { isBroken: brokenChains(findings) }),
        errors: count('error'),
        warnings: count('warning'),
        infos: count('info'),
      },
      locate: manifests.locate,
      line: manifests.line,
      originOf: ref => objects.find(obj => refKey(obj.ref) === refKey(ref))?.origin ?? null,
    },
    { color: false, width: 80, verbose: true },
  );
  return { text, findings, objects };
}
