import { mutate, type Outcome } from '../test/laws/mutation/harness.ts';
import { breaks, changes } from '../test/laws/mutation/mutations.ts';
import type { Application } from './corpus-labels.ts';
import { heading, percent, table } from './table.ts';

/** Prints the results of the mutation harness on the sound chains. */
export function showMutations(applications: readonly Application[]): void {
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
