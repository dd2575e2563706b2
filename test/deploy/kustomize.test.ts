import fs from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { tryConfig } from '../../cli/shared/config-reader.ts';
import { changedSinceRendered } from '../../scripts/kustomize-base.ts';
import { found } from '../support/check.ts';
import { folder } from '../support/run.ts';
import { base, baseFiles, objectsIn } from './manifests.ts';

const text = (file: string) => fs.readFileSync(path.join(base, file), 'utf8');
const all = () => baseFiles().map(text).join('\n---\n');
const strict = { policy: { profile: 'strict' } } as const;

/** A route to the webhook, which no cluster has, so that every rule has its full force. */
const route = `
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: a-route
  namespace: ingress-policy
  annotations: { nginx.ingress.kubernetes.io/backend-protocol: HTTPS, nginx.org/ssl-services: ingress-policy }
spec:
  ingressClassName: nginx
  rules:
    - host: gate.example
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: { service: { name: ingress-policy, port: { name: webhook } } }
`;

test('our own manifests pass our own strict profile, with a route to them too', () => {
  expect(found(all(), null, strict)).toEqual([]);
  expect(found(all() + route, null, strict)).toEqual([]);
});

test.each([
  [
    'readinessProbe',
    'livenessProbe',
    'error readiness-probe-missing Deployment ingress-policy/ingress-policy',
  ],
  [
    'targetPort: webhook',
    'targetPort: web',
    'error service-target-port-missing Service ingress-policy/ingress-policy',
  ],
  ['preStop:', 'postStart:', 'error pre-stop-missing Deployment ingress-policy/ingress-policy'],
])('that they pass says something: with "%s" gone it is found', (words, others, finding) => {
  expect(found(all().replaceAll(words, others) + route, null, strict)).toContain(finding);
});

test('the base is recorded as what Helm made of this chart', () => {
  expect(changedSinceRendered('deploy')).toEqual([]);
});

test.each<readonly [string, (at: (file: string) => string) => void, string]>([
  ['a value of the chart', at => fs.appendFileSync(at('chart/values.yaml'), '\n'), 'chart/values.yaml'],
  ['a template', at => fs.appendFileSync(at('chart/templates/_pods.tpl'), '\n'), 'chart/templates/_pods.tpl'],
  [
    'a template that is new',
    at => fs.writeFileSync(at('chart/templates/webhook/new.yaml'), ''),
    'chart/templates/webhook/new.yaml',
  ],
  [
    'a template that is gone',
    at => fs.rmSync(at('chart/templates/webhook/service.yaml')),
    'chart/templates/webhook/service.yaml',
  ],
  [
    'a file of the base',
    at => fs.appendFileSync(at('kustomize/base/audit/rbac.yaml'), '\n'),
    'kustomize/base/audit/rbac.yaml',
  ],
  [
    'a file of the base that is gone',
    at => fs.rmSync(at('kustomize/base/audit/rbac.yaml')),
    'kustomize/base/audit/rbac.yaml',
  ],
  [
    'a record of another Helm',
    at => replace(at('kustomize/base/rendered.sha256'), /Helm v\d+\.\d+/, 'Helm v4.0'),
    'kustomize/base/rendered.sha256',
  ],
  [
    'a record that is gone',
    at => fs.rmSync(at('kustomize/base/rendered.sha256')),
    'kustomize/base/rendered.sha256',
  ],
])('%s makes the base stale, without a Helm to see it', (_, change, file) => {
  const copy = folder({});
  fs.cpSync('deploy', copy, { recursive: true });
  change(name => path.join(copy, name));
  expect(changedSinceRendered(copy)).toEqual([file]);
});

const replace = (file: string, from: RegExp, to: string) =>
  fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(from, to));

test('every file of the base is listed in the kustomization beside it', () => {
  for (const part of ['common', 'webhook', 'audit']) {
    const { resources } = load(text(`${part}/kustomization.yaml`)) as { resources: readonly string[] };
    const files = baseFiles()
      .filter(file => path.dirname(file) === part)
      .map(file => path.basename(file));
    expect([...resources].sort(), part).toEqual(files);
  }
  expect(load(text('kustomization.yaml'))).toMatchObject({ resources: ['common', 'webhook', 'audit'] });
});

const overlays = [
  ['warn-only', 'warn', ['../../base']],
  ['enforce', 'enforce', ['../../base']],
  ['audit-only', 'audit', ['../../base/common', '../../base/audit']],
] as const;

test.each(overlays)('the overlay %s has mode %s in a policy that is one', (name, mode, resources) => {
  const at = `deploy/kustomize/overlays/${name}`;
  const read = (file: string) => fs.readFileSync(path.join(at, file), 'utf8');
  const kustomization = load(read('kustomization.yaml')) as Record<string, unknown>;
  expect(kustomization).toMatchObject({ resources, patches: [{ path: 'policy.yaml' }] });
  const [patch] = objectsIn(read('policy.yaml'));
  expect(patch?.metadata).toEqual({ name: 'ingress-policy', namespace: 'ingress-policy' });
  const file = path.join(folder({ 'policy.yaml': patch?.data['ingress-policy.yaml'] }), 'policy.yaml');
  expect(tryConfig(file)).toMatchObject({ is: 'policy', input: { admission: { mode } } });
});

test('the overlays name the image of this version', () => {
  const { version } = JSON.parse(fs.readFileSync('package.json', 'utf8'));
  for (const [name] of overlays)
    expect(
      load(fs.readFileSync(`deploy/kustomize/overlays/${name}/kustomization.yaml`, 'utf8')),
    ).toMatchObject({
      images: [{ name: 'ingress-policy', newTag: version }],
    });
});
