import fs from 'node:fs';
import { expect, test } from 'vitest';
import type { ApplyOrder } from '../../cli/review/apply-order.ts';
import type { Json } from '../../src/kube/json.ts';
import { type App, brokenApps, soundApps } from '../laws/admission/apps.ts';
import { flux, helm } from '../laws/admission/sequences.ts';
import { permutations } from '../support/simulate.ts';
import { nameIn, ordered, placed, refusedBy } from './place.ts';
import { type Cluster, suite } from './suite.ts';

/** The marks that each tool leaves on its objects. */
const tools: readonly (readonly [ApplyOrder, (value: Json) => Json])[] = [
  ['helm', value => helm(value)],
  ['flux', flux],
  ['kubectl', value => value],
];

/** The application in new namespaces. */
async function place({ namespace }: Cluster, { name, objects }: App): Promise<readonly Json[]> {
  const places: Record<string, string> = {};
  for (const given of ['shop', 'back', 'edge'])
    if (JSON.stringify(objects).includes(`"namespace":"${given}"`))
      places[given] = await namespace(`${name}-${given}`);
  return objects.map(object => placed(object, places));
}

const all = <T extends App>(apps: readonly T[]) => apps.map(app => [app.name, app] as const);
const few = <T extends App>(apps: readonly T[]) => all(apps.filter(({ objects }) => objects.length <= 4));

suite('the order of writes', {}, cluster => {
  test.for(few(soundApps))('a sound set is admitted in every order: %s', async ([, app]) => {
    const wrong: string[] = [];
    for (const order of permutations(app.objects)) {
      const written = await place(cluster(), { ...app, objects: order });
      const { code, stderr } = await cluster().apply(written);
      const names = order.map(nameIn);
      const isExcepted = names.some(name => app.excepted?.(names, name) === true);
      if (code !== 0 && !isExcepted) wrong.push(`${names.join(' → ')}: ${stderr}`);
    }
    expect(wrong).toEqual([]);
  });

  test.for(few(brokenApps.filter(({ is }) => is === 'closed')))(
    'a closed contradiction is refused in every order: %s',
    async ([, app]) => {
      const missed: string[] = [];
      for (const order of permutations(app.objects)) {
        const { stderr } = await cluster().apply(await place(cluster(), { ...app, objects: order }));
        // For a Deployment the API server finds the fault before the review.
        const isRefused =
          refusedBy(stderr).join() === app.rule || stderr.includes('`selector` does not match template');
        if (!isRefused) missed.push(`${order.map(nameIn).join(' → ')}: ${stderr}`);
      }
      expect(missed).toEqual([]);
    },
  );

  // The API server itself refuses a Deployment with a wrong selector, so the other objects have other results.
  test.for(all([...soundApps, ...brokenApps.filter(({ rule }) => rule !== 'pod-selector-mismatch')]))(
    'each write of Helm, Flux and kubectl fares as in the model: %s',
    async ([, app]) => {
      const expected = modelled(app.name);
      for (const [tool, mark] of tools) {
        const objects = (await place(cluster(), app)).map(mark);
        const lines: string[] = [];
        const said: string[] = [];
        for (const value of ordered(objects, tool)) {
          const { code, stderr } = await cluster().apply([value]);
          const rules = refusedBy(stderr);
          said.push(stderr);
          lines.push(
            `${code === 0 ? 'admitted' : 'refused '} ${nameIn(value)}`,
            ...rules.map(rule => `  ${rule}`),
          );
          if (code !== 0 && rules.length === 0) lines.push(stderr);
        }
        expect(lines, `${tool}: ${said.join('')}`).toEqual(expected.get(tool));
      }
    },
  );

  test.for(all(soundApps))(
    'a dry run by the server, by Helm and by Flux, refuses nothing: %s',
    async ([, app]) => {
      for (const [tool, args] of [
        ['helm', ['create']],
        ['flux', ['apply', '--server-side']],
      ] as const) {
        const input = ordered(await place(cluster(), app), tool);
        const { code, stderr } = await cluster().admin([...args, '--dry-run=server', '-f', '-'], { input });
        expect(code, stderr).toBe(0);
      }
    },
  );

  test('a whole release by Flux: all of it dry, then all of it written', async () => {
    const [app] = soundApps;
    if (app === undefined) throw new Error('there is no set');
    const input = ordered((await place(cluster(), app)).map(flux), 'flux');
    for (const args of [['--dry-run=server'], []]) {
      const { code, stderr } = await cluster().admin(['apply', '--server-side', ...args, '-f', '-'], {
        input,
      });
      expect(code, stderr).toBe(0);
    }
  });
});

/** The model's expected result of each write, by tool; without warnings. */
function modelled(name: string): ReadonlyMap<string, readonly string[]> {
  const tools = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of fs
    .readFileSync(`test/laws/admission/expected/${name}.out`, 'utf8')
    .trimEnd()
    .split('\n')) {
    const tool = /^# (.+)$/.exec(line)?.[1];
    if (tool !== undefined) {
      lines = [];
      tools.set(tool, lines);
    } else if (!/^ {2}(warns|patched):/.test(line)) lines.push(line);
  }
  return tools;
}
