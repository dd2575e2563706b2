import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../../../src/kube/json.ts';
import type { Obj } from '../../../src/kube/object.ts';
import { cases } from '../../support/cases.ts';
import { object } from '../../support/check.ts';
import { deployment, ingress, networkPolicy, service } from '../../support/manifests.ts';
import { type Broken, brokenApps, nameOf, sound } from './apps.ts';
import { createCluster, type Lag, type ModelCluster } from './cluster.ts';
import { argo, flux, helm } from './sequences.ts';

const lag = fc.constantFrom<Lag>(0, 1, 2, 3, 5, 'cold');
const mark = fc.constantFrom<(value: Json) => Json>(value => value, helm, argo, flux);

/** Parts that are sound in any combination, by the name of the application and its namespace. */
const parts = [
  (name: string, namespace: string) => [
    sound(name, { namespace }),
    service(name, { namespace }),
    ingress(name, [name], { namespace }),
  ],
  (name: string, namespace: string) => [
    sound(`${name}-v1`, { namespace, labels: { app: name, version: 'v1' } }),
    sound(`${name}-v2`, { namespace, labels: { app: name, version: 'v2' } }),
    service(name, { namespace }),
    ingress(name, [name], { namespace }),
  ],
  (name: string, namespace: string) => [
    deployment(name, { namespace, labels: { app: `${name}-jobs` }, ports: [] }),
    sound(`${name}-api`, { namespace }),
    service(`${name}-api`, { namespace }),
    ingress(name, [`${name}-api`], { namespace }),
  ],
  (name: string, namespace: string) => [
    sound(name, { namespace }),
    service(name, { namespace }),
    service(`${name}-internal`, { namespace, selector: { app: name } }),
    ingress(name, [name], { namespace }),
    networkPolicy(
      `${name}-open`,
      { podSelector: { matchLabels: { app: name } }, ingress: [{}] },
      { namespace },
    ),
  ],
] as const;

// Names of one form, so that no name is a typo of another.
const apps = fc.uniqueArray(
  fc.record({
    part: fc.constantFrom(...parts),
    name: fc.constantFrom('cart', 'login', 'search', 'mail', 'orders'),
    namespace: fc.constantFrom('shop', 'back'),
    mark,
  }),
  { minLength: 1, maxLength: 4, selector: ({ name }) => name },
);

const soundSet = apps.map(all =>
  all.flatMap(({ part, name, namespace, mark }) => part(name, namespace).map(value => object(mark(value)))),
);

const shuffled = (objects: readonly Obj[]) =>
  fc.shuffledSubarray([...objects], { minLength: objects.length, maxLength: objects.length });

async function writeAll(cluster: ModelCluster, order: readonly Obj[]): Promise<readonly string[]> {
  const refused: string[] = [];
  for (const obj of order) {
    const { refusedBy } = await cluster.write(obj);
    refused.push(...refusedBy.map(rule => `${nameOf(obj)}: ${rule}`));
  }
  return refused;
}

test('law (a): what is sound together is admitted in every order, at every lag', async () => {
  await fc.assert(
    fc.asyncProperty(soundSet.chain(shuffled), lag, async (order, behind) => {
      expect(await writeAll(createCluster({ lag: behind }), order)).toEqual([]);
    }),
    cases({ sample: 100, full: 600 }),
  );
});

const closed = brokenApps.filter(app => app.is === 'closed');
const brokenObjects = ({ objects }: Broken) => objects.map(object);

test('law (b): a closed contradiction is refused in every order, at every lag, whatever stands around it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc
        .constantFrom(...closed)
        .chain(app =>
          soundSet.chain(noise => shuffled([...brokenObjects(app), ...noise]).map(order => ({ app, order }))),
        ),
      lag,
      async ({ app, order }, behind) => {
        const refused = await writeAll(createCluster({ lag: behind }), order);
        expect(refused.map(line => line.split(': ')[1])).toContain(app.rule);
      },
    ),
    cases({ sample: 100, full: 600 }),
  );
});

/** The objects that mend each broken set. */
const mended: readonly Json[] = [sound('web'), service('web'), ingress('shop', ['web'])];

test('law (f): what is refused stays so until it is mended, and then all of it is admitted', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...closed), lag, fc.nat(), async (app, behind, seed) => {
      const cluster = createCluster({ lag: behind });
      const [order = []] = fc.sample(shuffled(brokenObjects(app)), { numRuns: 1, seed });
      const first = await writeAll(cluster, order);
      for (let round = 0; round < 3; round++) expect(await writeAll(cluster, order)).toEqual(first);
      const repaired = order.map(obj => mended.map(object).find(one => nameOf(one) === nameOf(obj)) ?? obj);
      let refused: readonly string[] = first;
      for (let round = 0; round < 4 && refused.length > 0; round++)
        refused = await writeAll(cluster, repaired);
      expect(refused).toEqual([]);
      expect(repaired.every(({ ref }) => cluster.stored(ref) !== null)).toBe(true);
    }),
    cases({ sample: 50, full: 200 }),
  );
});

test('law (e): a patch is made once, and what it made is left alone', async () => {
  await fc.assert(
    fc.asyncProperty(soundSet.chain(shuffled), lag, async (order, behind) => {
      const cluster = createCluster({ lag: behind });
      await writeAll(cluster, order);
      for (const { ref } of order) {
        const stored = cluster.stored(ref);
        if (stored === null) continue;
        const { patched, refusedBy } = await cluster.write(stored);
        expect([nameOf(stored), patched, refusedBy]).toEqual([nameOf(stored), [], []]);
      }
    }),
    cases({ sample: 50, full: 200 }),
  );
});
