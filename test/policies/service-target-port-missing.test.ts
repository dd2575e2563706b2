import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { found, judge, type Options } from '../support/check.ts';
import {
  cronJob,
  deployment,
  gateway,
  httpRoute,
  ingress,
  manifest,
  namespace,
  openshiftRoute,
  service,
  type WorkloadOptions,
} from '../support/manifests.ts';

const rule = 'service-target-port-missing';
const error = [`error ${rule} Service shop/web`];
const warning = [`warning ${rule} Service shop/web`];
const info = [`info ${rule} Service shop/web`];
const clean: readonly string[] = [];

/** Deployment web with these containers, Service web with this one port, and a route to it. */
function chain(port: Json, options: WorkloadOptions = {}, ...more: readonly Json[]): string {
  return manifest(
    deployment('web', options),
    service('web', { ports: [port] }),
    ingress('shop', ['web']),
    ...more,
  );
}

const to = (targetPort: Json, more: { readonly [field: string]: Json } = {}) => ({
  port: 80,
  targetPort,
  ...more,
});
const http = { name: 'http', containerPort: 8080 };
const bare = { ports: [{ containerPort: 8080 }] };
const inPod = (pod: { readonly [field: string]: Json }): WorkloadOptions => ({ pod });
const sidecar = inPod({
  containers: [{ name: 'web' }],
  initContainers: [{ name: 'proxy', restartPolicy: 'Always', ports: [{ name: 'web', containerPort: 8081 }] }],
});

interface Case {
  readonly is: string;
  readonly yaml: string;
  readonly expected: readonly string[];
  readonly options?: Options;
}

const cases: readonly Case[] = [
  { is: 'a name that a container has', yaml: chain(to('http')), expected: clean },
  { is: 'a name, and the port has none', yaml: chain(to('web'), bare), expected: error },
  {
    is: 'a name of the second container',
    yaml: chain(
      to('web'),
      inPod({ containers: [{ name: 'log' }, { name: 'web', ports: [{ name: 'web', containerPort: 80 }] }] }),
    ),
    expected: clean,
  },
  { is: 'a name of a native sidecar', yaml: chain(to('web'), sidecar), expected: clean },
  {
    is: 'a name of a native sidecar before Kubernetes 1.33',
    yaml: chain(to('web'), sidecar),
    expected: error,
    options: { policy: { settings: { controllers: [], kubeVersion: 31 } } },
  },
  {
    is: 'a name of an init container that ends',
    yaml: chain(
      to('web'),
      inPod({ initContainers: [{ name: 'wait', ports: [{ name: 'web', containerPort: 8081 }] }] }),
    ),
    expected: error,
  },
  {
    is: 'a name of another protocol',
    yaml: manifest(
      deployment('web', { ports: [{ name: 'dns', containerPort: 53 }] }),
      service('web', { ports: [{ name: 'dns', port: 53, protocol: 'UDP', targetPort: 'dns' }] }),
    ),
    expected: warning,
  },
  {
    is: 'the same the other way, behind a route',
    yaml: chain(to('http'), { ports: [{ ...http, protocol: 'UDP' }] }),
    expected: error,
  },
  {
    is: 'no targetPort, and the container declares another number',
    yaml: chain({ port: 80 }, bare),
    expected: error,
  },
  { is: 'a number, and no port is declared', yaml: chain(to(8080), { ports: [] }), expected: clean },
  {
    is: 'two containers of one port name',
    yaml: chain(
      to('http'),
      inPod({
        containers: [
          { name: 'web', ports: [http] },
          { name: 'admin', ports: [{ name: 'http', containerPort: 9090 }] },
        ],
      }),
    ),
    expected: info,
  },
  {
    is: 'one of two workloads has the name',
    yaml: chain(to('http'), {}, deployment('web-canary', { ...bare, labels: { app: 'web' } })),
    expected: warning,
  },
  {
    is: 'a number in quotes is no name (invalid-object says so)',
    yaml: chain(to('8080')),
    expected: clean,
  },
  { is: 'targetPort 0 is the port', yaml: chain({ port: 8080, targetPort: 0 }), expected: clean },
  {
    is: 'targetPort 0 is the port, which no container declares',
    yaml: chain({ port: 80, targetPort: 0 }),
    expected: error,
  },
  {
    is: 'Istio adds a container in this namespace, which may own the number',
    yaml: chain(to(15008), {}, namespace('shop', { 'istio-injection': 'enabled' })),
    expected: clean,
  },
  {
    is: 'the same by an annotation of the template',
    yaml: chain(to(4143), { template: { annotations: { 'linkerd.io/inject': 'enabled' } } }),
    expected: clean,
  },
  {
    is: 'a name that an added container may bring',
    yaml: chain(to('web'), { ...bare, template: { annotations: { 'linkerd.io/inject': 'enabled' } } }),
    expected: warning,
  },
  {
    is: 'a headless Service behind an HTTPRoute',
    yaml: manifest(
      deployment('web', bare),
      service('web', { ports: [to('http')], spec: { clusterIP: 'None' } }),
      httpRoute('shop', [{ name: 'web', port: 80 }]),
      gateway('edge', 'eg', { namespace: 'edge' }),
    ),
    expected: error,
  },
  {
    is: 'an OpenShift Route names the Service port whose target is missing',
    yaml: manifest(
      deployment('web', bare),
      service('web', { ports: [{ name: 'web', port: 80, targetPort: 'http' }] }),
      openshiftRoute('shop', 'web', 'web'),
    ),
    expected: error,
  },

  // A containerPort is information: how strongly an undeclared number speaks.
  { is: 'a number that a container declares', yaml: chain(to(8080), bare), expected: clean },
  { is: 'a number that no container declares, behind a route', yaml: chain(to(3000), bare), expected: error },
  {
    is: 'a number of a port that no route uses',
    yaml: manifest(
      deployment('web'),
      service('web', {
        ports: [
          { name: 'web', ...to('http') },
          { name: 'metrics', port: 9090 },
        ],
      }),
      ingress('shop', ['web']),
    ),
    expected: info,
  },
  {
    is: 'a number without any route',
    yaml: manifest(deployment('web', bare), service('web', { ports: [to(3000)] })),
    expected: info,
  },
  {
    is: 'one container declares no port',
    yaml: chain(to(3000), inPod({ containers: [{ name: 'web', ports: [http] }, { name: 'proxy' }] })),
    expected: info,
  },
  {
    is: 'only a port for metrics is declared',
    yaml: chain(to(3000), { ports: [{ name: 'metrics', containerPort: 9102 }] }),
    expected: info,
  },
  {
    is: 'only a port of another protocol is declared',
    yaml: chain(to(3000), { ports: [{ name: 'dns', containerPort: 53, protocol: 'UDP' }] }),
    expected: clean,
  },
  {
    is: 'a probe goes to the number',
    yaml: chain(to(3000), { ...bare, container: { readinessProbe: { tcpSocket: { port: 3000 } } } }),
    expected: clean,
  },
  {
    is: 'an argument names the number',
    yaml: chain(to(3000), { ...bare, container: { args: ['--listen=:3000'] } }),
    expected: info,
  },
  {
    is: 'an argument holds the digits in a longer number',
    yaml: chain(to(3000), { ...bare, container: { args: ['--id=130001'] } }),
    expected: error,
  },
  {
    is: 'a variable names the number',
    yaml: chain(to(3000), { ...bare, container: { env: [{ name: 'PORT', value: '3000' }] } }),
    expected: info,
  },
  {
    is: 'a variable from a ConfigMap may be the number',
    yaml: chain(to(3000), {
      ...bare,
      container: { env: [{ name: 'PORT', valueFrom: { configMapKeyRef: { name: 'web', key: 'port' } } }] },
    }),
    expected: info,
  },
  {
    is: 'all variables from a ConfigMap may be the number',
    yaml: chain(to(3000), { ...bare, container: { envFrom: [{ configMapRef: { name: 'web' } }] } }),
    expected: info,
  },
  {
    is: 'on the network of the host every port is there',
    yaml: chain(to(3000), { ...bare, pod: { hostNetwork: true } }),
    expected: info,
  },
  {
    is: 'one of two workloads declares the number',
    yaml: chain(
      to(3000),
      bare,
      deployment('web-canary', { ports: [{ containerPort: 3000 }], labels: { app: 'web' } }),
    ),
    expected: clean,
  },

  // Who is asked.
  {
    is: 'pods of a Job beside the Deployment are not asked',
    yaml: chain(to('http'), {}, cronJob('report', { labels: { app: 'web' }, ports: [] })),
    expected: clean,
  },
  {
    is: 'no workload: another rule says so',
    yaml: manifest(deployment('cart'), service('web'), ingress('shop', ['web'])),
    expected: clean,
  },
  {
    is: 'an ExternalName Service has no pods',
    yaml: manifest(
      deployment('cart'),
      service('web', { ports: [to('web')], spec: { type: 'ExternalName', externalName: 'web.example' } }),
      ingress('shop', ['web']),
    ),
    expected: clean,
  },
  {
    is: 'without a route in the input a missing name is a warning',
    yaml: manifest(deployment('web', bare), service('web')),
    expected: warning,
  },
  {
    is: 'a port that no route uses falls a step',
    yaml: manifest(
      deployment('web'),
      service('web', {
        ports: [
          { name: 'web', ...to('http') },
          { name: 'admin', port: 90, targetPort: 'admin' },
        ],
      }),
      ingress('shop', ['web']),
    ),
    expected: warning,
  },
  {
    is: 'scope served: full force on a port that no route uses',
    yaml: manifest(
      deployment('web'),
      service('web', {
        ports: [
          { name: 'web', ...to('http') },
          { name: 'admin', port: 90, targetPort: 'admin' },
        ],
      }),
      ingress('shop', ['web']),
    ),
    expected: error,
    options: { policy: { rules: { [rule]: { scope: 'served' } } } },
  },
  {
    is: 'profile strict: a name is an error, an undeclared number of an unrouted port is not',
    yaml: manifest(
      deployment('web'),
      service('web', {
        ports: [
          { name: 'admin', ...to('admin') },
          { name: 'metrics', port: 9090 },
        ],
      }),
    ),
    expected: [...error, ...info],
    options: { policy: { profile: 'strict' } },
  },

  // What is not known.
  {
    is: 'the namespace stands on the workload alone',
    yaml: manifest(
      deployment('web', bare),
      service('web', { namespace: null }),
      ingress('shop', ['web'], { namespace: null }),
    ),
    expected: clean,
  },
  {
    is: 'a further workload that perhaps is selected: the name is missing on some',
    yaml: manifest(
      deployment('web', { ...bare, labels: { app: 'web', role: 'master' } }),
      deployment('web-agent', { labels: { app: 'web' } }),
      service('web', { selector: { app: 'web', role: 'master' } }),
      ingress('shop', ['web']),
    ),
    expected: warning,
  },
  {
    is: 'a further workload that perhaps is selected: the number may be declared there',
    yaml: manifest(
      deployment('web', { ...bare, labels: { app: 'web', role: 'master' } }),
      deployment('web-agent', { ports: [{ containerPort: 3000 }], labels: { app: 'web' } }),
      service('web', { selector: { app: 'web', role: 'master' }, ports: [to(3000)] }),
      ingress('shop', ['web']),
    ),
    expected: clean,
  },
  {
    is: 'the targetPort is a parameter',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a parameter as OpenShift and envsubst write it
    yaml: chain(to('${PORT_NAME}')),
    expected: clean,
  },
  {
    is: 'the name of a port is a parameter',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: see above
    yaml: chain(to('http'), { ports: [{ name: '${PORT_NAME}', containerPort: 8080 }] }),
    expected: clean,
  },
  {
    is: 'the number of a port is a parameter',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: see above
    yaml: chain(to(3000), { ports: [{ name: 'http', containerPort: '${PORT}' }] }),
    expected: clean,
  },
  {
    is: 'the workload exists twice with different content',
    yaml: chain(to('web'), bare, deployment('web')),
    expected: clean,
  },
  {
    is: 'the Service exists twice with different content',
    yaml: chain(to('web'), bare, service('web')),
    expected: clean,
  },
  {
    is: 'an open world changes nothing between two objects that are there',
    yaml: chain(to('web'), bare),
    expected: error,
    options: { world: 'open' },
  },
  {
    is: 'nor does a part of the input that could not be read',
    yaml: chain(to('web'), bare),
    expected: error,
    options: { unread: true },
  },
];

test.for(cases)('$is', ({ yaml, expected, options }) => {
  expect(found(yaml, rule, options)).toEqual(expected);
});

const messages: readonly (readonly [string, string, string, Options?])[] = [
  [
    'a name that no port has',
    chain(to('web'), bare),
    'port 80 of Service shop/web aims at "web", and no port of Deployment shop/web has that name: it declares 8080',
  ],
  [
    'an init container',
    chain(
      to('web'),
      inPod({ initContainers: [{ name: 'wait', ports: [{ name: 'web', containerPort: 8081 }] }] }),
    ),
    'port 80 of Service shop/web aims at "web", a port of an init container of Deployment shop/web, which is gone when the pod serves',
  ],
  [
    'a sidecar before Kubernetes 1.33',
    chain(to('web'), sidecar),
    'port 80 of Service shop/web aims at "web", a port of a sidecar of Deployment shop/web, and sidecars give endpoints from Kubernetes 1.33 on',
    { policy: { settings: { controllers: [], kubeVersion: 31 } } },
  ],
  [
    'the protocol',
    chain(to('http'), { ports: [{ ...http, protocol: 'UDP' }] }),
    'port 80 of Service shop/web aims at "http" for TCP, and Deployment shop/web declares "http" (8080/UDP)',
  ],
  [
    'the default of targetPort',
    chain({ port: 80 }, bare),
    'port 80 of Service shop/web has no targetPort, so it aims at 80, and no container of Deployment shop/web declares that port: it declares 8080',
  ],
  [
    'who receives nothing',
    chain(to('http'), {}, deployment('web-canary', { ...bare, labels: { app: 'web' } })),
    'port 80 of Service shop/web aims at "http", and no port of Deployment shop/web-canary has that name, so its pods receive nothing: it declares 8080',
  ],
];

test.for(messages)('%s is said', ([, yaml, message, options]) => {
  expect(judge(yaml, options, rule).findings.map(one => one.message)).toEqual([message]);
});

test('the only port that could be meant is the fix', () => {
  const operations = (yaml: string) => judge(yaml, {}, rule).findings[0]?.fix?.operations;
  const path = '/spec/ports/0/targetPort';
  expect(operations(chain({ port: 80 }))).toEqual([{ op: 'add', path, value: 'http' }]);
  expect(operations(chain(to('web'), bare))).toEqual([
    { op: 'test', path, value: 'web' },
    { op: 'replace', path, value: 8080 },
  ]);
  expect(operations(chain(to('web'), { ports: [http, { name: 'metrics', containerPort: 9102 }] }))).toEqual([
    { op: 'test', path, value: 'web' },
    { op: 'replace', path, value: 'http' },
  ]);
  expect(
    operations(chain(to('web'), { ports: [http, { name: 'grpc', containerPort: 9000 }] })),
  ).toBeUndefined();
});

test('an exemption on the Service silences it', () => {
  const annotations = { 'ingress-policy.io/exempt': rule, 'ingress-policy.io/reason': 'INC-4711' };
  const yaml = manifest(
    deployment('web', bare),
    service('web', { metadata: { annotations } }),
    ingress('shop', ['web']),
  );
  expect(found(yaml, rule)).toEqual(clean);
  expect(judge(yaml, {}, rule).exempt.map(finding => finding.rule)).toContain(rule);
});
