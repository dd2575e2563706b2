import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { underSettings } from '../../../cli/serve/cluster-view.ts';
import { inMemoryScope } from '../../../src/admission/live/in-memory-cluster.ts';
import { buildGraph } from '../../../src/graph/index/graph.ts';
import { defaultSettings } from '../../../src/graph/index/query.ts';
import { objectsOf, readText } from '../../support/check.ts';
import { folder } from '../../support/run.ts';
import { until } from '../../support/until.ts';
import { mount } from './certificates.ts';
import { ask, metric, served } from './served.ts';

const reloads = (result: string) => `ingress_policy_policy_reloads_total{result="${result}"}`;

test('a policy in a mounted ConfigMap is read again, and a broken one leaves the one in force', async () => {
  const home = folder({});
  mount(home, { 'ingress-policy.yaml': 'mode: enforce\n' });
  const file = path.join(home, 'ingress-policy.yaml');
  const { webhook, health, logged } = await served(['--config', file]);
  const isAllowed = async () =>
    (await ask(`${webhook}/validate`, 'create-by-apply')).json.response.allowed as boolean;
  expect(await isAllowed()).toBe(false);

  mount(home, { 'ingress-policy.yaml': 'mode: warn\n' });
  await until(() => logged('policy-read').length === 1);
  expect(await isAllowed()).toBe(true);

  mount(home, { 'ingress-policy.yaml': 'mode: warn\nrules:\n  no-such-rule: off\nprofil: strict\n' });
  await until(() => logged('policy-refused').length === 1);
  expect(logged('policy-refused')[0]).toMatchObject({
    file,
    faults: [
      expect.stringMatching(/ingress-policy\.yaml:3: .*"no-such-rule"/),
      expect.stringMatching(/ingress-policy\.yaml:4: .*"profil"/),
    ],
  });
  expect(await isAllowed()).toBe(true);

  fs.rmSync(path.join(home, '..data'));
  await until(() => logged('policy-refused').length === 2);
  expect(await isAllowed()).toBe(true);

  mount(home, { 'ingress-policy.yaml': 'mode: enforce\n' });
  await until(() => logged('policy-read').length === 2);
  expect(await isAllowed()).toBe(false);
  expect(await metric(health, reloads('accepted'))).toBe(2);
  expect(await metric(health, reloads('refused'))).toBe(2);
});

test('a policy that is written in place is read again; the same content is no change', async () => {
  const home = folder({ 'policy.yaml': 'mode: enforce\n', 'note.txt': '' });
  const file = path.join(home, 'policy.yaml');
  const { webhook, logged } = await served(['--config', file]);
  fs.writeFileSync(file, 'mode: enforce\n');
  fs.writeFileSync(path.join(home, 'note.txt'), 'changed');
  fs.writeFileSync(path.join(home, 'policy.yaml.new'), 'mode: audit\n');
  fs.renameSync(path.join(home, 'policy.yaml.new'), file);
  await until(() => logged('policy-read').length > 0);
  const { response } = (await ask(`${webhook}/validate`, 'create-by-apply')).json;
  expect(response).toMatchObject({ allowed: true });
  expect(response.warnings).toBe(undefined);
  expect(logged('policy-read')).toHaveLength(1);
});

test('--profile stands in the place of every policy that is read', async () => {
  const home = folder({ 'policy.yaml': 'profile: baseline\n' });
  const file = path.join(home, 'policy.yaml');
  const { logged, cluster } = await served(['--config', file, '--profile', 'strict'], { version: 29 });
  expect(cluster.settings).toEqual(defaultSettings);
  fs.writeFileSync(file, 'profile: baseline\nmode: warn\n');
  await until(() => logged('policy-read').length > 0);
});

test('a broken policy at the start ends it', async () => {
  const file = path.join(folder({ 'policy.yaml': 'mode: loud\n' }), 'policy.yaml');
  await expect(served(['--config', file])).rejects.toThrow(`${file}:1: mode is "loud"`);
});

test('the graph is under the settings of the policy in force, and keeps what it remembers', () => {
  let graph = buildGraph(
    objectsOf(readText('test/admission/server/cluster.yaml')),
    inMemoryScope,
    defaultSettings,
  );
  let settings = defaultSettings;
  let version: number | null = null;
  const inner = { graph: () => graph, isSynced: () => true, live: null };
  const cluster = underSettings(
    inner,
    defaultSettings,
    () => settings,
    () => version,
  );
  expect(cluster.graph()).toBe(graph);
  settings = { ...defaultSettings };
  const second = cluster.graph();
  expect(second.settings).toEqual(defaultSettings);
  expect(cluster.graph()).toBe(second);
  version = 29;
  expect(cluster.graph().settings.kubeVersion).toBe(29);
  settings = { ...defaultSettings, kubeVersion: 30 };
  const third = cluster.graph();
  expect(third.settings.kubeVersion).toBe(30);
  graph = buildGraph([], inMemoryScope);
  expect(cluster.graph()).not.toBe(third);
  expect([...cluster.graph().store.objects()]).toEqual([]);
});
