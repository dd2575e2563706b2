import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { sound } from '../laws/admission/apps.ts';
import { ingress, service, workload } from '../support/manifests.ts';
import { placed, refusedBy } from './place.ts';
import { type Cluster, settled, suite } from './suite.ts';

const probe = { readinessProbe: { httpGet: { path: '/ready', port: 'http' } } };

interface Stored {
  readonly metadata: { readonly generation: number; readonly resourceVersion: string };
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly containers: readonly { readonly image: string; readonly lifecycle?: Json }[];
      };
    };
  };
}

async function stored({ admin }: Cluster, namespace: string, name: string): Promise<Stored> {
  const { stdout } = await admin(['get', name, '-n', namespace, '-o', 'json']);
  return JSON.parse(stdout) as Stored;
}

const preStopOf = ({ spec }: Stored) => spec.template.spec.containers[0]?.lifecycle;
const sleeps = { preStop: { sleep: { seconds: 10 } } };

const kinds: readonly (readonly [string, Json])[] = [
  ['deployment', sound('web')],
  ['statefulset', workload('StatefulSet', 'web', { spec: { serviceName: 'web' }, container: probe })],
  ['daemonset', workload('DaemonSet', 'web', { container: probe })],
  ['rollout', workload('Rollout', 'web', { container: probe })],
];
const ways: readonly (readonly [string, readonly string[]])[] = [
  ['client-side', []],
  ['server-side', ['--server-side']],
];

suite('a patch', {}, cluster => {
  for (const [kind, workloadOf] of kinds) {
    for (const [trace, args] of ways) {
      test(`of a ${kind} lands, and a second ${trace} apply changes nothing`, async () => {
        const { namespace, apply, audited, admin } = cluster();
        const ns = await namespace(`${kind}-${trace}`);
        const set = [service('web'), workloadOf, ingress('shop', ['web'])].map(one =>
          placed(one, { shop: ns }),
        );
        const first = await apply(set, ...args);
        expect(first.code, first.stderr).toBe(0);
        expect(first.warnings, 'nobody has to act on a patch').toEqual([]);
        const before = await stored(cluster(), ns, `${kind}/web`);
        expect(preStopOf(before)).toEqual(sleeps);
        expect(audited(ns).map(({ said }) => said.patched)).toContainEqual(
          expect.stringMatching(/^pre-stop-missing \w+ .*\/web/),
        );
        await settled();
        const diff = await admin(['diff', ...args, '-f', '-'], { input: set });
        expect(diff.stdout).toBe('');
        expect(diff.code).toBe(0);
        const again = await apply(set, ...args);
        expect(again.code, again.stderr).toBe(0);
        const after = await stored(cluster(), ns, `${kind}/web`);
        expect(after.metadata.generation).toBe(before.metadata.generation);
        expect(after.spec).toEqual(before.spec);
      });
    }
  }

  test('stays when the image changes, by either way of applying', async () => {
    const { namespace, apply } = cluster();
    for (const [trace, args] of ways) {
      const ns = await namespace(`image-${trace}`);
      const set = (image: string) =>
        [service('web'), sound('web', { container: { image } }), ingress('shop', ['web'])].map(one =>
          placed(one, { shop: ns }),
        );
      expect((await apply(set('registry.example/shop/web:1'), ...args)).code).toBe(0);
      await settled();
      expect((await apply(set('registry.example/shop/web:2'), ...args)).code).toBe(0);
      const after = await stored(cluster(), ns, 'deployment/web');
      expect(preStopOf(after)).toEqual(sleeps);
      expect(after.spec.template.spec.containers[0]?.image).toBe('registry.example/shop/web:2');
      expect(after.metadata.generation).toBe(2);
    }
  });

  test('replaces no grace period that the author wrote: where a route leads there it is refused', async () => {
    const { namespace, apply } = cluster();
    const ns = await namespace('grace');
    const short = sound('web', {
      // The API server itself refuses a longer native sleep.
      container: { lifecycle: { preStop: { exec: { command: ['sleep', '10'] } } } },
      pod: { terminationGracePeriodSeconds: 10 },
    });
    const set = [service('web'), ingress('shop', ['web']), short].map(one => placed(one, { shop: ns }));
    const { stderr } = await apply(set);
    expect(refusedBy(stderr), stderr).toEqual(['grace-period-too-short']);
    expect(stderr).toContain('terminationGracePeriodSeconds: 10 → 25');
  });

  test('never starts a rollout of what stood there before', async () => {
    const { namespace, apply, admin } = cluster();
    const ns = await namespace('old', { 'ingress-policy.io/enforce': 'off' });
    const set = [service('web'), sound('web'), ingress('shop', ['web'])].map(one =>
      placed(one, { shop: ns }),
    );
    await settled();
    expect((await apply(set)).code).toBe(0);
    expect(preStopOf(await stored(cluster(), ns, 'deployment/web'))).toBe(undefined);
    expect((await admin(['label', 'namespace', ns, 'ingress-policy.io/enforce-'])).code).toBe(0);
    await settled();
    for (const command of [
      ['label', 'deployment/web', 'team=shop'],
      ['annotate', 'deployment/web', 'team=shop'],
      ['scale', 'deployment/web', '--replicas=3'],
      ['patch', 'deployment/web', '-p', '{"spec":{"revisionHistoryLimit":3}}'],
    ]) {
      const { code, stderr } = await admin([...command, '-n', ns]);
      expect(code, stderr).toBe(0);
      expect(preStopOf(await stored(cluster(), ns, 'deployment/web')), command.join(' ')).toBe(undefined);
    }
    // The next release is patched.
    expect(
      (await admin(['set', 'image', 'deployment/web', 'web=registry.example/shop/web:2', '-n', ns])).code,
    ).toBe(0);
    expect(preStopOf(await stored(cluster(), ns, 'deployment/web'))).toEqual(sleeps);
  });
});
