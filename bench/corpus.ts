// `npm run bench:corpus [-- DIR] [--write] [--verbose] [--mutations]`: checks every application in DIR (a folder each),
// counts the findings of every rule, and compares the result with docs/corpus.md. DIR/labels.json, if there, says what is
// so. Exit code 0 without a difference, 1 with one, 2 without the applications.
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { profiles, rules } from '../policies/index.ts';
import { createConfig } from '../src/config/config.ts';
import { coverageOf } from '../src/graph/chain/coverage.ts';
import { buildGraph } from '../src/graph/index/graph.ts';
import { manifestScopeOf } from '../src/graph/index/scope.ts';
import { brokenChains } from '../src/judge/broken-chains.ts';
import { evaluate } from '../src/judge/evaluate.ts';
import { formatRef } from '../src/kube/object.ts';
import { forManifests, severityOf } from '../src/rule.ts';
import { nodeFs } from '../src/sources/manifests/node-fs.ts';
import { readManifests } from '../src/sources/manifests/read-manifests.ts';
import { visible } from '../src/text/visible.ts';
import { firstApply, rulesRefusing, ruleWarning } from './corpus-admission.ts';
import { diffSections, formatDiff } from './corpus-diff.ts';
import {
  type Application,
  compareProbes,
  compareProvable,
  type Labels,
  showChains,
} from './corpus-labels.ts';
import { showMutations } from './corpus-mutations.ts';
import { readSections, writeSections } from './corpus-page.ts';
import { type Admission, type Result, sectionsOf } from './corpus-result.ts';
import { heading, table } from './table.ts';

const home = path.join(import.meta.dirname, '..');
const page = path.join(home, 'docs/corpus.md');
const config = createConfig({}, profiles);
const written = forManifests(rules);

function load(directory: string, name: string, labels: Labels | null): Application {
  const manifests = readManifests([path.join(directory, name)], nodeFs);
  const scope = manifestScopeOf(manifests.objects, null, manifests.unread);
  const graph = buildGraph(manifests.objects, scope, config.settings);
  const { findings } = evaluate(graph, { rules: written, config, now: new Date() });
  const tally = coverageOf(graph, { isBroken: brokenChains(findings) });
  return { name, manifests, findings, tally, labels };
}

async function resultOf({ name, manifests, findings, tally }: Application): Promise<Result> {
  return {
    application: name,
    coverage: tally,
    unread: manifests.problems.filter(({ is }) => is === 'error').length,
    findings: findings.flatMap(finding => {
      const severity = severityOf(finding);
      const { rule, at } = finding;
      const object = visible(formatRef(at.obj.ref));
      return severity === null ? [] : [{ severity, rule, object, pointer: visible(at.at) }];
    }),
    admission: await admissionOf(name, manifests.objects),
  };
}

async function admissionOf(name: string, objects: Application['manifests']['objects']): Promise<Admission> {
  const outcomes = await firstApply(name, objects, 'helm');
  return {
    refused: outcomes
      .filter(({ refusal }) => refusal !== null)
      .map(outcome => ({ object: visible(formatRef(outcome.obj.ref)), rules: rulesRefusing(outcome) })),
    warnings: outcomes.flatMap(({ warnings }) => warnings.map(ruleWarning)),
  };
}

/** The applications in the folder; empty where there is none, or no folder. */
const applicationsIn = (directory: string): readonly string[] =>
  fs.statSync(directory, { throwIfNoEntry: false })?.isDirectory()
    ? fs
        .readdirSync(directory, { withFileTypes: true })
        .filter(entry => entry.isDirectory())
        .map(({ name }) => name)
        .toSorted()
    : [];

/** Ends the script where there is nothing to compare: exit code 1 would look like a difference. */
function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

function optionsOf(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        write: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        mutations: { type: 'boolean', default: false },
      },
    });
    return { ...values, directory: positionals[0] ?? path.join(home, '../shared/corpus') };
  } catch (error) {
    return fail((error as Error).message);
  }
}

const options = optionsOf(process.argv.slice(2));
const { directory } = options;
const names = applicationsIn(directory);
if (names.length === 0) {
  fail(
    `no applications in ${path.resolve(directory)}: give the folder that has a folder for each application, "npm run bench:corpus -- DIR"`,
  );
}
const labelsFile = path.join(directory, 'labels.json');
const labels: Readonly<Record<string, Labels>> = fs.existsSync(labelsFile)
  ? JSON.parse(fs.readFileSync(labelsFile, 'utf8'))
  : {};
const applications = names.map(name => load(directory, name, labels[name] ?? null));
for (const { name, manifests } of applications) {
  for (const { file, line, message } of manifests.problems.filter(({ is }) => is === 'error'))
    console.log(`${name}  ${file}:${line}  ${message}`);
}

const results: Result[] = [];
for (const application of applications) results.push(await resultOf(application));
const labelled = { provable: compareProvable(applications), probes: compareProbes(applications) };
const sections = sectionsOf(
  results,
  written.map(({ id }) => id),
  labelled,
);
for (const { name, head, rows } of sections) {
  if (!['rules', 'provable', 'probes', 'coverage'].includes(name)) continue;
  heading(name);
  table(head, rows);
}
if (options.verbose) {
  heading('against the labels');
  for (const note of [...labelled.provable.notes, ...labelled.probes.notes]) console.log(note);
  showChains(applications);
}
if (options.mutations) showMutations(applications);

const text = fs.readFileSync(page, 'utf8');
const diffs = diffSections(readSections(text, sections), sections);
if (diffs.length === 0) {
  console.log('\nno difference from docs/corpus.md');
} else {
  console.log(`\n--- docs/corpus.md\n+++ this run\n\n${formatDiff(diffs)}\n`);
  if (options.write) {
    fs.writeFileSync(page, writeSections(text, sections));
    console.log('docs/corpus.md is written');
  } else {
    console.log('if the difference is meant, write docs/corpus.md with "npm run bench:corpus -- --write"');
    process.exitCode = 1;
  }
}
