import { expect, onTestFinished, test } from 'vitest';
import type { WriteAnswer } from '../../../src/kube/api-server.ts';
import type { Json } from '../../../src/kube/json.ts';
import { keepCredentials, loadKubeConfig } from '../../../src/sources/cluster/credentials.ts';
import { versionIn } from '../../../src/sources/cluster/object.ts';
import { createWrites, type Writes } from '../../../src/sources/cluster/writes.ts';
import { type FakeApi, startFakeApi, type Trouble } from '../../support/fake-api.ts';
import { kubeconfigFile } from './world.ts';

const maps = '/api/v1/namespaces/shop/configmaps';
const one = `${maps}/one`;
const body = (data: object = {}, metadata: object = {}): Json => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'one', namespace: 'shop', ...metadata },
  data: { ...data },
});
const call = { signal: new AbortController().signal, within: 600_000 };

async function writing(): Promise<{ readonly api: FakeApi; readonly writes: Writes }> {
  const api = await startFakeApi();
  const file = kubeconfigFile(api);
  const load = () => loadKubeConfig(file.path, null);
  const config = load();
  if (typeof config === 'string') throw new Error(config);
  const credentials = keepCredentials(config, load, () => performance.now(), 0);
  onTestFinished(async () => {
    await credentials.close();
    await api.close();
    file.remove();
  });
  return { api, writes: createWrites(credentials) };
}

const stored = ({ store }: FakeApi) => store.get('configmaps.', 'shop', 'one');
function versionOf(wrote: WriteAnswer): string {
  if (wrote.is !== 'written') throw new Error(wrote.why);
  return versionIn(wrote.value) ?? '';
}

test('what is created is there, and is a conflict the second time', async () => {
  const { api, writes } = await writing();
  expect(await writes.create(maps, body({ a: '1' }), call)).toMatchObject({ is: 'written' });
  expect(stored(api)?.data).toEqual({ a: '1' });
  expect(await writes.create(maps, body({ a: '2' }), call)).toMatchObject({
    is: 'conflict',
    why: expect.stringContaining('already exists'),
  });
  expect(stored(api)?.data).toEqual({ a: '1' });
});

test('what was changed meanwhile is not replaced', async () => {
  const { api, writes } = await writing();
  const resourceVersion = versionOf(await writes.create(maps, body(), call));
  const mine = body({ a: 'mine' }, { resourceVersion });
  expect(await writes.replace(one, body({ a: 'theirs' }), call)).toMatchObject({ is: 'written' });
  expect(await writes.replace(one, mine, call)).toMatchObject({ is: 'conflict' });
  expect(stored(api)?.data).toEqual({ a: 'theirs' });
});

test('only the object that was meant is deleted', async () => {
  const { api, writes } = await writing();
  await writes.create(maps, body(), call);
  const uid = String(stored(api)?.metadata.uid);
  expect(await writes.remove(one, 'another', call)).toMatchObject({ is: 'conflict' });
  expect(await writes.remove(one, uid, call)).toMatchObject({ is: 'written' });
  expect(stored(api)).toBeUndefined();
  expect(await writes.remove(one, uid, call)).toMatchObject({ is: 'absent' });
  expect(await writes.replace(one, body(), call)).toMatchObject({ is: 'absent' });
});

test('an apply names us as the manager of its fields, and takes them from whoever had them', async () => {
  const { api, writes } = await writing();
  expect(await writes.apply(one, body({ a: '1' }), call)).toMatchObject({ is: 'written' });
  const [{ asked, type } = {}] = api.written;
  expect(type).toBe('application/apply-patch+yaml');
  expect([...(asked?.query ?? [])]).toEqual([
    ['fieldManager', 'ingress-policy'],
    ['force', 'true'],
  ]);
});

const troubles: readonly (readonly [Trouble, string, number | null])[] = [
  [{ status: 403 }, 'fake 403', 403],
  [{ status: 500, text: 'etcd is full\nmore' }, '500 etcd is full', 500],
  [{ status: 429, retryAfter: 1 }, 'fake 429', 429],
  ['cut', '', null],
  ['lost', '', null],
  ['hang', 'no answer within 1 s', null],
];

test.each(troubles)('a write that meets %j failed, and is not sent again', async (trouble, why, status) => {
  const { api, writes } = await writing();
  api.trouble(trouble);
  expect(
    await writes.create(maps, body(), { ...call, within: trouble === 'hang' ? 1000 : call.within }),
  ).toMatchObject({
    is: 'failed',
    status,
    why: expect.stringContaining(why),
  });
  expect(api.asked('create')).toHaveLength(1);
});

test('credentials that the server refuses are loaded anew, once', async () => {
  const { api, writes } = await writing();
  api.trouble({ status: 401 }, undefined, 1);
  expect(await writes.create(maps, body(), call)).toMatchObject({ is: 'written' });
  api.trouble({ status: 401 }, undefined, Number.POSITIVE_INFINITY);
  expect(await writes.replace(one, body(), call)).toMatchObject({ is: 'failed', status: 401 });
  expect(api.asked('update')).toHaveLength(2);
});

test('a write ends with its signal', async () => {
  const { api, writes } = await writing();
  api.trouble('hang');
  const stopping = new AbortController();
  const pending = writes.create(maps, body(), { signal: stopping.signal, within: 60_000 });
  stopping.abort();
  expect(await pending).toMatchObject({ is: 'failed', why: 'the time limit was reached' });
});
