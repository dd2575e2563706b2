import { expect, test } from 'vitest';
import type { ApiRead, ReadAnswer } from '../../../src/kube/api-server.ts';
import { formatLabels } from '../../../src/kube/selector.ts';
import { settled, start } from './support.ts';
import { service, type Watched } from './world.ts';

const never = new AbortController().signal;

async function read({ world: cluster }: Watched, what: ApiRead, signal = never): Promise<ReadAnswer> {
  if (cluster.live === null) throw new Error('a cluster can be read');
  return cluster.live.read(what, signal);
}
const get = (group: string, kind: string, name: string, namespace: string | null = 'shop'): ApiRead => ({
  get: { group, kind, namespace, name },
});
const list = (
  group: string,
  kind: string,
  selector: string | null = null,
  namespace: string | null = 'shop',
) => ({
  list: { group, kind },
  namespace,
  selector,
});
const none: ReadAnswer = { is: 'read', objects: [] };
const pod = (name: string, labels: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels },
  spec: { containers: [{ name: 'app' }] },
});

test('an object is read as it is now, whole', async () => {
  const one = await start({
    prepare: ({ store }) => store.put(service('a', { status: { loadBalancer: {} } })),
  });
  await settled(one);
  const answer = await read(one, get('', 'Service', 'a'));
  expect(answer).toMatchObject({ is: 'read', objects: [{ ref: { name: 'a' }, opaque: null }] });
  expect(answer.is === 'read' && answer.objects[0]?.body.status).toEqual({ loadBalancer: {} });
  expect(answer.is === 'read' && answer.objects[0]?.origin).toEqual({
    from: 'cluster',
    resourceVersion: '1001',
  });
});

test('an object that is not there is an answer, and so is an empty list', async () => {
  const one = await start();
  await settled(one);
  expect(await read(one, get('', 'Service', 'a'))).toEqual(none);
  expect(await read(one, get('', 'Namespace', 'shop', null))).toEqual(none);
  expect(await read(one, list('', 'Service'))).toEqual(none);
  expect(one.api.asked('get').map(({ path }) => path)).toEqual([
    '/api/v1/namespaces/shop/services/a',
    '/api/v1/namespaces/shop',
  ]);
});

test('a list is of its namespace, and says of each object what it is', async () => {
  const one = await start({
    prepare({ store }) {
      store.put(service('a'));
      store.put(service('b', { metadata: { name: 'b', namespace: 'other' } }));
    },
  });
  await settled(one);
  const answer = await read(one, list('', 'Service'));
  expect(answer).toMatchObject({
    is: 'read',
    objects: [{ apiVersion: 'v1', ref: { kind: 'Service', name: 'a' } }],
  });
  expect(answer.is === 'read' && answer.objects).toHaveLength(1);
});

test('classes are listed over the cluster', async () => {
  const one = await start({
    prepare: ({ store }) =>
      store.put({ apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: { name: 'nginx' } }),
  });
  await settled(one);
  expect(await read(one, list('networking.k8s.io', 'IngressClass', null, null))).toMatchObject({
    objects: [{ ref: { name: 'nginx', namespace: null } }],
  });
});

test('of pods the metadata of one that the selector finds is read', async () => {
  const one = await start({
    prepare({ store }) {
      store.put(pod('a', { app: 'a' }));
      store.put(pod('b', { app: 'b', tier: 'x' }));
      store.put(pod('c', { app: 'b', tier: 'x' }));
    },
  });
  await settled(one);
  const answer = await read(one, list('', 'Pod', formatLabels({ app: 'b', tier: 'x' })));
  expect(answer).toMatchObject({
    objects: [
      {
        apiVersion: 'v1',
        opaque: 'partial',
        body: { kind: 'Pod', metadata: { labels: { app: 'b', tier: 'x' } } },
      },
    ],
  });
  expect(answer.is === 'read' && answer.objects).toHaveLength(1);
  const [asked] = one.api.asked('list', 'pods');
  expect(asked?.query.get('limit')).toBe('1');
  expect(asked?.accept).toContain('as=PartialObjectMetadataList;v=v1;g=meta.k8s.io');
});

test('revisions are read in full', async () => {
  const template = {
    metadata: { labels: { app: 'a' } },
    spec: { containers: [{ name: 'app', resources: {} }] },
  };
  const metadata = { name: 'a-1', namespace: 'shop', labels: { app: 'a' } };
  const one = await start({
    prepare({ store }) {
      store.put({ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata, spec: { template } });
      store.put({
        apiVersion: 'apps/v1',
        kind: 'ControllerRevision',
        metadata,
        data: { spec: { template } },
      });
    },
  });
  await settled(one);
  expect(await read(one, list('apps', 'ReplicaSet', 'app=a'))).toMatchObject({
    objects: [{ body: { spec: { template } } }],
  });
  expect(await read(one, list('apps', 'ControllerRevision', 'app=a'))).toMatchObject({
    objects: [{ body: { data: { spec: { template } } } }],
  });
});

test('a kind that the server has not, or that is forbidden, is not served', async () => {
  const one = await start({ prepare: api => api.forbid('pods') });
  await settled(one);
  expect(await read(one, list('', 'Pod', 'app=a'))).toEqual({ is: 'not-served' });
  expect(await read(one, list('nowhere.io', 'Thing'))).toEqual({ is: 'not-served' });
  const { made } = one.world.liveSpent();
  expect(await read(one, list('gateway.networking.k8s.io', 'HTTPRoute'))).toEqual({ is: 'not-served' });
  // Known from discovery, so no request is sent.
  expect(one.world.liveSpent().made).toBe(made);
});

test('a path that the server does not know is no object that is missing', async () => {
  const one = await start();
  await settled(one);
  one.api.trouble({ status: 404, text: '404 page not found\n' }, ({ verb }) => verb === 'get');
  expect(await read(one, get('', 'Service', 'a'))).toEqual({ is: 'not-served' });
});

test('a refusal or a fault of the server is a failure, in its words', async () => {
  const one = await start();
  await settled(one);
  for (const status of [429, 500, 503, 401]) {
    one.api.trouble({ status }, ({ verb }) => verb === 'get', 2);
    expect(await read(one, get('', 'Service', 'a'))).toEqual({
      is: 'failed',
      why: `${status} fake ${status}`,
    });
    one.api.calm();
  }
  one.api.trouble({ status: 200, text: '{' }, ({ verb }) => verb === 'get');
  expect(await read(one, get('', 'Service', 'a'))).toMatchObject({ is: 'failed' });
});

test('a connection that is closed at the moment of use is tried once more', async () => {
  const one = await start();
  await settled(one);
  one.api.trouble('cut', ({ verb }) => verb === 'get');
  expect(await read(one, get('', 'Service', 'a'))).toEqual(none);
  one.api.trouble('cut', ({ verb }) => verb === 'get', 2);
  expect(await read(one, get('', 'Service', 'a'))).toMatchObject({ is: 'failed' });
});

test('a read ends with its signal, and without one when its time is up', async () => {
  const one = await start({ timing: { request: 300 } });
  await settled(one);
  one.api.trouble('hang', ({ verb }) => verb === 'get', 2);
  const hurried = new AbortController();
  const late = read(one, get('', 'Service', 'a'), hurried.signal);
  setTimeout(() => hurried.abort(), 1);
  expect(await late).toEqual({ is: 'failed', why: 'the time limit was reached' });
  expect(await read(one, get('', 'Service', 'b'))).toEqual({ is: 'failed', why: 'no answer within 0.3 s' });
});

test('before anything is listed, reads are made all the same', async () => {
  const one = await start({
    prepare(api) {
      api.store.put(service('a'));
      api.trouble({ status: 500 }, ({ verb }) => verb === 'list', Number.POSITIVE_INFINITY);
    },
  });
  expect(one.world.isSynced()).toBe(false);
  expect(await read(one, get('', 'Service', 'a'))).toMatchObject({ objects: [{ ref: { name: 'a' } }] });
});
