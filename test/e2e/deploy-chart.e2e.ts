import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { excludedNamespaces } from '../../deploy/registration.ts';
import { auditRights } from '../../deploy/rights.ts';
import { renderedBase } from '../../scripts/kustomize-base.ts';
import { baseFiles, type Manifest, objectsIn, one } from '../deploy/manifests.ts';
import { helmFile } from './deploy-suite.ts';
import { checked } from './kubectl.ts';
import { chart, helmOf, release, releaseNamespace, rendered, type Values } from './release.ts';

/** The chart as Helm renders it, without a cluster. */
describe.skipIf(helmFile === null)('the chart', () => {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'ingress-policy-helm-'));
  afterAll(() => fs.rmSync(home, { recursive: true }));
  const helm = helmOf(helmFile ?? '', path.join(home, 'no-kubeconfig'), home);
  const objects = async (values: Values) => objectsIn(await rendered(helm, values));

  test('the kustomize base is what Helm renders, byte for byte', () => {
    const made = renderedBase(helmFile ?? '', 'deploy');
    expect([...made.keys(), 'kustomize/base/common/namespace.yaml'].sort()).toEqual(
      baseFiles().map(file => `kustomize/base/${file}`),
    );
    for (const [file, text] of made) expect(fs.readFileSync(path.join('deploy', file), 'utf8')).toBe(text);
  });

  const given = { certManager: { enabled: false }, secretName: 'own-tls', caBundle: 'Q0E=' };

  test.each<readonly [string, Values, string]>([
    ['a slip in a key', { webhok: {} }, "at '': additional properties 'webhok' not allowed"],
    [
      'a slip deeper down',
      { webhook: { failurepolicy: 'Fail' } },
      "at '/webhook': additional properties 'failurepolicy' not allowed",
    ],
    [
      'a word that is none',
      { webhook: { failurePolicy: 'Open' } },
      "at '/webhook/failurePolicy': value must be one of",
    ],
    ['text for a number', { webhook: { replicas: '2' } }, "at '/webhook/replicas': got string, want integer"],
    ['no replica', { webhook: { replicas: 0 } }, "at '/webhook/replicas': minimum: got 0, want 1"],
    [
      'a timeout that the API server refuses',
      { webhook: { timeoutSeconds: { validate: 31 } } },
      "at '/webhook/timeoutSeconds/validate': maximum: got 31, want 30",
    ],
    [
      'an interval without a unit',
      { audit: { interval: '15' } },
      "at '/audit/interval': '15' does not match pattern",
    ],
    [
      'a slip in the policy',
      { policy: { mod: 'warn' } },
      "at '/policy': additional properties 'mod' not allowed",
    ],
    ['a mode that is none', { policy: { mode: 'deny' } }, "at '/policy/mode': value must be one of"],
    [
      'an exemption without a reason',
      { policy: { exemptions: [{ rules: ['a'] }] } },
      "at '/policy/exemptions/0': missing property 'reason'",
    ],
    [
      'PEM that is not base64',
      { certificates: { caBundle: '-----BEGIN' } },
      "at '/certificates/caBundle': '-----BEGIN' does not match pattern",
    ],
    [
      'a label that selectors use',
      { commonLabels: { 'app.kubernetes.io/name': 'x' } },
      "invalid propertyName 'app.kubernetes.io/name'",
    ],
  ])('the schema refuses %s', async (_, values, says) => {
    await expect(rendered(helm, values)).rejects.toThrow(says);
  });

  test.each<readonly [string, Values, string]>([
    [
      'no Secret without cert-manager',
      { certificates: { ...given, secretName: '' } },
      'certificates.secretName names no',
    ],
    [
      'no bundle without cert-manager',
      { certificates: { ...given, caBundle: '' } },
      'certificates.caBundle is empty',
    ],
    ['a bundle beside cert-manager', { certificates: { caBundle: 'Q0E=' } }, 'cert-manager writes its own'],
    ['a grace period that is too short', { webhook: { terminationGracePeriodSeconds: 25 } }, 'is too short'],
    [
      'clients to verify by nothing',
      { clientVerification: { enabled: true } },
      'configMapName names no ConfigMap',
    ],
  ])('the chart refuses %s, and says what would do', async (_, values, says) => {
    await expect(rendered(helm, values)).rejects.toThrow(says);
  });

  test('without cert-manager the Secret is mounted, the bundle written, and nothing of cert-manager left', async () => {
    const made = await objects({ certificates: given });
    expect(volume(deployment(made), 'certs').secret.secretName).toBe('own-tls');
    for (const { metadata, webhooks } of configurations(made)) {
      expect(webhooks[0].clientConfig.caBundle).toBe('Q0E=');
      expect(metadata.annotations).not.toHaveProperty(['cert-manager.io/inject-ca-from']);
    }
    expect(made.filter(({ apiVersion }) => apiVersion.includes('cert-manager'))).toEqual([]);
  });

  test('audit alone is no webhook, no certificate and no budget', async () => {
    const made = await objects({ webhook: { enabled: false } });
    expect(made.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort()).toEqual([
      'ClusterRole ingress-policy-audit',
      'ClusterRoleBinding ingress-policy-audit',
      'ConfigMap ingress-policy',
      'Deployment ingress-policy-audit',
      'Lease ingress-policy-audit',
      'NetworkPolicy ingress-policy-audit',
      'Role ingress-policy-audit',
      'RoleBinding ingress-policy-audit',
      'ServiceAccount ingress-policy-audit',
    ]);
  });

  test('without patches there is no mutating webhook', async () => {
    const kinds = (await objects({ webhook: { mutate: false } })).map(({ kind }) => kind);
    expect(kinds).not.toContain('MutatingWebhookConfiguration');
    expect(kinds).toContain('ValidatingWebhookConfiguration');
  });

  test.each([
    [2, 1, 1],
    [1, 1, 0],
    [3, 2, 1],
  ])('%i replicas of which a drain leaves %i have %i budgets', async (replicas, minAvailable, budgets) => {
    const made = await objects({ webhook: { replicas }, podDisruptionBudget: { minAvailable } });
    expect(made.filter(({ kind }) => kind === 'PodDisruptionBudget')).toHaveLength(budgets);
  });

  test('without reports nobody may write any', async () => {
    const role = one(await objects({ audit: { reports: 'none' } }), 'ClusterRole', 'ingress-policy-audit');
    expect(role.rules).toEqual(auditRights);
  });

  test.each([
    [{}, [releaseNamespace, ...excludedNamespaces]],
    [{ excludedNamespaces: ['kube-system', releaseNamespace] }, [releaseNamespace, 'kube-system']],
    [{ excludedNamespaces: [] }, [releaseNamespace]],
  ])('its own namespace is excluded whatever else is: %j', async (values, expected) => {
    const made = configurations(await objects(values));
    expect(made).toHaveLength(2);
    for (const { webhooks } of made)
      expect(webhooks[0].namespaceSelector.matchExpressions).toEqual([
        { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: expected },
      ]);
  });

  test('no sleep of 0 seconds is asked for: Kubernetes before 1.33 takes none', async () => {
    const pod = deployment(await objects({ webhook: { preStopSleepSeconds: 0 } })).spec.template.spec;
    expect(pod.containers[0].lifecycle).toBeUndefined();
  });

  test('clients are verified by the given CA and names', async () => {
    const verification = {
      enabled: true,
      configMapName: 'client-ca',
      commonNames: ['kube-apiserver', 'b'],
    };
    const pod = deployment(await objects({ clientVerification: verification })).spec.template.spec;
    expect(pod.containers[0].args).toEqual(
      expect.arrayContaining([
        '--client-ca=/client-ca/ca.crt',
        '--client-cn=kube-apiserver',
        '--client-cn=b',
      ]),
    );
    expect(pod.volumes).toContainEqual({ name: 'client-ca', configMap: { name: 'client-ca' } });
  });

  test('names follow the release, and everything that names another follows too', async () => {
    const args = ['template', 'gate', chart, '--namespace', 'edge', '--kube-version', '1.30.0'];
    const { stdout } = await checked(helm(args));
    expect(stdout).toContain('gate-ingress-policy.edge.svc');
    expect(stdout).toContain('cert-manager.io/inject-ca-from: edge/gate-ingress-policy');
    expect(stdout).toContain('--lease=edge/gate-ingress-policy-audit');
    expect(stdout).not.toMatch(/^\s*(namespace|name): ingress-policy$/m);
  });

  /** `helm template` prints no notes. */
  const notes = async (values: Values): Promise<string> => {
    const args = ['install', release, chart, '--namespace', releaseNamespace, '--dry-run=client'];
    const { stdout } = await checked(helm([...args, '--values', '-'], { text: JSON.stringify(values) }));
    return stdout.slice(stdout.indexOf('\nNOTES:\n') + '\nNOTES:\n'.length);
  };

  test('the notes say what to do next', async () => {
    const text = await notes({ webhook: { failurePolicy: 'Fail' } });
    for (const words of [
      'mode "warn"',
      'would_refuse',
      'rollout status',
      'failurePolicy is Fail',
      'kubectl delete',
    ])
      expect(text).toContain(words);
  });

  test('the notes of an auditor alone speak of no mode and no webhook to delete', async () => {
    const text = await notes({ webhook: { enabled: false } });
    expect(text).toMatch(
      /^ingress-policy \S+ is in namespace \S+: the webhook is disabled, and nothing is refused\.\n\nExisting problems/,
    );
    for (const words of ['with mode', 'enforce=', 'webhookconfiguration']) expect(text).not.toContain(words);
  });
});

const deployment = (objects: readonly Manifest[]) => one(objects, 'Deployment', release);
const configurations = (objects: readonly Manifest[]) =>
  objects.filter(({ kind }) => kind.endsWith('WebhookConfiguration'));
const volume = ({ spec }: Manifest, name: string) =>
  spec.template.spec.volumes.find((one: { name: string }) => one.name === name);
