import { expect, test } from 'vitest';
import { isRollback, revisionsOf } from '../../../src/admission/patch/rollback.ts';
import type { Request } from '../../../src/admission/review/context.ts';
import type { ReadAnswer } from '../../../src/kube/api-server.ts';
import type { Json, JsonObject } from '../../../src/kube/json.ts';
import { object } from '../../support/check.ts';
import { podTemplate, workload } from '../../support/manifests.ts';

const uid = '6e1f';
const written = podTemplate('web');
const request = (kind: string, options: { readonly old?: Json } = {}): Request => {
  const made = (image: string) => {
    const value = workload(kind, 'web', { container: { image }, metadata: { uid } });
    return object(value);
  };
  return {
    uid: 'test',
    operation: 'UPDATE',
    object: made('registry.example/shop/web:1.4.2'),
    old: options.old === undefined ? made('registry.example/shop/web:2') : object(options.old),
    user: { name: 'kubernetes-admin', groups: [] },
    dryRun: false,
  };
};

const withLabels = (template: Json, more: JsonObject): Json => {
  const { metadata, spec } = template as { metadata: { labels: JsonObject }; spec: Json };
  return {
    metadata: { ...metadata, creationTimestamp: null, labels: { ...metadata.labels, ...more } },
    spec,
  };
};

const kept = (kind: string, body: JsonObject, owner = uid): ReadAnswer => ({
  is: 'read',
  objects: [
    object({
      apiVersion: kind === 'ReplicationController' ? 'v1' : 'apps/v1',
      kind,
      metadata: {
        name: 'web-5d4f',
        namespace: 'shop',
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'X', name: 'web', uid: owner, controller: true }],
      },
      ...body,
    } as Json),
  ],
});

test('a Deployment keeps its templates in ReplicaSets, with a label of its own', () => {
  const answer = kept('ReplicaSet', {
    spec: { template: withLabels(written, { 'pod-template-hash': '5d4f' }) },
  });
  expect(revisionsOf(request('Deployment'))).toEqual({
    list: { group: 'apps', kind: 'ReplicaSet' },
    namespace: 'shop',
    selector: 'app=web',
  });
  expect(isRollback(request('Deployment'), answer)).toBe(true);
});

test('a StatefulSet keeps them in ControllerRevisions, as patches', () => {
  const template = { ...(written as JsonObject), $patch: 'replace' };
  expect(revisionsOf(request('StatefulSet'))).toMatchObject({ list: { kind: 'ControllerRevision' } });
  expect(
    isRollback(request('StatefulSet'), kept('ControllerRevision', { data: { spec: { template } } })),
  ).toBe(true);
});

test('a DeploymentConfig keeps them in ReplicationControllers', () => {
  const template = withLabels(written, { deployment: 'web-1', deploymentconfig: 'web' });
  expect(revisionsOf(request('DeploymentConfig'))).toMatchObject({ list: { kind: 'ReplicationController' } });
  expect(isRollback(request('DeploymentConfig'), kept('ReplicationController', { spec: { template } }))).toBe(
    true,
  );
});

test('the revision of another object is none of its own', () => {
  const answer = kept('ReplicaSet', { spec: { template: written } }, 'another');
  expect(isRollback(request('Deployment'), answer)).toBe(false);
});

test('a template that is new is no rollback', () => {
  const answer = kept('ReplicaSet', {
    spec: { template: podTemplate('web', { container: { image: 'other:1' } }) },
  });
  expect(isRollback(request('Deployment'), answer)).toBe(false);
});

test('an update that leaves the template alone asks for nothing', () => {
  const same = request('Deployment', { old: workload('Deployment', 'web', { metadata: { uid } }) });
  expect(revisionsOf(same)).toBe(null);
  expect(revisionsOf({ ...request('Deployment'), operation: 'CREATE', old: null })).toBe(null);
});
