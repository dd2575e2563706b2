import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { found, judge, type Options } from '../support/check.ts';
import {
  deployment,
  httpRoute,
  type IngressOptions,
  ingress,
  manifest,
  openshiftRoute,
  type ServiceOptions,
  service,
} from '../support/manifests.ts';

const rule = 'backend-port-missing';
const on = (severity: string, kind = 'Ingress', name = 'shop/shop') => [
  `${severity} ${rule} ${kind} ${name}`,
];
const clean: readonly string[] = [];

/** Service web: port 80 "web", which aims at 8080, "http" on the container. */
const web = (options: ServiceOptions = {}) =>
  manifest(
    deployment('web'),
    service('web', { ports: [{ name: 'web', port: 80, targetPort: 8080 }], ...options }),
  );
const unnamed = web({ ports: [{ port: 80, targetPort: 8080 }] });
const two = web({
  ports: [
    { name: 'web', port: 80, targetPort: 'http' },
    { name: 'metrics', port: 9102, targetPort: 9102 },
  ],
});

const to = (port: string, options: IngressOptions = {}) => ingress('shop', [`web:${port}`], options);
const refTo = (port: number, more: { readonly [field: string]: Json } = {}) =>
  httpRoute('shop', [{ name: 'web', port, ...more }]);
const ingressClass = (name: string, controller: string): Json => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name },
  spec: { controller },
});

interface Case {
  readonly is: string;
  readonly yaml: string;
  readonly expected: readonly string[];
  readonly options?: Options;
}

const cases: readonly Case[] = [
  { is: 'd: the number of the Service port', yaml: manifest(web(), to('80')), expected: clean },
  { is: 'd: the name of the Service port', yaml: manifest(web(), to('web')), expected: clean },
  {
    is: 'a number that the Service does not have',
    yaml: manifest(web(), to('8443')),
    expected: on('error'),
  },
  {
    is: 'the number of the targetPort, on Traefik',
    yaml: manifest(web(), to('8080', { className: 'traefik' })),
    expected: on('error'),
  },
  {
    is: 'the number of the targetPort, on ingress-nginx, which takes it',
    yaml: manifest(web(), to('8080'), ingressClass('nginx', 'k8s.io/ingress-nginx')),
    expected: on('warning'),
  },
  {
    is: 'the same where annotations say that it is ingress-nginx',
    yaml: manifest(
      web(),
      to('8080', { annotations: { 'nginx.ingress.kubernetes.io/proxy-body-size': '8m' } }),
    ),
    expected: on('warning'),
  },
  {
    is: 'class "nginx" may be ingress-nginx',
    yaml: manifest(web(), to('8080')),
    expected: on('warning'),
  },
  {
    is: 'class "nginx" of another controller',
    yaml: manifest(web(), to('8080'), ingressClass('nginx', 'nginx.org/ingress-controller')),
    expected: on('error'),
  },
  {
    is: 'no class',
    yaml: manifest(web(), to('8080', { className: null })),
    expected: on('error'),
  },
  { is: 'a name, and the one port has none', yaml: manifest(unnamed, to('web')), expected: on('error') },
  {
    is: 'the name of the container port is no name of the Service port',
    yaml: manifest(web(), to('http')),
    expected: on('error'),
  },
  {
    is: 'ingress-nginx takes the name of the targetPort too',
    yaml: manifest(web({ ports: [{ name: 'web', port: 80, targetPort: 'http' }] }), to('http')),
    expected: on('warning'),
  },
  {
    is: 'ingress-nginx takes any port of an ExternalName Service',
    yaml: manifest(
      deployment('cart'),
      service('web', {
        selector: null,
        ports: [],
        spec: { type: 'ExternalName', externalName: 'web.example' },
      }),
      to('443'),
    ),
    expected: clean,
  },
  {
    is: 'the default backend alone',
    yaml: manifest(
      web(),
      ingress('shop', [], {
        spec: { rules: null, defaultBackend: { service: { name: 'web', port: { number: 81 } } } },
      }),
    ),
    expected: on('error'),
  },
  {
    is: 'a canary of weight 0',
    yaml: manifest(
      web(),
      to('81', {
        annotations: {
          'nginx.ingress.kubernetes.io/canary': 'true',
          'nginx.ingress.kubernetes.io/canary-weight': '0',
        },
      }),
    ),
    expected: on('info'),
  },
  {
    is: 'an Ingress of a removed version',
    yaml: manifest(
      web(),
      `apiVersion: extensions/v1beta1
kind: Ingress
metadata: { name: shop, namespace: shop }
spec:
  rules:
    - http: { paths: [{ path: /, backend: { serviceName: web, servicePort: 8443 } }] }`,
    ),
    expected: on('error'),
  },
  {
    is: 'five paths to one missing port are one finding',
    yaml: manifest(web(), ingress('shop', ['web:81', 'web:81', 'web:81', 'web:81', 'web:81'])),
    expected: on('error'),
  },
  {
    is: 'two missing ports are two findings',
    yaml: manifest(web(), ingress('shop', ['web:81', 'web:82'])),
    expected: [...on('error'), ...on('error')],
  },
  {
    is: 'a number in quotes is no name of a port (invalid-object says so)',
    yaml: manifest(
      web(),
      ingress('shop', [], {
        spec: { rules: null, defaultBackend: { service: { name: 'web', port: { name: '80' } } } },
      }),
    ),
    expected: clean,
  },
  {
    is: 'a missing Service has no missing port',
    yaml: manifest(web(), ingress('shop', ['cart:81'])),
    expected: clean,
  },

  // HTTPRoute and GRPCRoute.
  { is: 'the number of the Service port', yaml: manifest(web(), refTo(80)), expected: clean },
  {
    is: 'the number of the targetPort',
    yaml: manifest(web(), refTo(8080)),
    expected: on('error', 'HTTPRoute'),
  },
  {
    is: 'weight 0 beside another',
    yaml: manifest(
      web(),
      httpRoute('shop', [
        { name: 'web', port: 80 },
        { name: 'web', port: 81, weight: 0 },
      ]),
    ),
    expected: on('info', 'HTTPRoute'),
  },
  {
    is: 'a mirror',
    yaml: manifest(
      web(),
      httpRoute('shop', [{ name: 'web', port: 80 }], {
        rule: {
          filters: [{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'web', port: 81 } } }],
        },
      }),
    ),
    expected: on('info', 'HTTPRoute'),
  },
  {
    is: 'a GRPCRoute',
    yaml: manifest(web(), httpRoute('shop', [{ name: 'web', port: 9000 }], { kind: 'GRPCRoute' })),
    expected: on('error', 'GRPCRoute'),
  },
  {
    is: 'a route of a mesh',
    yaml: manifest(
      web(),
      httpRoute('shop', [{ name: 'web', port: 81 }], {
        spec: { parentRefs: [{ group: '', kind: 'Service', name: 'web' }] },
      }),
    ),
    expected: clean,
  },

  // OpenShift Routes: the name of a Service port, or the number on the pod.
  {
    is: 'the number on the pod',
    yaml: manifest(web(), openshiftRoute('shop', 'web', 8080)),
    expected: clean,
  },
  {
    is: 'the number of the Service port',
    yaml: manifest(web(), openshiftRoute('shop', 'web', 80)),
    expected: on('error', 'Route'),
  },
  {
    is: 'the name of the container port',
    yaml: manifest(
      web({ ports: [{ name: 'web', port: 80, targetPort: 'http' }] }),
      openshiftRoute('shop', 'web', 'http'),
    ),
    expected: on('error', 'Route'),
  },
  {
    is: 'f: the name of the Service port',
    yaml: manifest(web(), openshiftRoute('shop', 'web', 'web')),
    expected: clean,
  },
  {
    is: 'f: a name, and the one port has none',
    yaml: manifest(unnamed, openshiftRoute('shop', 'web', 'web')),
    expected: on('error', 'Route'),
  },
  {
    is: 'f: the number behind a named targetPort',
    yaml: manifest(
      web({ ports: [{ name: 'web', port: 80, targetPort: 'http' }] }),
      openshiftRoute('shop', 'web', 8080),
    ),
    expected: clean,
  },
  {
    is: 'f: the number behind a named targetPort of pods that nobody shows',
    yaml: manifest(
      service('web', { ports: [{ name: 'web', port: 80, targetPort: 'http' }] }),
      openshiftRoute('shop', 'web', 8443),
    ),
    expected: clean,
    options: { world: 'open' },
  },
  {
    is: 'no port, and the Service has two',
    yaml: manifest(two, openshiftRoute('shop', 'web')),
    expected: on('error', 'Route'),
  },
  {
    is: 'no port, and the second is UDP',
    yaml: manifest(
      web({
        ports: [
          { name: 'web', port: 80, targetPort: 'http' },
          { name: 'dns', port: 53, protocol: 'UDP' },
        ],
      }),
      openshiftRoute('shop', 'web'),
    ),
    expected: clean,
  },
  {
    is: 'f: no port, and the Service has one',
    yaml: manifest(web(), openshiftRoute('shop', 'web')),
    expected: clean,
  },
  {
    is: 'f: no port, and both aim at the same one',
    yaml: manifest(
      web({
        ports: [
          { name: 'web', port: 80, targetPort: 'http' },
          { name: 'alt', port: 8080, targetPort: 'http' },
        ],
      }),
      openshiftRoute('shop', 'web'),
    ),
    expected: clean,
  },
  {
    is: 'f: no port, and the one aims at the name of the number at which the other aims',
    yaml: manifest(
      web({
        ports: [
          { name: 'web', port: 80, targetPort: 'http' },
          { name: 'alt', port: 8080, targetPort: 8080 },
        ],
      }),
      openshiftRoute('shop', 'web'),
    ),
    expected: clean,
  },
  {
    is: 'f: no port, and an alternate backend of weight 0 has two',
    yaml: manifest(
      web(),
      deployment('next'),
      service('next', {
        ports: [
          { name: 'web', port: 80, targetPort: 'http' },
          { name: 'metrics', port: 9102 },
        ],
      }),
      openshiftRoute('shop', 'web', null, {
        spec: { alternateBackends: [{ kind: 'Service', name: 'next', weight: 0 }] },
      }),
    ),
    expected: on('info', 'Route'),
  },
  {
    is: 'the router wakes an idled Service by its address',
    yaml: manifest(
      web({ metadata: { annotations: { 'idling.alpha.openshift.io/idled-at': '2026-11-20T22:00:00Z' } } }),
      openshiftRoute('shop', 'web', 80),
    ),
    expected: clean,
  },
  {
    is: 'the number on the pod in quotes',
    yaml: manifest(web(), openshiftRoute('shop', 'web', '8080')),
    expected: clean,
  },

  // What is not known.
  {
    is: 'an open world changes nothing between two objects that are there',
    yaml: manifest(web(), to('8443')),
    expected: on('error'),
    options: { world: 'open' },
  },
  {
    is: 'nor does a part of the input that could not be read',
    yaml: manifest(web(), to('8443')),
    expected: on('error'),
    options: { unread: true },
  },
  {
    is: 'the namespace stands on the Service alone',
    yaml: manifest(web(), to('8443', { namespace: null })),
    expected: clean,
  },
  {
    is: 'the name of the Service port is a parameter',
    yaml: manifest(
      deployment('web'),
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a parameter as OpenShift and envsubst write it
      service('web', { ports: [{ name: '${PORT_NAME}', port: 80, targetPort: 'http' }] }),
      to('http'),
    ),
    expected: clean,
  },
  {
    is: 'the name of the backend port is a parameter',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: see above
    yaml: manifest(web(), openshiftRoute('shop', 'web', '${PORT_NAME}')),
    expected: clean,
  },
  {
    is: 'the number of the Service port is a parameter',
    yaml: manifest(
      deployment('web'),
      // biome-ignore lint/suspicious/noTemplateCurlyInString: see above
      service('web', { ports: [{ name: 'web', port: '${PORT}', targetPort: 'http' }] }),
      to('80'),
    ),
    expected: clean,
  },
  {
    is: 'the Service exists twice with different content',
    yaml: manifest(web(), service('web', { ports: [{ port: 8443 }] }), to('8443')),
    expected: clean,
  },
  {
    is: 'profile strict changes nothing: it is an error already',
    yaml: manifest(web(), to('8443')),
    expected: on('error'),
    options: { policy: { profile: 'strict' } },
  },
];

test.for(cases)('$is', ({ yaml, expected, options }) => {
  expect(found(yaml, rule, options)).toEqual(expected);
});

const finding = (yaml: string) => judge(yaml, {}, rule).findings[0];

const messages: readonly (readonly [string, string, string])[] = [
  [
    'a number',
    manifest(two, to('8443')),
    'Ingress shop/shop names port 8443 of Service shop/web, which has "web" (80), "metrics" (9102)',
  ],
  [
    'the targetPort',
    manifest(web(), to('8080', { className: 'traefik' })),
    'Ingress shop/shop names port 8080 of Service shop/web, which has "web" (80); 8080 is its targetPort, and a route names the port',
  ],
  [
    'the targetPort, where it may work',
    manifest(web(), to('8080')),
    'Ingress shop/shop names port 8080 of Service shop/web, which has "web" (80); 8080 is its targetPort, which ingress-nginx alone takes',
  ],
  [
    'the name of the container port',
    manifest(
      web({ ports: [{ name: 'web', port: 80, targetPort: 'http' }] }),
      to('http', { className: 'traefik' }),
    ),
    'Ingress shop/shop names port "http" of Service shop/web, which has "web" (80); "http" is its targetPort, and a route names the port',
  ],
  [
    'the Service port',
    manifest(web(), openshiftRoute('shop', 'web', 80)),
    'Route shop/shop names port 80 of Service shop/web, which has "web" (80 → 8080); a Route names the number on the pod, or the name',
  ],
  [
    'every port',
    manifest(two, openshiftRoute('shop', 'web')),
    'Route shop/shop names no port of Service shop/web, so its requests go to all of them: "web" (80 → "http"), "metrics" (9102)',
  ],
];

test.for(messages)('%s is said', ([, yaml, message]) => {
  expect(finding(yaml)?.message).toBe(message);
});

test('the number of the targetPort is as sure as its controller', () => {
  const sure = (...more: readonly Json[]) => finding(manifest(web(), to('8080'), ...more))?.certainty;
  expect(sure(ingressClass('nginx', 'k8s.io/ingress-nginx'))).toBe('proven');
  expect(sure()).toBe('unknown');
  expect(finding(manifest(web(), to('8080', { className: null })))?.certainty).toBe('likely');
});

const port = '/spec/rules/0/http/paths/0/backend/service/port';
const fixes: readonly (readonly [string, string, Json])[] = [
  [
    'the number of the one port',
    manifest(web(), to('8080', { className: 'traefik' })),
    [
      { op: 'test', path: `${port}/number`, value: 8080 },
      { op: 'replace', path: `${port}/number`, value: 80 },
    ],
  ],
  [
    'the name of the one port',
    manifest(web(), to('http')),
    [
      { op: 'test', path: `${port}/name`, value: 'http' },
      { op: 'replace', path: `${port}/name`, value: 'web' },
    ],
  ],
  [
    'the number of the one port that has no name',
    manifest(unnamed, to('http')),
    [
      { op: 'test', path: `${port}/name`, value: 'http' },
      { op: 'replace', path: port, value: { number: 80 } },
    ],
  ],
  [
    'of an HTTPRoute',
    manifest(web(), refTo(8080)),
    [
      { op: 'test', path: '/spec/rules/0/backendRefs/0/port', value: 8080 },
      { op: 'replace', path: '/spec/rules/0/backendRefs/0/port', value: 80 },
    ],
  ],
  [
    'the port whose number it is',
    manifest(
      web({
        ports: [
          { name: 'web', port: 80, targetPort: 8080 },
          { name: 'metrics', port: 9102 },
        ],
      }),
      openshiftRoute('shop', 'web', 80),
    ),
    [
      { op: 'test', path: '/spec/port/targetPort', value: 80 },
      { op: 'replace', path: '/spec/port/targetPort', value: 'web' },
    ],
  ],
  [
    'the port whose targetPort it is, of several',
    manifest(
      web({
        ports: [
          { name: 'web', port: 80, targetPort: 8080 },
          { name: 'metrics', port: 9102 },
        ],
      }),
      to('8080', { className: 'traefik' }),
    ),
    [
      { op: 'test', path: `${port}/number`, value: 8080 },
      { op: 'replace', path: `${port}/number`, value: 80 },
    ],
  ],
  ['none of several', manifest(two, to('8443')), null],
  [
    'the one that is not for metrics',
    manifest(two, openshiftRoute('shop', 'web')),
    [{ op: 'add', path: '/spec/port', value: { targetPort: 'web' } }],
  ],
];

test.for(fixes)('the fix is %s', ([, yaml, operations]) => {
  expect(finding(yaml)?.fix?.operations ?? null).toEqual(operations);
});

test('an exemption on the route silences it', () => {
  const annotations = { 'ingress-policy.io/exempt': rule, 'ingress-policy.io/reason': 'INC-4711' };
  const evaluation = judge(manifest(web(), to('8443', { annotations })), {}, rule);
  expect([evaluation.findings.length, evaluation.exempt.length]).toEqual([0, 1]);
});
