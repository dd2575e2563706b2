import { expect, test } from 'vitest';
import { decode } from '../../src/kube/decode.ts';
import { kinds } from '../../src/kube/kinds.ts';
import { isWorkload } from '../../src/kube/workload.ts';
import { found } from '../support/check.ts';

const bare = (apiVersion: string, kind: string) => {
  const obj = decode({ apiVersion, kind, metadata: { name: 'web' } }, { from: 'request', uid: 'test' });
  if (typeof obj === 'string') throw new Error(obj);
  return obj;
};

test.for(kinds.map(({ group, kind, versions, role }) => [group, kind, versions[0] ?? '', role] as const))(
  'a kind is a workload where the table of kinds says so: %s/%s',
  ([group, kind, version, role]) => {
    const apiVersion = group === '' ? version : `${group}/${version}`;
    expect(isWorkload(bare(apiVersion, kind))).toBe(role === 'workload');
  },
);

test.for([
  ['batch.volcano.sh/v1alpha1', 'Job'],
  ['apps.kruise.io/v1beta1', 'StatefulSet'],
  ['rollouts.kruise.io/v1beta1', 'Rollout'],
] as const)('a kind of that name in another group is no workload: %s %s', ([apiVersion, kind]) => {
  expect(isWorkload(bare(apiVersion, kind))).toBe(false);
});

test('a kind of that name in another group may have any shape', () => {
  const yaml = `
    apiVersion: example.com/v1
    kind: Deployment
    metadata: {name: web, namespace: shop}
    spec: {template: {metadata: {labels: [app]}, spec: {containers: {app: 1}}}}`;
  expect(found(yaml)).toEqual([]);
});
