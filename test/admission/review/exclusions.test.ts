import { describe, expect, test } from 'vitest';
import { profiles, rules } from '../../../policies/index.ts';
import type { Request, ReviewContext } from '../../../src/admission/review/context.ts';
import { exclusionOf } from '../../../src/admission/review/exclusions.ts';
import { defaultAdmission } from '../../../src/config/config.ts';
import { createProfileConfigs } from '../../../src/config/profile-configs.ts';
import type { ReadAnswer } from '../../../src/kube/api-server.ts';
import type { Json } from '../../../src/kube/json.ts';
import { now, object } from '../../support/check.ts';
import { deployment, gateway, service } from '../../support/manifests.ts';
import { emptyCluster, requestOf } from '../../support/simulate.ts';

interface Around {
  readonly stored?: readonly Json[];
  /** The answer of the API server; null for a folder instead of a cluster. */
  readonly live?: ReadAnswer | null;
  readonly exempt?: { readonly users: readonly string[]; readonly groups: readonly string[] };
}

function contextOf({ stored = [], live = null, exempt = { users: [], groups: [] } }: Around): ReviewContext {
  const graph = stored.reduce<typeof emptyCluster>((all, value) => all.with(object(value)), emptyCluster);
  return {
    cluster: {
      graph: () => graph,
      isSynced: () => true,
      live: live === null ? null : { read: async () => live },
    },
    configs: createProfileConfigs({ admission: { ...defaultAdmission, exempt } }, profiles, rules),
    now,
    signal: () => new AbortController().signal,
  };
}

const create = (value: Json): Request => requestOf(emptyCluster, object(value));
const update = (value: Json): Request => requestOf(emptyCluster.with(object(value)), object(value));
const going = { metadata: { deletionTimestamp: '2026-11-21T12:00:00Z' } };

test('an object that is being deleted is not weighed, and a new one cannot say so of itself', async () => {
  expect(await exclusionOf(update(deployment('web', going)), contextOf({}))).toBe('deleting');
  expect(await exclusionOf(create(deployment('web', going)), contextOf({}))).toBe(null);
});

describe('an owner', () => {
  const operator = { name: 'system:serviceaccount:ops:shop-operator', groups: ['system:serviceaccounts'] };
  const owned = (owner: { readonly [field: string]: Json }, value = deployment('web')) => {
    const { metadata, ...rest } = value as { readonly metadata: object };
    const ownerReferences = [{ name: 'edge', uid: 'uid-1', controller: true, ...owner }];
    return create({ ...rest, metadata: { ...metadata, ownerReferences } } as Json);
  };
  const byGateway = owned({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway' });
  const stored = (uid: string) => gateway('edge', 'eg', { metadata: { uid }, namespace: 'shop' });
  const read = (...values: readonly Json[]): ReadAnswer => ({ is: 'read', objects: values.map(object) });

  test('of a kind that makes such objects counts where it exists, with that uid', async () => {
    expect(await exclusionOf(byGateway, contextOf({ stored: [stored('uid-1')] }))).toBe('controlled');
    expect(await exclusionOf(byGateway, contextOf({ stored: [stored('uid-2')] }))).toBe(null);
    expect(await exclusionOf(byGateway, contextOf({}))).toBe(null);
  });

  test('that the cache lacks is read', async () => {
    expect(await exclusionOf(byGateway, contextOf({ live: read(stored('uid-1')) }))).toBe('controlled');
    expect(await exclusionOf(byGateway, contextOf({ live: read(stored('uid-2')) }))).toBe(null);
    expect(await exclusionOf(byGateway, contextOf({ live: read() }))).toBe(null);
  });

  test('that cannot be read counts: nothing is refused on what was not confirmed', async () => {
    const live: ReadAnswer = { is: 'failed', why: '429 Too Many Requests' };
    expect(await exclusionOf(byGateway, contextOf({ live }))).toBe('controlled');
  });

  test('of a kind that makes no such objects does not count', async () => {
    const byDeployment = owned({ apiVersion: 'apps/v1', kind: 'Deployment' }, service('web'));
    const live = read(deployment('edge', { metadata: { uid: 'uid-1' } }));
    expect(await exclusionOf(byDeployment, contextOf({ live }))).toBe(null);
  });

  test('that is a custom resource counts for a service account, such as its operator', async () => {
    const byCustom = owned({ apiVersion: 'example.com/v1', kind: 'Shop' });
    expect(await exclusionOf({ ...byCustom, user: operator }, contextOf({}))).toBe('controlled');
    expect(await exclusionOf(byCustom, contextOf({}))).toBe(null);
  });

  test('that is no controller does not count', async () => {
    const garbage = owned({ apiVersion: 'example.com/v1', kind: 'Shop', controller: false });
    expect(await exclusionOf({ ...garbage, user: operator }, contextOf({}))).toBe(null);
  });
});

const by = (name: string, groups: readonly string[], around: Around = {}) =>
  exclusionOf({ ...create(deployment('web')), user: { name, groups } }, contextOf(around));

test('the control plane is not weighed, and an administrator is', async () => {
  const controller = 'system:serviceaccount:kube-system:deployment-controller';
  expect(await by(controller, ['system:serviceaccounts', 'system:serviceaccounts:kube-system'])).toBe(
    'system',
  );
  expect(await by('system:kube-controller-manager', ['system:authenticated'])).toBe('system');
  expect(await by('system:node:a', ['system:nodes'])).toBe('system');
  expect(await by('kubernetes-admin', ['system:masters'])).toBe(null);
  expect(await by('system:serviceaccount:shop:deployer', ['system:serviceaccounts:shop'])).toBe(null);
});

test('users and groups are exempt by their names or by globs', async () => {
  const restorer = 'system:serviceaccount:velero:velero';
  const velero = { exempt: { users: ['system:serviceaccount:velero:*'], groups: [] } };
  expect(await by(restorer, [], velero)).toBe('exempt-user');
  expect(await by('eve', ['restore'], { exempt: { users: [], groups: ['restore'] } })).toBe('exempt-user');
  expect(await by('eve', ['restored'], { exempt: { users: [], groups: ['restore'] } })).toBe(null);
});
