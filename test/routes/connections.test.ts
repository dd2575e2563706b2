import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { routeOf } from '../../src/routes/route-kinds.ts';
import { found, judge, object } from '../support/check.ts';
import { deployment, manifest, service } from '../support/manifests.ts';

const route = (kind: string, name = 'db', hostnames: readonly string[] = []): Json => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind,
  metadata: { name: 'db', namespace: 'shop' },
  spec: {
    parentRefs: [{ name: 'edge' }],
    ...(hostnames.length === 0 ? {} : { hostnames }),
    rules: [{ backendRefs: [{ name, port: 80 }] }],
  },
});

const gateway = (protocol: string): Json => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { name: 'edge', namespace: 'shop' },
  spec: { gatewayClassName: 'eg', listeners: [{ name: 'db', port: 5432, protocol }] },
});

test('a TLSRoute matches by server name, a TCPRoute takes every connection', () => {
  expect(routeOf(object(route('TLSRoute', 'db', ['db.example'])))?.backends[0]?.match).toBe('db.example');
  expect(routeOf(object(route('TCPRoute')))?.backends[0]?.match).toBe('every connection');
});

test.for<[kind: string, protocol: string, attached: boolean]>([
  ['TLSRoute', 'TLS', true],
  ['TLSRoute', 'HTTPS', false],
  ['TCPRoute', 'TCP', true],
  // Some controllers take a TCPRoute where the listener terminates TLS.
  ['TCPRoute', 'TLS', true],
  ['TCPRoute', 'HTTP', false],
  ['HTTPRoute', 'TCP', false],
])('a %s on a listener of %s attaches: %s', ([kind, protocol, attached]) => {
  const yaml = manifest(route(kind), gateway(protocol), service('db'), deployment('db'));
  expect(found(yaml, 'route-not-attached')).toEqual(
    attached ? [] : [`error route-not-attached ${kind} shop/db`],
  );
});

test('its chain is checked, and no status of HTTP is claimed', () => {
  const { findings } = judge(
    manifest(route('TCPRoute', 'dp'), gateway('TCP'), service('db'), deployment('db')),
  );
  const [missing] = findings.filter(({ rule }) => rule === 'backend-service-missing');
  expect(missing?.symptoms.map(({ status }) => status)).toEqual(['a closed connection']);
});

test('pods behind a route of connections are held to what a load balancer shows', () => {
  const yaml = manifest(route('TCPRoute'), gateway('TCP'), service('db'), deployment('db'));
  expect(found(yaml, 'readiness-probe-missing')).toEqual([
    'warning readiness-probe-missing Deployment shop/db',
  ]);
});
