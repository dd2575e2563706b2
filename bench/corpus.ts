// node bench/corpus.ts DIR: the findings of check for every application in DIR (a folder each), compared with
// DIR/labels.json if there is one, and the results of the mutation harness on their sound chains.
import fs from 'node:fs';
import path from 'node:path';
import { profiles, rules } from '../policies/index.ts';
import { createConfig } from '../src/config/config.ts';
import { coverageOf } from '../src/graph/chain/coverage.ts';
import { buildGraph } from '../src/graph/index/graph.ts';
import { manifestScopeOf } from '../src/graph/index/scope.ts';
import { evaluate } from '../src/judge/evaluate.ts';
import { forManifests } from '../src/rule.ts';
import { nodeFs } from '../src/sources/manifests/node-fs.ts';
import { readManifests } from '../src/sources/manifests/read-manifests.ts';
import { mutate, type Outcome } from '../test/laws/mutation/harness.ts';
import { breaks, changes } from '../test/laws/mutation/mutations.ts';
import { type Application, compareProbes, compareProvable, type Labels } from './corpus-labels.ts';
import { heading, percent, sum, table } from './table.ts';

const config = createConfig({}, profiles);

function load(directory: string, name: string, labels: Labels | null): Application {
  const manifests = readManifests([path.join(directory, name)], nodeFs);
  const graph = buildGraph(manifests.objects, manifestScopeOf(manifests.objects, null, manifests.unread));
  const { findings } = evaluate(graph, { rules: forManifests(rules), config, now: new Date() });
  return { name, manifests, findings, tally: coverageOf(graph), labels };
}

const isPlain = ({ labels }: Application) =>
  labels !== null &&
  labels.duplicate_objects.length === 0 &&
  ![...labels.services, ...labels.backends].some(
    ({ ambiguous }) => ambiguous !== undefined && ambiguous !== null,
  );

function showChains(applications: readonly Application[]): void {
  heading('chains');
  const plain = applications.filter(isPlain);
  const rows = (
    [
      ['all', applications],
      ['no label ambiguous, no object twice', plain],
    ] as const
  ).map(([title, some]) => {
    const chains = sum(some.map(({ tally: coverage }) => coverage.chains));
    const resolved = sum(some.map(({ tally: coverage }) => coverage.resolved));
    return [title, some.length, chains, resolved, percent(resolved, chains)];
  });
  table(['applications', 'number', 'chains', 'resolved', 'share'], rows);
  console.log('\nunknown, by reason:');
  const reasons = new Map<string, number>();
  for (const { tally: coverage } of applications) {
    for (const [why, count] of Object.entries(coverage.unknown))
      reasons.set(why, (reasons.get(why) ?? 0) + count);
  }
  table(['reason', 'chains'], [...reasons]);
  console.log('\nwithout an ambiguous label, and not resolved:');
  for (const { name, tally: coverage } of plain) {
    if (coverage.resolved < coverage.chains)
      console.log(`${name}: ${coverage.resolved} of ${coverage.chains} ${JSON.stringify(coverage.unknown)}`);
  }
}

function showMutations(applications: readonly Application[]): void {
  const outcomes = applications.flatMap(({ name, manifests }) => [
    ...mutate(name, manifests.objects, { breaks, changes }),
  ]);
  heading('mutations of sound chains: breaks');
  const broken = outcomes.filter(({ rule }) => rule !== null);
  table(
    ['rule', 'broken', 'found', 'missed', 'recall'],
    [...Map.groupBy(broken, ({ rule }) => rule ?? '')].map(([rule, some]) => recall(rule, some)),
  );
  console.log('');
  table(
    ['mutation', 'broken', 'found', 'missed', 'recall'],
    [...Map.groupBy(broken, ({ mutation }) => mutation)].map(([name, some]) => recall(name, some)),
  );
  heading('mutations of sound chains: harmless changes');
  const harmless = outcomes.filter(({ rule }) => rule === null);
  table(
    ['change', 'made', 'false alarms'],
    [...Map.groupBy(harmless, ({ mutation }) => mutation)].map(([name, some]) => [
      name,
      some.length,
      some.filter(({ is }) => is === 'false-alarm').length,
    ]),
  );
  list(
    'missed',
    outcomes.filter(({ is }) => is === 'missed'),
  );
  list(
    'false alarms',
    outcomes.filter(({ is }) => is === 'false-alarm'),
  );
  heading('other rules that spoke at error beside a hit');
  const beside = broken
    .filter(({ is }) => is === 'hit')
    .flatMap(({ mutation, others }) => others.map(other => `${mutation}: ${other.split(':')[0]}`));
  table(
    ['mutation: rule', 'times'],
    [...Map.groupBy(beside, text => text)].map(([text, some]) => [text, some.length]),
  );
}

const found = (some: readonly Outcome[]) => some.filter(({ is }) => is === 'hit').length;
const recall = (name: string, some: readonly Outcome[]) => [
  name,
  some.length,
  found(some),
  some.length - found(some),
  percent(found(some), some.length),
];

function list(title: string, outcomes: readonly Outcome[]): void {
  heading(title);
  for (const [group, some] of Map.groupBy(outcomes, ({ app, mutation }) => `${app}: ${mutation}`)) {
    const [first] = some;
    console.log(
      [`${group} (${some.length}): ${first?.chain}`, ...(first?.others ?? []).slice(0, 3)].join('\n    '),
    );
  }
}

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error('usage: node bench/corpus.ts DIR');
const labelsFile = path.join(directory, 'labels.json');
const labels: Readonly<Record<string, Labels>> = fs.existsSync(labelsFile)
  ? JSON.parse(fs.readFileSync(labelsFile, 'utf8'))
  : {};
const applications = fs
  .readdirSync(directory, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(({ name }) => load(directory, name, labels[name] ?? null));

console.log(
  `${applications.length} applications, ${sum(applications.map(({ tally: coverage }) => coverage.objects))} objects`,
);
for (const { name, manifests } of applications) {
  for (const { file, line, message } of manifests.problems.filter(({ is }) => is === 'error'))
    console.log(`${name}  ${file}:${line}  ${message}`);
}
compareProvable(applications);
compareProbes(applications);
showChains(applications);
showMutations(applications);
