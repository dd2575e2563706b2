import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { sound } from '../laws/admission/apps.ts';
import { ingress, service } from '../support/manifests.ts';
import { checked } from './kubectl.ts';
import { placed } from './place.ts';
import { settled, suite } from './suite.ts';

const preStop = { lifecycle: { preStop: { sleep: { seconds: 10 } } } };
const whole = [sound('web', { container: preStop }), service('web')];

/** Names a port that the Service lacks. */
const bad = (metadata: { readonly [field: string]: Json }) => ingress('shop', ['web:443'], { metadata });
const owner = (fields: { readonly [field: string]: Json }) =>
  bad({ ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name: 'web', controller: true, ...fields }] });

const operator = [
  '--as=system:serviceaccount:ops:operator',
  '--as-group=system:serviceaccounts',
  '--as-group=system:masters',
];

suite('what an object says of itself is no pass', {}, cluster => {
  async function created(value: (uid: string) => Json, ...flags: readonly string[]) {
    const { admin, apply, namespace } = cluster();
    const ns = await namespace('owner');
    expect((await apply(whole.map(one => placed(one, { shop: ns })))).code).toBe(0);
    await settled();
    const { stdout } = await checked(
      admin(['get', 'service/web', '-n', ns, '-o', 'jsonpath={.metadata.uid}']),
    );
    return admin(['create', '-f', '-', ...flags], { input: [placed(value(stdout), { shop: ns })] });
  }

  test.each<readonly [string, (uid: string) => Json, readonly string[], boolean]>([
    ['an owner that makes no such objects', uid => owner({ uid }), [], false],
    [
      'an owner with another uid',
      () => owner({ kind: 'Gateway', apiVersion: gateway, uid: other }),
      [],
      false,
    ],
    ['a custom resource, by a user', () => owner({ ...shop, uid: other }), [], false],
    ['a custom resource, by its operator', () => owner({ ...shop, uid: other }), operator, true],
    ['a deletionTimestamp', () => bad({ deletionTimestamp: '2026-11-21T12:00:00Z' }), [], false],
  ])('%s', async (_, value, flags, isAdmitted) => {
    const { code, stderr } = await created(value, ...flags);
    expect(code === 0, stderr).toBe(isAdmitted);
    if (!isAdmitted) expect(stderr).toContain('backend-port-missing');
  });
});

const gateway = 'gateway.networking.k8s.io/v1';
const shop = { apiVersion: 'example.com/v1', kind: 'Shop', name: 'shop' };
const other = 'f0a1b2c3-0000-4000-8000-000000000000';
