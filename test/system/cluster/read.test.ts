import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { graphOfRead, lacksOf, openReader } from '../../../cli/shared/cluster-reader.ts';
import { defaultSettings } from '../../../src/graph/index/query.ts';
import { kinds } from '../../../src/kube/kinds.ts';
import type { ClusterRead } from '../../../src/sources/cluster/read-cluster.ts';
import { type FakeApi, type FakeOptions, startFakeApi } from '../../support/fake-api.ts';
import { quick, service } from './world.ts';

async function readerOf(prepare: (api: FakeApi) => void, options: FakeOptions = {}) {
  const api = await startFakeApi(options);
  const kubeconfig = written(api.kubeconfig());
  prepare(api);
  const reader = await openReader({ kubeconfig, context: null, timing: quick });
  onTestFinished(async () => {
    await reader.close();
    await api.close();
  });
  const { signal } = new AbortController();
  return { api, reader, read: () => reader.read(['shop'], signal) };
}

const names = ({ objects }: ClusterRead, kind: string) =>
  objects
    .filter(({ ref }) => ref.kind === kind)
    .map(({ ref }) => ref.name)
    .sort();
const stateOf = ({ kinds }: ClusterRead, name: string) => kinds.find(({ kind }) => kind === name)?.is;
const unseen = (read: ClusterRead, kind: string, namespace: string) =>
  graphOfRead(read, defaultSettings).scope.unseen('', kind, namespace);

test('every kind that is served is read, page by page, and the rest is absent', async () => {
  const { api, read } = await readerOf(({ store }) => {
    for (let number = 0; number < 1203; number++) store.put(service(`s${number}`));
  });
  const found = await read();
  expect(names(found, 'Service')).toHaveLength(1203);
  expect(api.asked('list', 'services')).toHaveLength(3);
  expect(stateOf(found, 'Service')).toBe('listed');
  expect(stateOf(found, 'Rollout')).toBe('absent');
  expect(lacksOf(found)).toEqual([]);
  expect(found.version).toBe(34);
});

test('a list that expires between two pages is begun anew, and no object stands twice', async () => {
  const { api, read } = await readerOf(fake => {
    for (let number = 0; number < 600; number++) fake.store.put(service(`s${number}`));
    const isSecondPage = (asked: { plural: string; query: URLSearchParams }) =>
      asked.plural === 'services' && asked.query.has('continue');
    fake.trouble({ status: 410 }, isSecondPage, 2);
  });
  const found = await read();
  expect(new Set(names(found, 'Service')).size).toBe(600);
  expect(found.objects.filter(({ ref }) => ref.kind === 'Service')).toHaveLength(600);
  // The third attempt reads the list in one piece.
  expect(api.asked('list', 'services').at(-1)?.query.has('limit')).toBe(false);
});

test('a busy server is asked again', async () => {
  const { read } = await readerOf(api => {
    api.store.put(service('web'));
    api.trouble({ status: 429, retryAfter: 0 }, ({ plural }) => plural === 'services', 3);
  });
  expect(names(await read(), 'Service')).toEqual(['web']);
});

test('what may not be listed everywhere is listed in the namespace, and nothing is known of the others', async () => {
  const { read } = await readerOf(api => {
    api.store.put(service('web'));
    const isWide = (asked: { plural: string; namespace: string | null }) =>
      asked.plural === 'services' && asked.namespace === null;
    api.trouble({ status: 403 }, isWide, Number.POSITIVE_INFINITY);
  });
  const found = await read();
  expect(names(found, 'Service')).toEqual(['web']);
  expect(unseen(found, 'Service', 'shop')).toBeNull();
  expect(unseen(found, 'Service', 'other')).toBe('not-listed');
  expect(lacksOf(found)).toEqual([
    {
      is: 'note',
      message: expect.stringMatching(/^read in namespace shop only, and unknown elsewhere: Service \(403 /),
    },
  ]);
});

test('a kind that is forbidden is a note, and one that fails is an error; neither is taken for empty', async () => {
  const { read } = await readerOf(api => {
    api.forbid('services');
    api.trouble({ status: 500 }, ({ plural }) => plural === 'deployments', Number.POSITIVE_INFINITY);
  });
  const found = await read();
  expect(stateOf(found, 'Service')).toBe('forbidden');
  expect(stateOf(found, 'Deployment')).toBe('failed');
  expect(unseen(found, 'Service', 'shop')).toBe('not-listed');
  expect(lacksOf(found).map(({ is }) => is)).toEqual(['note', 'error']);
});

test('an answer that is cut off says so, and nothing of what was in it', async () => {
  const { read } = await readerOf(api => {
    const text = '{"items":[{"value":hunter2';
    api.trouble({ status: 200, text }, ({ plural }) => plural === 'services', Number.POSITIVE_INFINITY);
  });
  expect(lacksOf(await read())).toEqual([
    { is: 'error', message: 'could not be read: Service: the answer is not JSON' },
  ]);
});

test('the ReplicaSets of Deployments are left out, and one that stands alone is not', async () => {
  const replicaSet = (name: string, owner: object | null) => ({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name, namespace: 'shop', ...(owner === null ? {} : { ownerReferences: [owner] }) },
    spec: { selector: { matchLabels: { app: name } }, template: {} },
  });
  const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', controller: true };
  const { read } = await readerOf(({ store }) => {
    store.put(replicaSet('web-1', owner));
    store.put(replicaSet('alone', null));
  });
  expect(names(await read(), 'ReplicaSet')).toEqual(['alone']);
});

test('a server that does not answer, and one that does not know us, are named with the reason', async () => {
  const api = await startFakeApi();
  const kubeconfig = written(api.kubeconfig({ token: 'wrong' }));
  const open = () => openReader({ kubeconfig, context: null, timing: quick });
  await expect(open()).rejects.toThrow(/answers "401 Unauthorized"/);
  await api.close();
  await expect(open()).rejects.toThrow(/the cluster at https:\/\/127\.0\.0\.1:\d+ does not answer/);
});

const executed = (command: string, args: readonly string[] = []) => ({
  exec: { apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'Never', command, args },
});

test.for([
  [
    executed('no-such-plug-in'),
    'the credential plug-in "no-such-plug-in" of user "fake": there is no such program',
  ],
  [executed('false'), 'the credential plug-in "false" of user "fake": it failed without a message'],
  [
    executed('sh', ['-c', 'echo log in first >&2; exit 1']),
    'the credential plug-in "sh" of user "fake": log in first',
  ],
] as const)('a credential plug-in that gives nothing is named: %j', async ([user, message]) => {
  const api = await startFakeApi();
  onTestFinished(() => api.close());
  const kubeconfig = written(api.kubeconfig(user));
  await expect(openReader({ kubeconfig, context: null, timing: quick })).rejects.toThrow(
    `cannot use the kubeconfig: ${message}`,
  );
  expect(api.asked()).toEqual([]);
});

test.for([
  [{ 'current-context': '' }, 'the kubeconfig has no current context: use --context; it has "fake"'],
  [{ 'current-context': 'x' }, 'the kubeconfig has no context "x", its current context; it has "fake"'],
  [{ clusters: [] }, 'the kubeconfig has no cluster "fake", which context "fake" names'],
  [{ users: [] }, 'the kubeconfig has no user "fake", which context "fake" names'],
] as const)('what a kubeconfig lacks is named: %j', async ([lacking, message]) => {
  const api = await startFakeApi();
  onTestFinished(() => api.close());
  const kubeconfig = written(JSON.stringify({ ...JSON.parse(api.kubeconfig()), ...lacking }));
  await expect(openReader({ kubeconfig, context: null, timing: quick })).rejects.toThrow(message);
});

test('a cluster of which nothing may be read is an error that says so once', async () => {
  const { read } = await readerOf(api => {
    for (const { plural } of kinds) api.forbid(plural);
  });
  expect(lacksOf(await read())).toEqual([
    {
      is: 'error',
      message: expect.stringMatching(
        /^no permission to read any kind, .*; use -n for another namespace \(403 /,
      ),
    },
  ]);
});

function written(kubeconfig: string): string {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'read-'));
  onTestFinished(() => fs.rmSync(home, { recursive: true }));
  const file = path.join(home, 'kubeconfig');
  fs.writeFileSync(file, kubeconfig);
  return file;
}
