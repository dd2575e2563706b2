import { expect, test } from 'vitest';
import { exclusionOf } from '../../../src/admission/review/exclusions.ts';
import type { Json } from '../../../src/kube/json.ts';
import { object } from '../../support/check.ts';
import { deployment } from '../../support/manifests.ts';
import { emptyCluster, requestOf } from '../../support/simulate.ts';

const nobody = { users: [], groups: [] };

const exclusion = (metadata: { readonly [field: string]: Json }) =>
  exclusionOf(requestOf(emptyCluster, object(deployment('web', { metadata }))), nobody);

const owner = { apiVersion: 'v1', kind: 'Shop', name: 'shop', uid: '1' };

test('what goes, and what a controller writes, is not weighed', () => {
  expect(exclusion({ deletionTimestamp: '2026-11-21T12:00:00Z' })).toBe('deleting');
  expect(exclusion({ ownerReferences: [{ ...owner, controller: true }] })).toBe('controlled');
  expect(exclusion({ ownerReferences: [owner] })).toBe(null);
  expect(exclusion({})).toBe(null);
});

const by = (name: string, groups: readonly string[], exempt = nobody as Parameters<typeof exclusionOf>[1]) =>
  exclusionOf({ ...requestOf(emptyCluster, object(deployment('web'))), user: { name, groups } }, exempt);

test('the control plane is not weighed, and an administrator is', () => {
  const controller = 'system:serviceaccount:kube-system:deployment-controller';
  expect(by(controller, ['system:serviceaccounts', 'system:serviceaccounts:kube-system'])).toBe('system');
  expect(by('system:kube-controller-manager', ['system:authenticated'])).toBe('system');
  expect(by('system:node:a', ['system:nodes'])).toBe('system');
  expect(by('kubernetes-admin', ['system:masters'])).toBe(null);
  expect(by('system:serviceaccount:shop:deployer', ['system:serviceaccounts:shop'])).toBe(null);
});

test('users and groups are exempt by their names or by globs', () => {
  const restorer = 'system:serviceaccount:velero:velero';
  expect(by(restorer, [], { users: ['system:serviceaccount:velero:*'], groups: [] })).toBe('exempt-user');
  expect(by('eve', ['restore'], { users: [], groups: ['restore'] })).toBe('exempt-user');
  expect(by('eve', ['restored'], { users: [], groups: ['restore'] })).toBe(null);
});
