// node bench/replay.ts DIR: creates every application in DIR (a folder each) in an empty cluster through admission, in
// the apply orders of the tools; prints the refusals by rule and application.
import fs from 'node:fs';
import path from 'node:path';
import { type ApplyOrder, inApplyOrder } from '../cli/review/apply-order.ts';
import { send } from '../cli/review/send.ts';
import { profiles, rules } from '../policies/index.ts';
import { createInMemoryCluster, withNamespace } from '../src/admission/live/in-memory-cluster.ts';
import type { ReviewContext } from '../src/admission/review/context.ts';
import { createProfileConfigs } from '../src/config/profile-configs.ts';
import type { JsonObject } from '../src/kube/json.ts';
import type { Obj } from '../src/kube/object.ts';
import { forManifests } from '../src/rule.ts';
import { nodeFs } from '../src/sources/manifests/node-fs.ts';
import { readManifests } from '../src/sources/manifests/read-manifests.ts';
import { heading, sum, table } from './table.ts';

const orders: readonly ApplyOrder[] = ['helm', 'argo', 'flux', 'kustomize', 'kubectl'];
const configs = createProfileConfigs({}, profiles, forManifests(rules));
const { signal } = new AbortController();
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
  const cluster = createInMemoryCluster([], configs.under('policy').settings);
  const context: ReviewContext = { cluster, configs, now: new Date(), signal: () => signal };
  const refused: string[] = [];
  let [patched, warnings] = [0, 0];
  const given = objects.map(one => marked(withNamespace(one, 'default'), app, order));
  for (const obj of inApplyOrder(given, order)) {
    const outcome = await send(obj, cluster, context, false);
    if (outcome.patched) patched++;
    warnings += outcome.warnings.length;
    if (outcome.refusal === null) continue;
    const { refusal } = outcome;
    const ids = rules.map(({ id }) => id).filter(id => refusal.includes(`[${id}]`));
    refused.push(
      ...[...new Set(ids)].map(id => `${obj.ref.kind} ${obj.ref.namespace}/${obj.ref.name}: ${id}`),
    );
    if (verbose && order === 'helm') console.log(`\n--- ${app}\n${outcome.refusal}`);
  }
  return { app, order, objects: objects.length, patched, warnings, refused };
}

/** The object with the tool's mark, which identifies the objects of one release. */
function marked(obj: Obj, app: string, order: ApplyOrder): Obj {
  const metadata = (obj.body.metadata ?? {}) as JsonObject;
  const add = (field: 'labels' | 'annotations', more: JsonObject): Obj => ({
    ...obj,
    body: {
      ...obj.body,
      metadata: { ...metadata, [field]: { ...((metadata[field] ?? {}) as JsonObject), ...more } },
    },
  });
  switch (order) {
    case 'helm':
      return add('annotations', {
        'meta.helm.sh/release-name': app,
        'meta.helm.sh/release-namespace': 'default',
      });
    case 'argo':
      return add('annotations', { 'argocd.argoproj.io/tracking-id': `${app}:` });
    case 'flux':
      return add('labels', {
        'kustomize.toolkit.fluxcd.io/name': app,
        'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
      });
    default:
      return obj;
  }
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
