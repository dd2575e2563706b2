import fs from 'node:fs';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { excludedNamespaces, timeouts } from '../../deploy/registration.ts';
import { renderChart, type Values } from '../../scripts/chart/render.ts';
import { chart, type Manifest, one, rendered } from './manifests.ts';

const { version } = JSON.parse(fs.readFileSync('package.json', 'utf8'));
const values = load(fs.readFileSync(`${chart}/values.yaml`, 'utf8')) as Record<
  string,
  Record<string, unknown>
>;

test('the version of the chart is that of the package', () => {
  expect(load(fs.readFileSync(`${chart}/Chart.yaml`, 'utf8'))).toMatchObject({
    version,
    appVersion: version,
  });
});

test('its values say what the program says', () => {
  expect(values.webhook?.timeoutSeconds).toEqual(timeouts);
  expect(values.excludedNamespaces).toEqual(excludedNamespaces);
  expect(values.policy).toEqual({ mode: 'warn' });
});

test('the schema knows every value that there is, and each has a description', () => {
  const schema = JSON.parse(fs.readFileSync(`${chart}/values.schema.json`, 'utf8'));
  const missing: string[] = [];
  // biome-ignore lint/suspicious/noExplicitAny: a JSON schema
  function walk(at: string, value: unknown, part: any): void {
    const meant = { ...schema.definitions[part?.$ref?.replace('#/definitions/', '') ?? ''], ...part };
    if (meant.properties === undefined || at === 'policy') {
      if (meant.description === undefined && at !== 'policy') missing.push(at);
      return;
    }
    expect(meant.additionalProperties, at).toBe(false);
    for (const [key, inner] of Object.entries(value as object))
      walk(at === '' ? key : `${at}.${key}`, inner, meant.properties[key]);
  }
  walk('', values, schema);
  expect(missing).toEqual([]);
});

test.each<readonly [string, Values, string]>([
  ['a slip in a key', { webhok: {} }, 'additional properties'],
  ['a slip deeper down', { webhook: { failurepolicy: 'Fail' } }, 'values/webhook must NOT have additional'],
  [
    'a word that is none',
    { webhook: { failurePolicy: 'Open' } },
    'values/webhook/failurePolicy must be equal',
  ],
  ['text for a number', { webhook: { replicas: '2' } }, 'values/webhook/replicas must be integer'],
  ['no replica', { webhook: { replicas: 0 } }, 'values/webhook/replicas must be >= 1'],
  [
    'a timeout that the API server refuses',
    { webhook: { timeoutSeconds: { validate: 31 } } },
    'must be <= 30',
  ],
  ['an interval without a unit', { audit: { interval: '15' } }, 'values/audit/interval must match'],
  ['a slip in the policy', { policy: { mod: 'warn' } }, 'values/policy must NOT have additional'],
  ['a mode that is none', { policy: { mode: 'deny' } }, 'values/policy/mode must be equal'],
  ['a rule without a reason', { policy: { exemptions: [{ rules: ['a'] }] } }, "required property 'reason'"],
  [
    'PEM that is not base64',
    { certificates: { caBundle: '-----BEGIN' } },
    'values/certificates/caBundle must match',
  ],
  [
    'a label that selectors use',
    { commonLabels: { 'app.kubernetes.io/name': 'x' } },
    'property name must be valid',
  ],
])('the schema refuses %s', (_, given, says) => {
  expect(() => rendered(given)).toThrow(new RegExp(escaped(says), 'i'));
});

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');

const given = { certManager: { enabled: false }, secretName: 'own-tls', caBundle: 'Q0E=' };

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
])('the chart refuses %s, and says what would do', (_, values, says) => {
  expect(() => rendered(values)).toThrow(says);
});

test('with cert-manager a CA of ten years signs leaves of ninety days, and the leaf is what is injected', () => {
  const objects = rendered();
  const ca = one(objects, 'Certificate', 'ingress-policy-ca').spec;
  const leaf = one(objects, 'Certificate', 'ingress-policy').spec;
  expect(one(objects, 'Issuer', 'ingress-policy-self-signed').spec).toEqual({ selfSigned: {} });
  expect(ca).toMatchObject({ isCA: true, duration: '87600h', privateKey: { rotationPolicy: 'Never' } });
  expect(ca.issuerRef.name).toBe('ingress-policy-self-signed');
  expect(one(objects, 'Issuer', 'ingress-policy-ca').spec.ca.secretName).toBe(ca.secretName);
  expect(leaf).toMatchObject({
    duration: '2160h',
    renewBefore: '720h',
    dnsNames: ['ingress-policy.ingress-policy.svc', 'ingress-policy.ingress-policy'],
    privateKey: { rotationPolicy: 'Always' },
    issuerRef: { kind: 'Issuer', name: 'ingress-policy-ca' },
  });
  expect(volume(deployment(objects), 'certs').secret.secretName).toBe(leaf.secretName);
  for (const configuration of configurations(objects)) {
    expect(configuration.metadata.annotations?.['cert-manager.io/inject-ca-from']).toBe(
      'ingress-policy/ingress-policy',
    );
    expect(configuration.webhooks[0].clientConfig).not.toHaveProperty('caBundle');
  }
});

test('without cert-manager the Secret is mounted, the bundle written, and nothing of cert-manager left', () => {
  const objects = rendered({ certificates: given });
  expect(volume(deployment(objects), 'certs').secret.secretName).toBe('own-tls');
  for (const { metadata, webhooks } of configurations(objects)) {
    expect(webhooks[0].clientConfig.caBundle).toBe('Q0E=');
    expect(metadata.annotations).not.toHaveProperty(['cert-manager.io/inject-ca-from']);
  }
  expect(objects.filter(({ apiVersion }) => apiVersion.includes('cert-manager'))).toEqual([]);
});

test('audit alone is no webhook, no certificate and no budget', () => {
  const kinds = rendered({ webhook: { enabled: false } }).map(
    ({ kind, metadata }) => `${kind} ${metadata.name}`,
  );
  expect(kinds.sort()).toEqual([
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

test('without patches there is no mutating webhook', () => {
  const kinds = rendered({ webhook: { mutate: false } }).map(({ kind }) => kind);
  expect(kinds).not.toContain('MutatingWebhookConfiguration');
  expect(kinds).toContain('ValidatingWebhookConfiguration');
});

test.each([
  [2, 1, 1],
  [1, 1, 0],
  [3, 2, 1],
])('%i replicas of which a drain leaves %i have %i budgets', (replicas, minAvailable, budgets) => {
  const objects = rendered({ webhook: { replicas }, podDisruptionBudget: { minAvailable } });
  expect(objects.filter(({ kind }) => kind === 'PodDisruptionBudget')).toHaveLength(budgets);
});

test('every pod keeps to the restricted level of Pod Security, with a root that nobody writes', () => {
  const pods = rendered().filter(({ kind }) => kind === 'Deployment');
  expect(pods).toHaveLength(2);
  for (const { spec } of pods) {
    const pod = spec.template.spec;
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(pod.securityContext.runAsUser).toBeGreaterThan(0);
    expect(pod).not.toHaveProperty('hostNetwork');
    expect(pod.volumes.filter((one: Manifest) => 'hostPath' in one)).toEqual([]);
    for (const container of pod.containers) {
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(container.env).toContainEqual({ name: 'NODE_DISABLE_COMPILE_CACHE', value: '1' });
      expect(container.resources.limits).not.toHaveProperty('cpu');
      expect(
        container.volumeMounts.every((mount: Record<string, unknown>) => mount.subPath === undefined),
      ).toBe(true);
    }
  }
});

test('the heap of Node.js leaves 120 MiB of the limit to the rest', () => {
  for (const { spec } of rendered().filter(({ kind }) => kind === 'Deployment')) {
    const [{ env, resources }] = spec.template.spec.containers;
    const options = env.find(({ name }: { name: string }) => name === 'NODE_OPTIONS').value;
    const heap = Number(/--max-old-space-size=(\d+)/.exec(options)?.[1]);
    expect(heap).toBeLessThanOrEqual(Number.parseInt(resources.limits.memory, 10) - 120);
  }
});

test('a rollout takes no replica before another is ready, and a pod ends after its connections', () => {
  const { spec } = deployment(rendered());
  expect(spec.strategy.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: 1 });
  const pod = spec.template.spec;
  const sleep = pod.containers[0].lifecycle.preStop.sleep.seconds;
  const delay = Number(
    /\d+/.exec(pod.containers[0].args.find((arg: string) => arg.startsWith('--shutdown-delay'))),
  );
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(sleep + delay + 11);
});

test('no sleep of 0 seconds is asked for: Kubernetes before 1.33 takes none', () => {
  const pod = deployment(rendered({ webhook: { preStopSleepSeconds: 0 } })).spec.template.spec;
  expect(pod.containers[0].lifecycle).toBeUndefined();
});

test('clients are verified by the given CA and names', () => {
  const verification = { enabled: true, configMapName: 'client-ca', commonNames: ['kube-apiserver', 'b'] };
  const pod = deployment(rendered({ clientVerification: verification })).spec.template.spec;
  expect(pod.containers[0].args).toEqual(
    expect.arrayContaining(['--client-ca=/client-ca/ca.crt', '--client-cn=kube-apiserver', '--client-cn=b']),
  );
  expect(pod.volumes).toContainEqual({ name: 'client-ca', configMap: { name: 'client-ca' } });
});

test('names follow the release, and everything that names another follows too', () => {
  const objects = [...renderChart(chart, {}, { name: 'gate', namespace: 'edge', service: 'Helm' })]
    .filter(([file]) => file.endsWith('.yaml'))
    .map(([, text]) => text)
    .join('\n');
  expect(objects).toContain('gate-ingress-policy.edge.svc');
  expect(objects).toContain('cert-manager.io/inject-ca-from: edge/gate-ingress-policy');
  expect(objects).toContain('--lease=edge/gate-ingress-policy-audit');
  expect(objects).not.toMatch(/^\s*(namespace|name): ingress-policy$/m);
});

test('the notes say what to do next', () => {
  const notes = renderChart(chart, { webhook: { failurePolicy: 'Fail' } }).get('NOTES.txt') ?? '';
  for (const words of [
    'mode "warn"',
    'would_refuse',
    'rollout status',
    'failurePolicy is Fail',
    'kubectl delete',
  ])
    expect(notes).toContain(words);
});

test('the notes of an auditor alone speak of no mode and no webhook to take away', () => {
  const notes = renderChart(chart, { webhook: { enabled: false } }).get('NOTES.txt') ?? '';
  expect(notes).toMatch(
    /^ingress-policy \S+ is in namespace \S+: no webhook, and nothing is refused\.\n\nWhat is/,
  );
  for (const words of ['with mode', 'enforce=', 'webhookconfiguration']) expect(notes).not.toContain(words);
});

const deployment = (objects: readonly Manifest[]) => one(objects, 'Deployment', 'ingress-policy');
const configurations = (objects: readonly Manifest[]) =>
  objects.filter(({ kind }) => kind.endsWith('WebhookConfiguration'));
const volume = ({ spec }: Manifest, name: string) =>
  spec.template.spec.volumes.find((one: { name: string }) => one.name === name);
