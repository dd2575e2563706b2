import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { found, judge, object } from '../support/check.ts';
import {
  custom,
  deployment,
  gateway,
  httpRoute,
  ingress,
  manifest,
  namespace,
  service,
  type WorkloadOptions,
} from '../support/manifests.ts';
import { emptyCluster, write } from '../support/simulate.ts';

const rule = 'mesh-refuses-ingress';
const clean: readonly string[] = [];
const warning = [`warning ${rule} PeerAuthentication shop/default`];
const error = [`error ${rule} PeerAuthentication shop/default`];
const info = [`info ${rule} PeerAuthentication shop/default`];

const injected = namespace('shop', { 'istio-injection': 'enabled' });
const web = (options: WorkloadOptions = {}) => deployment('web', options);
const route = ingress('shop', ['web']);
type Fields = { readonly [field: string]: Json };
const peers = (name: string, spec: Fields, where = 'shop') =>
  custom('security.istio.io/v1', 'PeerAuthentication', name, { namespace: where, spec });
const strict = (where = 'shop') => peers('default', { mtls: { mode: 'STRICT' } }, where);
const ofWeb = (name: string, mode: string, portLevelMtls: Fields = {}) =>
  peers(name, { selector: { matchLabels: { app: 'web' } }, mtls: { mode }, portLevelMtls });
const nginxLabels = {
  'app.kubernetes.io/name': 'ingress-nginx',
  'app.kubernetes.io/component': 'controller',
};
const nginx = (options: WorkloadOptions = {}) =>
  deployment('nginx', { namespace: 'ingress-nginx', labels: nginxLabels, ...options });
const annotated = (annotations: Fields) => web({ template: { annotations } });
const labelled = (labels: Fields) => web({ labels: { app: 'web', ...labels } });

/** The objects beside the Service. */
const cases: readonly (readonly [string, readonly Json[], readonly string[]])[] = [
  ['STRICT in an injected namespace: case 41', [injected, strict(), web(), route], warning],
  ['PERMISSIVE', [injected, peers('default', { mtls: { mode: 'PERMISSIVE' } }), web(), route], clean],
  ['no policy', [injected, web(), route], clean],
  ['a namespace without injection', [namespace('shop'), strict(), web(), route], clean],
  [
    'injection disabled',
    [namespace('shop', { 'istio-injection': 'disabled' }), strict(), web(), route],
    clean,
  ],
  ['a Namespace that is not in the input', [strict(), web(), route], info],
  ['a revision', [namespace('shop', { 'istio.io/rev': 'stable' }), strict(), web(), route], warning],
  [
    'ambient mode',
    [namespace('shop', { 'istio.io/dataplane-mode': 'ambient' }), strict(), web(), route],
    warning,
  ],
  [
    'a label injects the pod',
    [namespace('shop'), strict(), labelled({ 'sidecar.istio.io/inject': 'true' }), route],
    warning,
  ],
  [
    'a revision of the pod',
    [namespace('shop'), strict(), labelled({ 'istio.io/rev': 'stable' }), route],
    warning,
  ],
  [
    'a label keeps the sidecar out',
    [injected, strict(), labelled({ 'sidecar.istio.io/inject': 'false' }), route],
    clean,
  ],
  [
    'an annotation keeps the sidecar out',
    [injected, strict(), annotated({ 'sidecar.istio.io/inject': 'false' }), route],
    clean,
  ],
  [
    'a sidecar in the template',
    [
      namespace('shop'),
      strict(),
      web({ pod: { initContainers: [{ name: 'istio-proxy', image: 'proxy' }] } }),
      route,
    ],
    warning,
  ],
  ['the host network', [injected, strict(), web({ pod: { hostNetwork: true } }), route], clean],
  [
    'the port is excluded',
    [injected, strict(), annotated({ 'traffic.sidecar.istio.io/excludeInboundPorts': '9090, 8080' }), route],
    clean,
  ],
  [
    'another port is excluded',
    [injected, strict(), annotated({ 'traffic.sidecar.istio.io/excludeInboundPorts': '9090' }), route],
    warning,
  ],
  [
    'the port is not included',
    [injected, strict(), annotated({ 'traffic.sidecar.istio.io/includeInboundPorts': '9090' }), route],
    clean,
  ],
  [
    'all ports are included',
    [injected, strict(), annotated({ 'traffic.sidecar.istio.io/includeInboundPorts': '*' }), route],
    warning,
  ],
  ['a selector before the namespace', [injected, strict(), ofWeb('web', 'PERMISSIVE'), web(), route], clean],
  ['UNSET inherits', [injected, strict(), ofWeb('web', 'UNSET'), web(), route], warning],
  [
    'the port has its own mode',
    [injected, strict(), ofWeb('web', 'UNSET', { '8080': { mode: 'PERMISSIVE' } }), web(), route],
    clean,
  ],
  [
    'another port has its own mode',
    [injected, strict(), ofWeb('web', 'UNSET', { '80': { mode: 'DISABLE' } }), web(), route],
    warning,
  ],
  [
    'port modes without a selector do not count',
    [
      injected,
      peers('default', { mtls: { mode: 'STRICT' }, portLevelMtls: { '8080': { mode: 'DISABLE' } } }),
      web(),
      route,
    ],
    warning,
  ],
  [
    'the port alone is STRICT',
    [injected, ofWeb('web', 'UNSET', { '8080': { mode: 'STRICT' } }), web(), route],
    [`warning ${rule} PeerAuthentication shop/web`],
  ],
  ['two selectors differ', [injected, ofWeb('a', 'STRICT'), ofWeb('b', 'PERMISSIVE'), web(), route], clean],
  [
    'other pods',
    [
      injected,
      peers('db', { selector: { matchLabels: { app: 'db' } }, mtls: { mode: 'STRICT' } }),
      web(),
      route,
    ],
    clean,
  ],
  [
    'the whole mesh',
    [injected, strict('istio-system'), web(), route],
    [`warning ${rule} PeerAuthentication istio-system/default`],
  ],
  [
    'the namespace before the mesh',
    [injected, strict('istio-system'), peers('default', { mtls: { mode: 'PERMISSIVE' } }), web(), route],
    clean,
  ],
  [
    'a selector in the root namespace counts for nobody',
    [
      injected,
      peers('web', { selector: { matchLabels: { app: 'web' } }, mtls: { mode: 'STRICT' } }, 'istio-system'),
      web(),
      route,
    ],
    clean,
  ],
  ['no route', [injected, strict(), web()], clean],
  [
    'the controller is in the input, outside of the mesh',
    [injected, strict(), web(), route, nginx(), namespace('ingress-nginx')],
    error,
  ],
  [
    'the controller is in the input, its Namespace is not',
    [injected, strict(), web(), route, nginx()],
    warning,
  ],
  [
    'the controller is injected',
    [injected, strict(), web(), route, nginx(), namespace('ingress-nginx', { 'istio-injection': 'enabled' })],
    clean,
  ],
  [
    'the usual namespace of the controller is injected',
    [injected, strict(), web(), route, namespace('ingress-nginx', { 'istio.io/rev': 'stable' })],
    clean,
  ],
  [
    'Istio serves the Ingress',
    [injected, strict(), web(), ingress('shop', ['web'], { className: 'istio' })],
    clean,
  ],
  [
    'nobody knows the controller',
    [injected, strict(), web(), ingress('shop', ['web'], { className: 'own' })],
    clean,
  ],
  [
    'a load balancer outside',
    [injected, strict(), web(), ingress('shop', ['web'], { className: 'alb' })],
    warning,
  ],
  [
    'a Gateway of Istio',
    [
      injected,
      strict(),
      web(),
      gateway('edge', 'istio', { namespace: 'edge' }),
      httpRoute('shop', [{ name: 'web', port: 80 }]),
    ],
    clean,
  ],
  [
    'a Gateway whose namespace is not known',
    [
      injected,
      strict(),
      web(),
      gateway('edge', 'eg', { namespace: 'edge' }),
      httpRoute('shop', [{ name: 'web', port: 80 }]),
    ],
    clean,
  ],
  [
    'a Gateway outside',
    [
      injected,
      strict(),
      web(),
      namespace('edge'),
      gateway('edge', 'eg', { namespace: 'edge' }),
      httpRoute('shop', [{ name: 'web', port: 80 }]),
    ],
    warning,
  ],
  [
    'a Gateway in an injected namespace',
    [
      injected,
      strict(),
      web(),
      namespace('edge', { 'istio-injection': 'enabled' }),
      gateway('edge', 'eg', { namespace: 'edge' }),
      httpRoute('shop', [{ name: 'web', port: 80 }]),
    ],
    clean,
  ],
];

test.for(cases)('%s', ([, objects, expected]) => {
  expect(found(manifest(...objects, service('web')), rule)).toEqual(expected);
});

test('what is not in the input may admit plain text', () => {
  const yaml = manifest(
    injected,
    strict(),
    web(),
    route,
    service('web'),
    nginx(),
    namespace('ingress-nginx'),
  );
  expect(found(yaml, rule, { world: 'open' })).toEqual(warning);
});

test('the message, the failure and the chain', () => {
  const [finding] = judge(
    manifest(injected, strict(), web(), route, service('web'), nginx(), namespace('ingress-nginx')),
    {},
    rule,
  ).findings;
  expect(finding).toMatchObject({
    message:
      'PeerAuthentication shop/default lets only mutual TLS of the mesh reach port 8080 of Deployment shop/web, and requests come from ingress-nginx or NGINX Ingress Controller (F5), whose pods are outside of it',
    failure: 'cut-short',
    when: 'always',
    certainty: 'proven',
    end: 'open',
    fix: null,
    at: { at: '/spec/mtls/mode' },
  });
  expect(finding?.symptoms.map(({ status }) => status)).toEqual(['502', '502']);
  expect(finding?.chain.links.map(({ ref }) => ref.kind)).toEqual([
    'Ingress',
    'Service',
    'PeerAuthentication',
    'Deployment',
  ]);
});

const cluster = (...values: readonly Json[]) =>
  values.reduce<typeof emptyCluster>((graph, value) => graph.with(object(value)), emptyCluster);
const probed = web({ container: { readinessProbe: { httpGet: { port: 'http' } } } });
const controller = [nginx(), namespace('ingress-nginx')];

test('a policy that cuts off a routed pod is refused, and one without a controller outside is not', () => {
  const running = cluster(injected, probed, service('web'), route, ...controller);
  expect(write(running, object(strict())).refused).toEqual([`PeerAuthentication default: ${rule}`]);
  expect(write(running, object(peers('default', { mtls: { mode: 'PERMISSIVE' } }))).refused).toEqual([]);
  const unseen = cluster(injected, probed, service('web'), route);
  expect(write(unseen, object(strict())).refused).toEqual([]);
});

test('a route to pods that refuse it is an open end: a policy for the pods may still come', () => {
  const running = cluster(injected, strict(), probed, service('web'), ...controller);
  expect(write(running, object(route)).refused).toEqual([]);
});
