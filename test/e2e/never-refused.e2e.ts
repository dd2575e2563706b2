import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { sound } from '../laws/admission/apps.ts';
import { autoscaler, deployment, ingress, service } from '../support/manifests.ts';
import { permutations } from '../support/simulate.ts';
import { waitFor } from './child.ts';
import { placed } from './place.ts';
import { type Cluster, hasControllers, settled, suite } from './suite.ts';

const strategy = { strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } };
const preStop = { lifecycle: { preStop: { sleep: { seconds: 10 } } } };
const broken = [
  deployment('web', { spec: strategy, container: preStop }),
  service('web'),
  ingress('shop', ['web', 'cart']),
];
const whole = [sound('web', { container: preStop }), service('web'), ingress('shop', ['web'])];

/** A namespace with these objects, as if written before the webhook was installed. */
async function standing(cluster: Cluster, name: string, objects: readonly Json[]): Promise<string> {
  const ns = await cluster.namespace(name, { 'ingress-policy.io/enforce': 'off' });
  await settled();
  const { code, stderr } = await cluster.apply(objects.map(one => placed(one, { shop: ns })));
  expect(code, stderr).toBe(0);
  await cluster.admin(['label', 'namespace', ns, 'ingress-policy.io/enforce-']);
  await settled();
  return ns;
}

async function works(cluster: Cluster, ns: string, ...args: string[]): Promise<string> {
  const { code, stderr } = await cluster.admin([...args, '-n', ns]);
  expect(stderr, args.join(' ')).not.toContain('denied the request');
  expect(code, `${args.join(' ')}: ${stderr}`).toBe(0);
  return stderr;
}

suite('never refused', {}, cluster => {
  test('of what is broken: scale, restart, an image, labels, annotations, autoscale', async () => {
    const ns = await standing(cluster(), 'broken', broken);
    for (const command of [
      ['scale', 'deployment/web', '--replicas=0'],
      ['scale', 'deployment/web', '--replicas=3'],
      ['rollout', 'restart', 'deployment/web'],
      ['set', 'image', 'deployment/web', 'web=registry.example/shop/web:2'],
      ['set', 'env', 'deployment/web', 'LOG=debug'],
      ['label', 'deployment,service,ingress', '--all', 'team=shop'],
      ['annotate', 'deployment,service,ingress', '--all', 'team=shop'],
      ['autoscale', 'deployment/web', '--min=2', '--max=5', '--cpu=50%'],
      ['rollout', 'pause', 'deployment/web'],
      ['rollout', 'resume', 'deployment/web'],
    ])
      await works(cluster(), ns, ...command);
  });

  test('deletion in every order, of what is whole and of what is broken', async () => {
    for (const [name, objects] of [
      ['whole', whole],
      ['broken', broken],
    ] as const) {
      for (const order of permutations(['deployment/web', 'service/web', 'ingress/shop'])) {
        const ns = await standing(cluster(), `delete-${name}`, objects);
        for (const one of order) await works(cluster(), ns, 'delete', one, '--wait=false');
      }
    }
  });

  test('deletion with finalizers, which are an update, and of a whole namespace', async () => {
    const ns = await standing(cluster(), 'finalizers', broken);
    const finalizers = (list: string) =>
      works(cluster(), ns, 'patch', 'service/web', '--type=merge', `-p={"metadata":{"finalizers":${list}}}`);
    await finalizers('["shop.example/wait"]');
    await works(cluster(), ns, 'delete', 'service/web', '--wait=false');
    await finalizers('[]');
    const { code } = await cluster().admin(['delete', 'namespace', ns, '--wait=false']);
    expect(code).toBe(0);
    if (!hasControllers) return;
    await waitFor('end of the namespace', async () => {
      const { stderr } = await cluster().admin(['get', 'namespace', ns]);
      return stderr.includes('NotFound');
    });
  });

  test('replace --force of each part of a sound set', async () => {
    const ns = await standing(cluster(), 'replaced', whole);
    for (const object of whole) {
      const input = [placed(object, { shop: ns })];
      const { code, stderr } = await cluster().admin(['replace', '--force', '-f', '-'], { input });
      expect(code, stderr).toBe(0);
    }
  });

  test.skipIf(!hasControllers)('rollout undo to a template that would be refused', async () => {
    const ns = await standing(cluster(), 'undo', broken);
    const { apply, admin } = cluster();
    const revisions = async (count: number) =>
      waitFor(`${count} ReplicaSets`, async () => {
        const { stdout } = await admin(['get', 'replicasets', '-n', ns, '-o', 'name']);
        return stdout.trim().split('\n').length === count;
      });
    await revisions(1);
    expect((await apply([placed(sound('web', { container: preStop }), { shop: ns })])).code).toBe(0);
    await revisions(2);
    await settled();
    // A user's write of the same object would be refused.
    const template = deployment('web', {
      spec: strategy,
      container: { ...preStop, image: 'registry.example/shop/web:9' },
    });
    expect((await apply([placed(template, { shop: ns })])).stderr).toContain('[readiness-probe-missing]');
    const said = await works(cluster(), ns, 'rollout', 'undo', 'deployment/web');
    expect(said).toContain('readiness-probe-missing');
    const { stdout } = await admin([
      'get',
      'deployment/web',
      '-n',
      ns,
      '-o',
      'jsonpath={.spec.template.spec}',
    ]);
    expect(stdout).toContain('"image"');
    expect(stdout).not.toContain('readinessProbe');
  });

  test.skipIf(!hasControllers)(
    'the controllers make their ReplicaSets, Pods and EndpointSlices',
    async () => {
      const ns = await standing(cluster(), 'controllers', [
        ...broken,
        autoscaler('web', { minReplicas: 1, maxReplicas: 3 }),
      ]);
      await waitFor('Pods and an EndpointSlice', async () => {
        const { stdout } = await cluster().admin(['get', 'pods,endpointslices', '-n', ns, '-o', 'name']);
        return stdout.includes('pod/') && stdout.includes('endpointslice');
      });
      const refused = cluster()
        .audited(ns)
        .filter(({ user, code }) => user.startsWith('system:serviceaccount:kube-system:') && code === 403);
      expect(refused).toEqual([]);
    },
  );
});
