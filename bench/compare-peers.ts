// `npm run bench:peers [-- --write]`: compares other checkers with our rules on the examples of policies/.
// Needs dist/, and Go for the first run. --write puts the tables into docs/comparison.md.
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { markdown, put } from './page.ts';
import { type Examples, examplesIn } from './peers/examples.ts';
import { kubeScore } from './peers/kube-score.ts';
import { ours } from './peers/ours.ts';
import type { Peer, Score } from './peers/peer.ts';
import { scoreOf } from './peers/score.ts';
import { sum } from './table.ts';

interface Row extends Examples {
  readonly scores: readonly Score[];
}

const home = path.join(import.meta.dirname, '..');
const page = path.join(home, 'docs/comparison.md');

function resultsTable(peers: readonly Peer[], rows: readonly Row[]): string {
  const cells = ({ rule, isLive, bad, scores }: Row) => [
    `[${rule}](../policies/${rule}/README.md)`,
    ...(isLive
      ? ['live', ...peers.map(() => '–')]
      : [bad.length, ...scores.map(({ found }) => found.length)]),
  ];
  const judged = rows.filter(({ isLive }) => !isLive);
  const total = (count: (score: Score) => number) =>
    peers.map((_, peer) => sum(judged.map(({ scores }) => count(scores[peer] ?? none))));
  return markdown(
    ['rule', 'bad examples', ...peers.map(({ title }) => title)],
    [
      ...rows.map(cells),
      ['**total**', sum(judged.map(({ bad }) => bad.length)), ...total(({ found }) => found.length)],
      [
        `**false alarms on the ${sum(judged.map(({ good }) => good.length))} good examples, by a check that counts for the rule**`,
        '',
        ...total(({ alarms }) => alarms.length),
      ],
      ['**findings of any kind on the good examples**', '', ...total(({ noise }) => noise)],
      ['**the same with the default checks alone**', '', ...total(({ defaultNoise }) => defaultNoise)],
    ],
  );
}

const none: Score = { found: [], alarms: [], noise: 0, defaultNoise: 0, unmatched: [] };

const matchesTable = (peers: readonly Peer[]) =>
  markdown(
    ['rule', 'peer', 'check', 'what it does'],
    peers.flatMap(({ name, matches }) =>
      matches.map(({ rule, check, why }) => [rule, name, `\`${check}\``, why]),
    ),
  );

const commandsTable = (peers: readonly Peer[]) =>
  markdown(
    ['program', 'command'],
    peers.map(({ title, command }) => [title, `\`${command}\``]),
  );

async function builtPeers(): Promise<readonly Peer[]> {
  const peer = await kubeScore(console.error);
  // In a table, a missing peer would look like a peer without findings.
  if (peer === null) process.exit(1);
  return [peer];
}

function explain(peers: readonly Peer[], rows: readonly Row[]): void {
  for (const [index, { title }] of peers.entries()) {
    const scores = rows.map(({ scores }) => scores[index] ?? none);
    const show = (what: string, lines: readonly string[]) =>
      console.log(`\n${title}: ${what}\n${lines.map(line => `  ${line}`).join('\n')}`);
    const missed = rows.flatMap(({ bad }, row) =>
      bad.map(({ file }) => file).filter(file => !scores[row]?.found.includes(file)),
    );
    show('not found', missed);
    show(
      'false alarms',
      scores.flatMap(({ alarms }) => alarms),
    );
    show(
      'of a fault, by a check that is not matched',
      scores.flatMap(({ unmatched }) => unmatched),
    );
  }
}

const { version } = JSON.parse(fs.readFileSync(path.join(home, 'package.json'), 'utf8'));
const all = examplesIn(path.relative(process.cwd(), path.join(home, 'policies')));
const own = ours(
  version,
  all.map(({ rule }) => rule),
);
const others = await builtPeers();
const peers = [own, ...others];
const rows = all.map(one => ({ ...one, scores: one.isLive ? [] : peers.map(some => scoreOf(some, one)) }));
const tables = {
  commands: commandsTable(peers),
  results: resultsTable(peers, rows),
  matches: matchesTable(others),
};
console.log(tables.results);
explain(
  peers,
  rows.filter(({ isLive }) => !isLive),
);
if (process.argv.includes('--write')) {
  const text = Object.entries(tables).reduce(
    (text, [marker, table]) => put(text, marker, table),
    fs.readFileSync(page, 'utf8'),
  );
  fs.writeFileSync(page, text);
}
