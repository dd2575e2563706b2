import { beforeAll, expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { deployment, service } from '../support/manifests.ts';
import { placed } from './place.ts';
import { type Cluster, suite } from './suite.ts';

/** The validating webhook's own count of reviews. */
async function asked({ webhook }: Cluster): Promise<number> {
  const text = await (await fetch(`${webhook.health}/metrics`)).text();
  return text
    .split('\n')
    .filter(line => line.startsWith('ingress_policy_reviews_total{') && line.includes('"validate"'))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}

/** The writes are admitted: under `Fail` a condition with an error would refuse them. */
suite('match conditions', {}, cluster => {
  let ns = '';
  beforeAll(async () => {
    ns = await cluster().namespace('conditions');
    await cluster().apply([service('web'), deployment('web')].map(one => placed(one, { shop: ns })));
  });

  const owned = (controller: boolean): Json => {
    const { metadata, ...rest } = placed(service('owned'), { shop: ns }) as { metadata: object };
    const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: 'b4c7', controller };
    return { ...rest, metadata: { ...metadata, ownerReferences: [owner] } } as Json;
  };
  const patch = (target: string, value: object) => [
    'patch',
    target,
    '--type=merge',
    '-p',
    JSON.stringify(value),
  ];
  const as = (user: string, ...groups: string[]) => [
    `--as=${user}`,
    ...[...groups, 'system:masters'].map(group => `--as-group=${group}`),
  ];
  const label = (value: string) => patch('service/web', { metadata: { labels: { told: value } } });

  async function countOf(args: readonly string[], input: Json | null = null): Promise<number> {
    const before = await asked(cluster());
    const { code, stderr } = await cluster().admin(
      [...args, '-n', ns],
      input === null ? {} : { input: [input] },
    );
    expect(code, stderr).toBe(0);
    return (await asked(cluster())) - before;
  }

  test.each<readonly [string, () => readonly string[]]>([
    ['a label', () => label('a')],
    ['an annotation', () => patch('service/web', { metadata: { annotations: { a: 'b' } } })],
    ['the spec', () => patch('service/web', { spec: { sessionAffinity: 'ClientIP' } })],
    [
      'a label, by a controller of another namespace',
      () => [...label('b'), ...as('system:serviceaccount:argocd:x', 'system:serviceaccounts:argocd')],
    ],
  ])('an update of %s is asked about', async (_, args) => {
    expect(await countOf(args())).toBe(1);
  });

  test.each<readonly [string, () => readonly string[]]>([
    ['nothing', () => label('b')],
    ['finalizers alone', () => patch('service/web', { metadata: { finalizers: ['shop.example/wait'] } })],
    ['the status', () => [...patch('service/web', { status: { loadBalancer: {} } }), '--subresource=status']],
    ['the scale', () => ['scale', 'deployment/web', '--replicas=0']],
    ['a label, by a node', () => [...label('c'), ...as('system:node:a', 'system:nodes')]],
    [
      'a label, by a controller of kube-system',
      () => [
        ...label('d'),
        ...as('system:serviceaccount:kube-system:x', 'system:serviceaccounts:kube-system'),
      ],
    ],
    ['a label, by the control plane', () => [...label('e'), ...as('system:kube-controller-manager')]],
  ])('an update of %s is not', async (_, args) => {
    expect(await countOf(args())).toBe(0);
  });

  // Anybody may write an ownerReference: the program reads the owner.
  test('what has an owner is', async () => {
    const create = ['create', '--dry-run=server', '-f', '-'];
    expect(await countOf(create, owned(true))).toBe(1);
    expect(await countOf(create, owned(false))).toBe(1);
  });

  test('what is being deleted is not', async () => {
    await cluster().admin([
      ...patch('service/web', { metadata: { finalizers: ['shop.example/wait'] } }),
      '-n',
      ns,
    ]);
    await cluster().admin(['delete', 'service/web', '--wait=false', '-n', ns]);
    expect(await countOf(label('f'))).toBe(0);
  });
});
