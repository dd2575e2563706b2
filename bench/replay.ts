// node bench/replay.ts DIR: creates every application in DIR (a folder each) in an empty cluster through admission, in
// the apply orders of the tools; prints the refusals by rule and application.
import fs from 'node:fs';
import path from 'node:path';
import type { ApplyOrder } from '../cli/review/apply-order.ts';
import { formatRef } from '../src/kube/object.ts';
import { nodeFs } from '../src/sources/manifests/node-fs.ts';
import { readManifests } from '../src/sources/manifests/read-manifests.ts';
import { firstApply, rulesRefusing } from './corpus-admission.ts';
import { heading, sum, table } from './table.ts';

const orders: readonly ApplyOrder[] = ['helm', 'argo', 'flux', 'kustomize', 'kubectl'];
const verbose = process.argv.includes('--verbose');

interface Replay {
  readonly app: string;
  readonly order: ApplyOrder;
  readonly objects: number;
  readonly patched: number;
  readonly warnings: number;
  /** `Ingress shop/web: rule` for each refusal. */
  readonly refused: readonly string[];
}

async function replay(directory: string, app: string, order: ApplyOrder): Promise<Replay> {
  const { objects } = readManifests([path.join(directory, app)], nodeFs);
  const outcomes = await firstApply(app, objects, order);
  const refused = outcomes.flatMap(outcome =>
    rulesRefusing(outcome).map(id => `${formatRef(outcome.obj.ref)}: ${id}`),
  );
  if (verbose && order === 'helm') {
    for (const { refusal } of outcomes) if (refusal !== null) console.log(`\n--- ${app}\n${refusal}`);
  }
  return {
    app,
    order,
    objects: objects.length,
    patched: outcomes.filter(({ patched }) => patched).length,
    warnings: sum(outcomes.map(({ warnings }) => warnings.length)),
    refused,
  };
}

const directory = process.argv[2];
if (directory === undefined) throw new Error('name the folder of the applications');
const names = fs
  .readdirSync(directory, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(({ name }) => name);

const replays: Replay[] = [];
for (const app of names) for (const order of orders) replays.push(await replay(directory, app, order));

heading('orders');
table(
  ['order', 'objects', 'refused', 'applications', 'patched', 'warnings'],
  orders.map(order => {
    const some = replays.filter(one => one.order === order);
    return [
      order,
      sum(some.map(({ objects }) => objects)),
      sum(some.map(({ refused }) => new Set(refused.map(line => line.split(': ')[0])).size)),
      some.filter(({ refused }) => refused.length > 0).length,
      sum(some.map(({ patched }) => patched)),
      sum(some.map(({ warnings }) => warnings)),
    ];
  }),
);

heading('refusals by rule: applications in each order');
const ids = [
  ...new Set(replays.flatMap(({ refused }) => refused.map(line => line.split(': ')[1] ?? ''))),
].sort();
table(
  ['rule', ...orders],
  ids.map(id => [
    id,
    ...orders.map(
      order =>
        replays.filter(one => one.order === order && one.refused.some(line => line.endsWith(`: ${id}`)))
          .length,
    ),
  ]),
);

heading('refusals by application');
for (const app of names) {
  const some = replays.filter(one => one.app === app && one.refused.length > 0);
  const byText = Map.groupBy(some, ({ refused }) => refused.join('; '));
  for (const [text, same] of byText)
    console.log(`${app} (${same.map(({ order }) => order).join(', ')}): ${text}`);
}
