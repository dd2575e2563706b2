import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { loadAll } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { onPath } from './binaries.ts';
import { chartChoices, everything, extremes, valuesOf } from './chart-values.ts';
import { waitFor } from './child.ts';
import type { Plane } from './control-plane.ts';
import { deploySuite, type Empty } from './deploy-suite.ts';
import { checked, type Kubectl } from './kubectl.ts';
import { pairwise } from './pairwise.ts';
import { startPod } from './pod.ts';
import { install, release, releaseNamespace, rendered, route } from './release.ts';
import { hasControllers } from './suite.ts';

const overlays = [
  { name: 'warn-only', values: { policy: { mode: 'warn' } } },
  { name: 'enforce', values: { policy: { mode: 'enforce' } } },
  { name: 'audit-only', values: { policy: { mode: 'audit' }, webhook: { enabled: false } } },
] as const;

deploySuite('what installs it', { crds: ['certManager', 'prometheusOperator'] }, cluster => {
  const accepted = async (text: string) => {
    const { code, stderr } = await cluster().admin(
      ['apply', '--server-side', '--dry-run=server', '-f', '-'],
      { text },
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
  };

  describe('the API server accepts the chart', () => {
    test('with its own values', async () => {
      await accepted(await rendered(cluster().helm, {}));
    });

    test('with every optional value given', async () => {
      await accepted(await rendered(cluster().helm, everything));
    });

    test('with the longest names and the smallest numbers', async () => {
      await accepted(await rendered(cluster().helm, extremes));
    });

    test.each(pairwise(chartChoices()).map((choice, row) => ({ row: row + 1, choice })))(
      'with every two of its switches in each of their states: $row',
      async ({ choice }) => {
        await accepted(await rendered(cluster().helm, valuesOf(choice)));
      },
    );
  });

  test.each(overlays)('the API server accepts the overlay $name', async ({ name }) => {
    await accepted(await built(cluster(), name));
  });

  test.each(overlays)('the overlay $name holds what the chart holds', async ({ name, values }) => {
    const overlay = objectsIn(await built(cluster(), name));
    const chart = objectsIn(await rendered(cluster().helm, values));
    expect(overlay.map(nameOf)).toEqual(['Namespace ingress-policy', ...chart.map(nameOf)].toSorted());
    expect(overlay.filter(one => one.kind !== 'Namespace').map(unmanaged)).toEqual(chart.map(unmanaged));
  });

  test.skipIf(onPath('openssl') === null)(
    'the certificate that the page makes without cert-manager is one that the API server trusts',
    async () => {
      const { plane, admin, helm } = cluster();
      const home = fs.mkdtempSync(path.join(plane.home, 'page-'));
      followPage(plane, helm, home);
      const pod = await startPod(plane, admin, releaseNamespace, release);
      try {
        await route(admin, pod);
      } finally {
        await pod.stop();
        await checked(helm(['uninstall', release, '--namespace', releaseNamespace, '--wait']));
      }
    },
  );

  test('Helm takes all of it away again', async () => {
    const { admin, helm } = cluster();
    const before = await names(cluster());
    await install(helm, { serviceMonitor: { enabled: true }, prometheusRule: { enabled: true } });
    const between = await names(cluster());
    if (hasControllers)
      await waitFor('three pods, in a namespace that enforces Pod Security', async () => {
        const { stdout } = await checked(admin(['get', 'pods', '-n', releaseNamespace, '-o', 'name']));
        return stdout.trim().split('\n').length === 3;
      });
    expect(between.length).toBeGreaterThan(before.length + 15);
    await holdLease(cluster());
    await checked(helm(['uninstall', release, '--namespace', releaseNamespace, '--wait']));
    expect((await names(cluster())).filter(name => !before.includes(name))).toEqual([]);
    await checked(admin(['get', 'namespace', releaseNamespace]));
  });
});

const built = async ({ admin }: Empty, overlay: string) =>
  (await checked(admin(['kustomize', path.resolve('deploy/kustomize/overlays', overlay)]))).stdout;

/** Runs the commands of the page literally, except for the existing namespace, in a folder like a fresh clone. */
function followPage(plane: Plane, helm: Kubectl, home: string): void {
  const page = fs.readFileSync('docs/install.md', 'utf8');
  const [, script = ''] = /^## Without cert-manager$[\s\S]*?^```sh$([\s\S]*?)^```$/m.exec(page) ?? [];
  fs.symlinkSync(path.resolve('deploy'), path.join(home, 'deploy'));
  fs.symlinkSync(plane.binaries.kubectl, path.join(home, 'kubectl'));
  fs.symlinkSync(helm.file, path.join(home, 'helm'));
  const { status, stderr } = spawnSync('sh', ['-e'], {
    cwd: home,
    env: { PATH: `${home}:${process.env.PATH}`, HOME: home, KUBECONFIG: plane.kubeconfigs.admin },
    input: script.replace('kubectl create namespace ingress-policy\n', ''),
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect(status, stderr).toBe(0);
}

interface Named {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

/** The objects of a text, sorted by name. */
const objectsIn = (text: string): readonly Named[] =>
  (loadAll(text) as (Named | null | undefined)[])
    .filter(one => one !== null && one !== undefined)
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));

const nameOf = ({ kind, metadata }: Named) => `${kind} ${metadata.name}`;

/** Without the managed-by label, in the object's own metadata and in that of pods. */
function unmanaged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unmanaged);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'app.kubernetes.io/managed-by')
      .map(([key, inner]) => [key, unmanaged(inner)]),
  );
}

/** The names of all objects of the kinds that a release may leave behind. */
async function names({ admin }: Empty): Promise<readonly string[]> {
  const kinds = [
    ...['validatingwebhookconfigurations', 'mutatingwebhookconfigurations', 'clusterroles'],
    ...['clusterrolebindings', 'roles', 'rolebindings', 'serviceaccounts', 'services', 'deployments'],
    ...['configmaps', 'secrets', 'leases', 'networkpolicies', 'poddisruptionbudgets'],
    ...['issuers.cert-manager.io', 'certificates.cert-manager.io'],
    ...['servicemonitors.monitoring.coreos.com', 'prometheusrules.monitoring.coreos.com'],
  ];
  const { stdout } = await checked(
    admin([
      'get',
      kinds.join(','),
      '--all-namespaces',
      '-o',
      'custom-columns=K:.kind,N:.metadata.name',
      '--no-headers',
    ]),
  );
  return stdout.trim().split('\n');
}

/** Holds the lease, as a running auditor does. */
async function holdLease({ admin }: Empty): Promise<void> {
  const lease: Json = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'ingress-policy-audit', namespace: releaseNamespace },
    spec: { holderIdentity: 'ingress-policy-audit-0', leaseDurationSeconds: 15 },
  };
  await checked(
    admin(['apply', '--server-side', '--field-manager=ingress-policy', '-f', '-'], { input: [lease] }),
  );
}
