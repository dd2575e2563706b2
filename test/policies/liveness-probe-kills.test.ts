import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { found, judge } from '../support/check.ts';
import { deployment, ingress, manifest, service } from '../support/manifests.ts';

const rule = 'liveness-probe-kills';
const clean: readonly string[] = [];
const warning = [`warning ${rule} Deployment shop/web`];

type Fields = { readonly [field: string]: Json };
const get = { httpGet: { path: '/ready', port: 'http' } };
const of = (livenessProbe: Fields, readinessProbe: Fields | null = get, more: Fields = {}) =>
  manifest(
    deployment('web', { container: { livenessProbe, readinessProbe, ...more } }),
    service('web'),
    ingress('shop', ['web']),
  );

const cases: readonly (readonly [string, Fields, Fields | null, readonly string[]])[] = [
  ['earlier than the readinessProbe', { ...get, periodSeconds: 5 }, get, warning],
  ['with a smaller threshold', { ...get, failureThreshold: 2 }, get, warning],
  ['at the same time', get, get, clean],
  ['later', { ...get, failureThreshold: 6 }, get, clean],
  ['another path', { httpGet: { path: '/alive', port: 'http' }, periodSeconds: 5 }, get, clean],
  [
    'the same port by its number',
    { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 5 },
    get,
    warning,
  ],
  ['another port', { httpGet: { path: '/ready', port: 9090 }, periodSeconds: 5 }, get, clean],
  [
    'the default path',
    { httpGet: { port: 'http' }, periodSeconds: 5 },
    { httpGet: { path: '/', port: 'http' } },
    warning,
  ],
  ['another handler', { tcpSocket: { port: 'http' }, periodSeconds: 5 }, get, clean],
  [
    'the same socket',
    { tcpSocket: { port: 'http' }, periodSeconds: 5 },
    { tcpSocket: { port: 8080 } },
    warning,
  ],
  ['the same gRPC port', { grpc: { port: 8080 }, periodSeconds: 5 }, { grpc: { port: 8080 } }, warning],
  ['the same command', { exec: { command: ['a'] }, periodSeconds: 5 }, { exec: { command: ['a'] } }, warning],
  ['another command', { exec: { command: ['b'] }, periodSeconds: 5 }, { exec: { command: ['a'] } }, clean],
  ['no handler', { periodSeconds: 5 }, { periodSeconds: 10 }, clean],
  [
    'one failure after a second',
    { httpGet: { path: '/alive', port: 'http' }, failureThreshold: 1 },
    get,
    warning,
  ],
  ['one failure without a readinessProbe', { ...get, failureThreshold: 1 }, null, warning],
  ['one failure of gRPC', { grpc: { port: 8080 }, failureThreshold: 1 }, get, warning],
  [
    'one failure after five seconds',
    { httpGet: { path: '/alive', port: 'http' }, failureThreshold: 1, timeoutSeconds: 5 },
    get,
    clean,
  ],
  ['one failure of a socket', { tcpSocket: { port: 'http' }, failureThreshold: 1 }, get, clean],
  ['one failure of a command', { exec: { command: ['a'] }, failureThreshold: 1 }, get, clean],
];

test.for(cases)('%s', ([, liveness, readiness, expected]) => {
  expect(found(of(liveness, readiness), rule)).toEqual(expected);
});

test('no livenessProbe, a sidecar, and no route', () => {
  expect(
    found(
      manifest(
        deployment('web', { container: { readinessProbe: get } }),
        service('web'),
        ingress('shop', ['web']),
      ),
      rule,
    ),
  ).toEqual(clean);
  const sooner = { livenessProbe: { ...get, periodSeconds: 5 }, readinessProbe: get };
  const containers = [
    { name: 'web', image: 'web', ports: [{ name: 'http', containerPort: 8080 }], readinessProbe: get },
    { name: 'log', image: 'log', ...sooner },
  ];
  expect(
    found(
      manifest(deployment('web', { pod: { containers } }), service('web'), ingress('shop', ['web'])),
      rule,
    ),
  ).toEqual(clean);
  const cart = [deployment('cart'), service('cart'), ingress('shop', ['cart'])];
  expect(found(manifest(deployment('web', { container: sooner }), ...cart), rule)).toEqual(clean);
});

test.for([
  [
    { ...get, periodSeconds: 5 },
    'livenessProbe of container "web" of Deployment shop/web restarts the container after 15 s of failures, and the readinessProbe, which asks the same, takes the pod out only after 30 s',
  ],
  [
    { ...get, failureThreshold: 1, periodSeconds: 40 },
    'livenessProbe of container "web" of Deployment shop/web restarts the container after one answer that takes longer than 1 s: failureThreshold is 1',
  ],
] as const)('the message of %j', ([probe, message]) => {
  const [finding] = judge(of(probe), {}, rule).findings;
  expect(finding).toMatchObject({ message, failure: 'cut-short', when: 'whenever a pod is slow', fix: null });
});
