import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { folder, run } from '../../support/run.ts';

const web = fs.readFileSync('examples/shop/web.yaml', 'utf8');
const ingress = (port: number) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop, namespace: shop }
spec:
  ingressClassName: nginx
  rules:
    - http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: ${port} } } } }] }
`;
const service = (target: string) => `apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: ${target} }] }
`;
const without = (text: string) =>
  text
    .split('\n')
    .filter(line => !line.startsWith('Warning: '))
    .join('\n');

test('the example of the README is what the command prints', async () => {
  const { stdout, stderr, code } = run(['review', '-f', 'examples/shop', '--order', 'helm']);
  await expect(stdout).toMatchFileSnapshot('../../../examples/shop.review.out');
  expect([stderr, code]).toEqual(['', 1]);
});

test('the refusal that the README shows is what the command prints', async () => {
  const { stdout, stderr, code } = run(['review', '-f', 'examples/refused.yaml']);
  await expect(stdout).toMatchFileSnapshot('../../../examples/refused.out');
  expect([stderr, code]).toEqual(['', 1]);
});

test('a sound application is admitted in the order of every tool', () => {
  const home = folder({ 'web.yaml': web, 'ingress.yaml': ingress(80) });
  for (const order of ['given', 'helm', 'argo', 'flux', 'kustomize', 'kubectl']) {
    const { stdout, code } = run(['review', '-f', home, '--order', order]);
    expect([order, code, stdout.includes('3 admitted')]).toEqual([order, 0, true]);
  }
});

test('the order is that of the tool', () => {
  const home = folder({ 'web.yaml': web, 'ingress.yaml': ingress(80) });
  const written = (order: string) =>
    [...run(['review', '-f', home, '--order', order]).stdout.matchAll(/^(\S+)\/\S+ created$/gm)].map(
      match => match[1],
    );
  expect(written('kubectl')).toEqual(['ingress.networking.k8s.io', 'deployment.apps', 'service']);
  expect(written('helm')).toEqual(['service', 'deployment.apps', 'ingress.networking.k8s.io']);
});

test('what is refused is not stored, and what follows is judged without it', () => {
  const home = folder({ '1.yaml': `${web}---\n${ingress(8080)}`, '2.yaml': ingress(80) });
  const { stdout, code } = run(['review', '-f', home]);
  expect(code).toBe(1);
  expect(stdout).toContain('Error from server (Forbidden): error when creating');
  expect(stdout).toContain('denied the request: Ingress shop/shop names port 8080 of Service shop/web');
  expect(stdout).toContain('\ningress.networking.k8s.io/shop created\n');
});

test('an object that comes again is an update, in the order of the files', () => {
  const home = folder({
    '1.yaml': `${web}---\n${ingress(80)}`,
    '2.yaml': service('htp'),
    '3.yaml': service('http'),
  });
  const { stdout } = run([
    'review',
    '-f',
    path.join(home, '1.yaml'),
    '-f',
    path.join(home, '2.yaml'),
    '-f',
    path.join(home, '3.yaml'),
  ]);
  expect(stdout).toContain('error when applying patch to');
  expect(stdout).toContain('[service-target-port-missing]');
  expect(without(stdout)).toMatch(/service\/web (configured|unchanged)/);
});

test('--manifests is what the cluster holds before', () => {
  const home = folder({ 'cluster/web.yaml': web, 'new/ingress.yaml': ingress(8080) });
  const ran = run(['review', '-f', path.join(home, 'new'), '--manifests', path.join(home, 'cluster')]);
  expect(ran.stdout).toContain('[backend-port-missing]');
  expect(ran.code).toBe(1);
});

test('a dry run stores nothing, and refuses nothing that others say', () => {
  const { stdout, code } = run(['review', '-f', '-', '--dry-run'], { input: `${web}---\n${ingress(8080)}` });
  expect(stdout).toContain('ingress.networking.k8s.io/shop created (server dry run)');
  expect(code).toBe(0);
});

test('objects without a namespace stand in the one that is named', () => {
  const input = `${web}---\n${ingress(8080)}`
    .replaceAll(', namespace: shop', '')
    .replaceAll('  namespace: shop\n', '');
  expect(run(['review', '-f', '-'], { input }).stdout).toContain('Service default/web');
  expect(run(['review', '-f', '-', '-n', 'edge'], { input }).stdout).toContain('Service edge/web');
});

test('a policy in warn mode refuses nothing and says what it would', () => {
  const home = folder({ 'ingress-policy.yaml': 'mode: warn\n', 'all.yaml': `${web}---\n${ingress(8080)}` });
  const { stdout, code } = run(['review', '-f', path.join(home, 'all.yaml')]);
  expect(code).toBe(0);
  expect(stdout).toContain('would have been refused, but the mode of the cluster is "warn"');
});

test('kinds that no rule reads are stored without a word', () => {
  const input = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\n';
  const { stdout, code } = run(['review', '-f', '-'], { input });
  expect([stdout, code]).toEqual([
    'configmap/settings created\n\n1 object: 1 admitted, none refused, no warnings\n',
    0,
  ]);
});

const mistakes: readonly (readonly [string, readonly string[], string])[] = [
  ['nothing to send', ['review'], 'no input given: use -f with a file or folder, or - for stdin'],
  [
    'an order that is none',
    ['review', '-f', 'x', '--order', 'alphabet'],
    '--order is "alphabet", and takes helm, argo, flux, kustomize, kubectl, given',
  ],
  ['an option that is none', ['review', '--fast'], '"ingress-policy review --help" lists the options'],
  ['a file that is not there', ['review', '-f', 'nowhere.yaml'], 'nowhere.yaml'],
];

test.for(mistakes)('%s ends with 2 and the way out', ([, args, text]) => {
  const { stderr, code } = run(args);
  expect(code).toBe(2);
  expect(stderr).toContain(text);
});

test('what cannot be read ends with 2, and the rest is sent', () => {
  const home = folder({ 'web.yaml': web, 'broken.yaml': 'a: [\n' });
  const { stdout, stderr, code } = run(['review', '-f', home]);
  expect(code).toBe(2);
  expect(stderr).toContain('broken.yaml');
  expect(stdout).toContain('service/web created');
});
