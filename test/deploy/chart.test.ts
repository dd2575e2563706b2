import fs from 'node:fs';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { excludedNamespaces, timeouts } from '../../deploy/registration.ts';
import { baseObjects, chart, type Manifest, one } from './manifests.ts';

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

test('with cert-manager a CA of ten years signs leaves of ninety days, and the leaf is what is injected', () => {
  const objects = baseObjects();
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

test('every pod keeps to the restricted level of Pod Security, with a root that nobody writes', () => {
  const pods = baseObjects().filter(({ kind }) => kind === 'Deployment');
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
  for (const { spec } of baseObjects().filter(({ kind }) => kind === 'Deployment')) {
    const [{ env, resources }] = spec.template.spec.containers;
    const options = env.find(({ name }: { name: string }) => name === 'NODE_OPTIONS').value;
    const heap = Number(/--max-old-space-size=(\d+)/.exec(options)?.[1]);
    expect(heap).toBeLessThanOrEqual(Number.parseInt(resources.limits.memory, 10) - 120);
  }
});

test('a rollout takes no replica before another is ready, and a pod ends after its connections', () => {
  const { spec } = deployment(baseObjects());
  expect(spec.strategy.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: 1 });
  const pod = spec.template.spec;
  const sleep = pod.containers[0].lifecycle.preStop.sleep.seconds;
  const delay = Number(
    /\d+/.exec(pod.containers[0].args.find((arg: string) => arg.startsWith('--shutdown-delay'))),
  );
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(sleep + delay + 11);
});

const deployment = (objects: readonly Manifest[]) => one(objects, 'Deployment', 'ingress-policy');
const configurations = (objects: readonly Manifest[]) =>
  objects.filter(({ kind }) => kind.endsWith('WebhookConfiguration'));
const volume = ({ spec }: Manifest, name: string) =>
  spec.template.spec.volumes.find((one: { name: string }) => one.name === name);
