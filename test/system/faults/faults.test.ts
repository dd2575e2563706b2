import fs from 'node:fs';
import process from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { service } from '../../support/manifests.ts';
import { until } from '../../support/until.ts';
import type { Load } from './load.ts';
import type { Replica } from './replica.ts';
import { loses, openScene, put, routeTo, type Scene } from './scene.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await openScene();
});

afterEach(() => scene.end());

/** `FAULT_TABLE=file` collects the cost of each event. */
function note(event: string, { tally: coverage }: Load): void {
  const { FAULT_TABLE } = process.env;
  const { sent, answered, failed, refusedConnections } = coverage;
  const row = [event, sent, answered, failed.length, refusedConnections];
  if (FAULT_TABLE !== undefined) fs.appendFileSync(FAULT_TABLE, `| ${row.join(' | ')} |\n`);
}

/** The least number of reviews across an event. */
const across = 1000;

const isSaid = (replica: Replica, what: string) => replica.lines.some(line => line.what === what);

test('a rolling restart loses no review', async () => {
  const load = scene.load();
  await load.more(100);
  for (const old of [...scene.endpoints]) {
    await scene.start();
    old.signal('SIGTERM');
    await until(async () => !(await old.isReady()));
    // Some nodes learn of it later than others.
    await load.more(100);
    scene.endpoints.delete(old);
    expect(await old.ended).toBe(0);
  }
  await load.more(across);
  await load.stop();
  note('rolling restart of both replicas', load);
  const { failed, wrong, sent, answered } = load.tally;
  expect([failed, wrong, sent]).toEqual([[], [], answered]);
});

test('a rotated certificate loses no review, and new connections see it', async () => {
  const load = scene.load();
  await load.more(100);
  await scene.rotate();
  await until(async () => scene.replicas.every(one => isSaid(one, 'tls-read')));
  await load.more(across);
  await load.stop();
  note('certificate rotated on both', load);
  expect([load.tally.failed, load.tally.wrong]).toEqual([[], []]);
});

test('an API server that is away for a while loses no review, and nothing stale is refused', async () => {
  const [replica] = scene.replicas;
  if (replica === undefined) throw new Error('no replica');
  const load = scene.load();
  await load.more(100);
  expect(await scene.ask(replica, loses)).toBe(false);
  scene.api.trouble('cut', () => true, Number.POSITIVE_INFINITY);
  scene.api.watches.drop();
  await load.more(across / 2);
  // An unconfirmed finding only warns.
  expect(await scene.ask(replica, loses)).toBe(true);
  put(scene.api, service('web', { ports: [{ name: 'web', port: 8080, targetPort: 'http' }] }));
  scene.api.calm();
  await load.more(across / 2);
  // Writes during the outage count: at once for a created object, and after a while for the cache.
  await until(async () => await scene.ask(replica, routeTo('web:8080')));
  await until(async () => !(await scene.ask(replica, routeTo('web:80', 'other'))));
  expect(await replica.isReady()).toBe(true);
  await load.stop();
  note('API server away and back', load);
  expect([load.tally.failed, load.tally.wrong]).toEqual([[], []]);
});

test('of two replicas one is killed: nothing fails but what was in flight on it', async () => {
  const [victim] = scene.replicas;
  if (victim === undefined) throw new Error('no replica');
  const lanes = 6;
  const load = scene.load();
  await load.more(across / 2);
  victim.signal('SIGKILL');
  await victim.ended;
  scene.endpoints.delete(victim);
  await load.more(across / 2);
  await load.stop();
  note('kill -9 of one of two', load);
  expect(load.tally.wrong).toEqual([]);
  expect(load.tally.failed.filter(({ port }) => port !== victim.port)).toEqual([]);
  // At most one for each connection.
  expect(load.tally.failed.length).toBeLessThanOrEqual(lanes);
});

test('a hundred times: mend one object, then at once create the one that needs it', async () => {
  const [replica] = scene.replicas;
  if (replica === undefined) throw new Error('no replica');
  // The cache gets no more events: only live reads show the change.
  scene.api.watches.freeze();
  const wrong: string[] = [];
  for (let round = 0; round < 100; round++) {
    const port = 9000 + round;
    put(scene.api, service('web', { ports: [{ name: 'web', port, targetPort: 'http' }] }));
    if (!(await scene.ask(replica, routeTo(`web:${port}`)))) wrong.push(`${port} is refused`);
    if (await scene.ask(replica, routeTo(`web:${port - 1}`))) wrong.push(`${port - 1} is admitted`);
    // As fast as kubectl.
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  expect(wrong).toEqual([]);
  expect(await replica.metrics()).not.toMatch(/live_reads_total\{[^}]*dropped[^}]*\} [1-9]/);
});
