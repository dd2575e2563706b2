import { beforeAll, describe, expect, test } from 'vitest';
import { type ApplyOrder, applyOrders, inApplyOrder } from '../../../cli/review/apply-order.ts';
import type { Json } from '../../../src/kube/json.ts';
import type { Obj } from '../../../src/kube/object.ts';
import { isFull, sampleOf } from '../../support/cases.ts';
import { object } from '../../support/check.ts';
import { permutations } from '../../support/simulate.ts';
import { type App, type Broken, brokenApps, nameOf, objectsOf, soundApps } from './apps.ts';
import { createCluster, type Lag } from './cluster.ts';
import { flux, helm } from './sequences.ts';

const lags: readonly Lag[] = [0, 1, 2, 'cold'];

interface Run {
  readonly order: readonly Obj[];
  /** `Ingress shop: backend-port-missing` for each refusal. */
  readonly refused: readonly string[];
  readonly lag: Lag;
  readonly dryRun: boolean;
}

async function run(order: readonly Obj[], lag: Lag, dryRun = false): Promise<Run> {
  const cluster = createCluster({ lag });
  const refused: string[] = [];
  for (const obj of order) {
    const { refusedBy } = await cluster.write(obj, { dryRun });
    refused.push(...refusedBy.map(rule => `${nameOf(obj)}: ${rule}`));
  }
  return { order, refused, lag, dryRun };
}

/** All orders of up to four objects, in a sample too. */
const orders = 24;

/** Every order of creation, at every lag, written and as a dry run. */
async function runsOf(app: App): Promise<readonly Run[]> {
  const runs: Run[] = [];
  for (const order of sampleOf(permutations(objectsOf(app.objects)), orders)) {
    for (const lag of lags) for (const dryRun of [false, true]) runs.push(await run(order, lag, dryRun));
  }
  return runs;
}

const words = ({ order, lag }: Run) => `${order.map(nameOf).join(' → ')}, behind by ${lag}`;
const rulesOf = ({ refused }: Run) => refused.map(line => line.split(': ')[1]);

interface Row {
  readonly name: string;
  readonly cases: number;
  readonly refusals: number;
  readonly wrong: number;
  readonly excepted: number;
}
const rows = new Map<string, Row>();

describe('a sound set is admitted in every order', () => {
  test.for(soundApps.map(app => [app.name, app] as const))('%s', async ([, app]) => {
    const runs = await runsOf(app);
    const isExcepted = ({ order, refused }: Run) =>
      refused.every(line => app.excepted?.(order.map(nameOf), line.split(': ')[0] ?? '') === true);
    const refusals = runs.filter(({ refused }) => refused.length > 0);
    const wrong = refusals.filter(one => !isExcepted(one));
    rows.set(app.name, {
      name: app.name,
      cases: runs.length,
      refusals: refusals.length,
      wrong: wrong.length,
      excepted: refusals.length - wrong.length,
    });
    expect(wrong.map(one => `${words(one)}: ${one.refused.join(', ')}`)).toEqual([]);
  });
});

describe('a broken set', () => {
  test.for(brokenApps.map(app => [app.name, app] as const))('%s', async ([, app]) => {
    const runs = (await runsOf(app)).filter(({ dryRun }) => !dryRun);
    const refusals = runs.filter(one => rulesOf(one).includes(app.rule));
    const expected = runs.filter(one => isExpected(app, one));
    const missed = expected.filter(one => !refusals.includes(one));
    const other = runs.filter(one => rulesOf(one).some(rule => rule !== app.rule));
    rows.set(app.name, {
      name: `${app.name} (${app.is})`,
      cases: runs.length,
      refusals: refusals.length,
      wrong: missed.length,
      excepted: 0,
    });
    expect(missed.map(words), 'is not refused').toEqual([]);
    expect(
      other.map(one => `${words(one)}: ${one.refused.join(', ')}`),
      'is refused for something else',
    ).toEqual([]);
    if (app.is === 'patched') expect(refusals).toEqual([]);
  });
});

/** Law (b) for closed faults; law (c) for near misses, in the orders of the tools. */
function isExpected(app: Broken, { order }: Run): boolean {
  if (app.is === 'closed') return true;
  if (app.is !== 'near-selector' && app.is !== 'near-backend') return false;
  const tools: readonly ApplyOrder[] =
    app.is === 'near-selector'
      ? ['helm', 'argo', 'flux', 'kustomize', 'kubectl']
      : ['helm', 'argo', 'flux', 'kustomize'];
  const names = order.map(nameOf).join();
  return tools.some(tool => inApplyOrder(objectsOf(app.objects), tool).map(nameOf).join() === names);
}

test('a dry run is refused for nothing that others say', async () => {
  for (const app of [...soundApps, ...brokenApps]) {
    const own = [
      'pod-selector-mismatch',
      'grace-period-too-short',
      'readiness-probe-broken',
      'rollout-drops-capacity',
    ];
    for (const lag of lags) {
      const { refused } = await run(objectsOf(app.objects), lag, true);
      expect(
        refused.filter(line => !own.includes(line.split(': ')[1] ?? '')),
        app.name,
      ).toEqual([]);
    }
  }
});

test('before every kind is listed all is admitted', async () => {
  for (const app of brokenApps) {
    const cluster = createCluster({ isSynced: false });
    for (const obj of objectsOf(app.objects)) {
      const { verdict } = await cluster.write(obj);
      expect([verdict.allowed, verdict.skipped]).toEqual([true, 'not-synced']);
    }
  }
});

/** The result of each step in a tool's own order, with the tool's marks. */
const tools: readonly (readonly [ApplyOrder, (value: Json) => Json])[] = [
  ['helm', value => helm(value)],
  ['flux', flux],
  ['kubectl', value => value],
];

test.for([...soundApps, ...brokenApps].map(app => [app.name, app] as const))(
  'the orders of Helm, Flux and kubectl: %s',
  async ([, app]) => {
    const lines: string[] = [];
    for (const [tool, mark] of tools) {
      lines.push(`# ${tool}`);
      const cluster = createCluster();
      for (const obj of inApplyOrder(app.objects.map(mark).map(object), tool)) {
        const { refusedBy, verdict, patched } = await cluster.write(obj);
        lines.push(`${refusedBy.length === 0 ? 'admitted' : 'refused '} ${nameOf(obj)}`);
        lines.push(...refusedBy.map(rule => `  ${rule}`));
        lines.push(
          ...verdict.warned.map(
            ({ finding, why }) => `  warns: ${finding.rule}${why === null ? '' : ` (${why})`}`,
          ),
        );
        if (patched.length > 0)
          lines.push(`  patched: ${patched.map(({ path }) => path.split('/').at(-1)).join(', ')}`);
      }
    }
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`expected/${app.name}.out`);
  },
);

describe('the matrix', () => {
  beforeAll(() => expect(rows.size).toBe(soundApps.length + brokenApps.length));

  // Its counts are of all orders.
  test.runIf(isFull)('is what was committed', async () => {
    const cells = [
      ['set', 'cases', 'refused', 'excepted', 'wrong'],
      ...[...rows.values()].map(row =>
        [row.name, row.cases, row.refusals, row.excepted, row.wrong].map(String),
      ),
    ];
    const near = brokenApps.filter(({ is }) => is === 'near-selector' || is === 'near-backend');
    cells.push([], ['near misses refused, fresh cache', 'refused', 'of']);
    for (const tool of applyOrders.filter(one => one !== 'given')) {
      let refused = 0;
      for (const app of near) {
        const one = await run(inApplyOrder(objectsOf(app.objects), tool), 0);
        if (rulesOf(one).includes(app.rule)) refused++;
      }
      cells.push([`in the order of ${tool}`, String(refused), String(near.length)]);
    }
    const text = cells
      .map(row => row.map((cell, at) => (at === 0 ? cell.padEnd(44) : cell.padStart(9))).join(''))
      .join('\n');
    await expect(`${text}\n`).toMatchFileSnapshot('expected/matrix.out');
  });

  test('names every order', () => {
    for (const order of applyOrders) {
      const objects = objectsOf(soundApps[3]?.objects ?? []);
      expect(inApplyOrder(objects, order).map(nameOf).sort()).toEqual(objects.map(nameOf).sort());
    }
  });
});
