import type { Json } from '../../../src/kube/json.ts';
import type { Obj } from '../../../src/kube/object.ts';
import { object } from '../../support/check.ts';
import {
  deployment,
  gateway,
  httpRoute,
  ingress,
  networkPolicy,
  openshiftRoute,
  referenceGrant,
  service,
  type WorkloadOptions,
  workload,
} from '../../support/manifests.ts';

const probe = { readinessProbe: { httpGet: { path: '/ready', port: 'http' } } };
const strategy = { strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } };

/** A Deployment without a refusal; fields that the webhook patches are left out. */
export function sound(name: string, options: WorkloadOptions = {}): Json {
  const { spec, container, ...rest } = options;
  return deployment(name, { ...rest, spec: { ...strategy, ...spec }, container: { ...probe, ...container } });
}

const stateful = (name: string, options: WorkloadOptions = {}): Json =>
  workload('StatefulSet', name, {
    ...options,
    spec: { serviceName: name, ...options.spec },
    container: { ...probe, ...options.container },
  });

const from = (namespace: string) => [
  { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } }] },
];

export interface App {
  readonly name: string;
  readonly objects: readonly Json[];
  /** Whether law 8a of docs/design.md excepts the refusal of this object in this order of names. */
  readonly excepted?: (order: readonly string[], refused: string) => boolean;
}

const before = (order: readonly string[], a: string, b: string) => order.indexOf(a) < order.indexOf(b);
const last = (order: readonly string[], ...names: readonly string[]) =>
  names.every((name, index) => order.indexOf(name) === order.length - names.length + index);

/** Sound sets that tempt a naive rule. */
export const soundApps: readonly App[] = [
  { name: 'one-app', objects: [sound('web'), service('web'), ingress('shop', ['web'])] },
  {
    name: 'v1-and-v2',
    objects: [
      sound('web-v1', { labels: { app: 'web', version: 'v1' } }),
      sound('web-v2', { labels: { app: 'web', version: 'v2' } }),
      service('web-v1', { selector: { app: 'web', version: 'v1' } }),
      service('web-v2', { selector: { app: 'web', version: 'v2' } }),
      ingress('shop', ['web-v1', 'web-v2']),
    ],
  },
  {
    name: 'blue-and-green',
    objects: [
      sound('web-blue', { labels: { app: 'web', slot: 'blue' } }),
      sound('web-green', { labels: { app: 'web', slot: 'green' } }),
      service('web', { selector: { app: 'web', slot: 'blue' } }),
      ingress('shop', ['web']),
    ],
  },
  {
    name: 'canary',
    objects: [
      sound('web', { labels: { app: 'web', track: 'stable' } }),
      sound('web-canary', { labels: { app: 'web', track: 'canary' } }),
      service('web', { selector: { app: 'web', track: 'stable' } }),
      service('web-canary', { selector: { app: 'web', track: 'canary' } }),
      ingress('shop', ['web']),
      ingress('shop-canary', ['web-canary'], {
        annotations: {
          'nginx.ingress.kubernetes.io/canary': 'true',
          'nginx.ingress.kubernetes.io/canary-weight': '10',
        },
      }),
    ],
  },
  {
    name: 'shards',
    objects: [
      stateful('store-a', { labels: { app: 'store', shard: 'a' } }),
      stateful('store-b', { labels: { app: 'store', shard: 'b' } }),
      service('store-a', { selector: { app: 'store', shard: 'a' } }),
      service('store-b', { selector: { app: 'store', shard: 'b' } }),
      ingress('shop', ['store-a', 'store-b']),
    ],
  },
  {
    name: 'worker-named-like-the-service',
    objects: [
      sound('web-app', { labels: { app: 'web-app' } }),
      deployment('web', { labels: { app: 'web-worker' }, ports: [] }),
      service('web', { selector: { app: 'web-app' } }),
      ingress('shop', ['web']),
    ],
  },
  {
    name: 'another-bears-the-name-and-has-the-port',
    objects: [
      sound('web-app'),
      sound('web', { labels: { app: 'web-worker' } }),
      service('web', { selector: { app: 'web-app' } }),
      ingress('shop', ['web']),
    ],
    // Written before its workload, beside another workload with its name and its port.
    excepted: (order, refused) =>
      (refused === 'Service web' || refused === 'Ingress shop') &&
      before(order, 'Deployment web', refused) &&
      before(order, refused, 'Deployment web-app'),
  },
  {
    name: 'worker-with-the-same-labels',
    objects: [
      sound('web', { labels: { app: 'web', component: 'server' } }),
      sound('web-worker', {
        labels: { app: 'web', component: 'worker' },
        ports: [{ name: 'metrics', containerPort: 9100 }],
        container: { readinessProbe: { httpGet: { path: '/ready', port: 'metrics' } } },
      }),
      service('web'),
      ingress('shop', ['web']),
    ],
    // Service or route after the worker that shares its labels and before the workload that has the port.
    excepted: (order, refused) =>
      (refused === 'Service web' || refused === 'Ingress shop') &&
      before(order, 'Deployment web-worker', refused) &&
      before(order, refused, 'Deployment web'),
  },
  {
    name: 'default-deny-with-its-allow',
    objects: [
      sound('web'),
      service('web'),
      ingress('shop', ['web']),
      networkPolicy('deny', { policyTypes: ['Ingress'] }),
      networkPolicy('allow', { ingress: from('ingress-nginx') }),
    ],
    excepted: (order, refused) =>
      refused === 'NetworkPolicy deny' && last(order, 'NetworkPolicy deny', 'NetworkPolicy allow'),
  },
  {
    name: 'gateway-with-a-grant',
    objects: [
      gateway('edge', 'eg', { namespace: 'edge' }),
      httpRoute('shop', [{ name: 'web', namespace: 'back', port: 80 }]),
      referenceGrant('shop', { namespace: 'back' }),
      service('web', { namespace: 'back' }),
      sound('web', { namespace: 'back' }),
    ],
  },
  {
    name: 'statefulset-with-a-headless-service',
    objects: [
      stateful('db', {
        ports: [{ name: 'http', containerPort: 8080 }],
        spec: { serviceName: 'db-headless' },
      }),
      service('db-headless', { selector: { app: 'db' }, spec: { clusterIP: 'None' } }),
      service('db'),
      ingress('shop', ['db']),
    ],
  },
  {
    name: 'openshift-route',
    objects: [sound('web'), service('web'), openshiftRoute('shop', 'web', 'web')],
  },
  {
    name: 'old-and-new-labels',
    objects: [
      sound('web', { labels: { app: 'web', 'app.kubernetes.io/name': 'web' } }),
      service('web', { selector: { 'app.kubernetes.io/name': 'web' } }),
      service('web-legacy'),
      ingress('shop', ['web', 'web-legacy']),
    ].map(value => value),
    // The second Service selects by the other key.
  },
];

export interface Broken extends App {
  readonly rule: string;
  /** `closed`: refused in every order. `near`: refused in the orders of the tools. `open`: only a warning. `patched`. */
  readonly is: 'closed' | 'near-selector' | 'near-backend' | 'open' | 'patched';
}

const sides = (rest: readonly Json[]) => [...rest, ingress('shop', ['web'])];

/** Each has one fault; every rule that can refuse has one. */
export const brokenApps: readonly Broken[] = [
  {
    name: 'target-port-name',
    rule: 'service-target-port-missing',
    is: 'closed',
    objects: sides([sound('web'), service('web', { ports: [{ port: 80, targetPort: 'htp' }] })]),
  },
  {
    name: 'target-port-number',
    rule: 'service-target-port-missing',
    is: 'closed',
    objects: sides([sound('web'), service('web', { ports: [{ port: 80, targetPort: 3000 }] })]),
  },
  {
    name: 'backend-port',
    rule: 'backend-port-missing',
    is: 'closed',
    objects: [sound('web'), service('web'), ingress('shop', ['web:8080'])],
  },
  {
    name: 'no-readiness-probe',
    rule: 'readiness-probe-missing',
    is: 'closed',
    objects: sides([deployment('web', { spec: strategy }), service('web')]),
  },
  {
    name: 'broken-readiness-probe',
    rule: 'readiness-probe-broken',
    is: 'closed',
    objects: sides([
      sound('web', { container: { readinessProbe: { httpGet: { path: '/', port: 'nope' } } } }),
      service('web'),
    ]),
  },
  {
    name: 'rollout-takes-all',
    rule: 'rollout-drops-capacity',
    is: 'closed',
    objects: sides([
      sound('web', {
        spec: { replicas: 1, strategy: { rollingUpdate: { maxUnavailable: 1, maxSurge: 1 } } },
      }),
      service('web'),
    ]),
  },
  {
    name: 'selector-mismatch',
    rule: 'pod-selector-mismatch',
    is: 'closed',
    objects: sides([
      sound('web', { spec: { ...strategy, selector: { matchLabels: { app: 'other' } } } }),
      service('web'),
    ]),
  },
  {
    name: 'no-pre-stop',
    rule: 'pre-stop-missing',
    is: 'patched',
    objects: sides([sound('web'), service('web')]),
  },
  {
    name: 'no-grace-at-all',
    rule: 'grace-period-too-short',
    is: 'closed',
    objects: sides([sound('web', { pod: { terminationGracePeriodSeconds: 0 } }), service('web')]),
  },
  {
    name: 'selector-slip',
    rule: 'service-selects-nothing',
    is: 'near-selector',
    objects: [
      sound('storefront'),
      service('storefront', { selector: { app: 'storefrnot' } }),
      ingress('shop', ['storefront']),
    ],
  },
  {
    name: 'selector-key',
    rule: 'service-selects-nothing',
    is: 'near-selector',
    objects: [
      sound('web', { labels: { 'app.kubernetes.io/name': 'web' } }),
      service('web'),
      ingress('shop', ['web']),
    ],
  },
  {
    name: 'selector-by-name',
    rule: 'service-selects-nothing',
    is: 'near-selector',
    objects: [
      sound('web', { labels: { app: 'web-deployment' } }),
      service('web-svc', { selector: { app: 'web-svc' } }),
      ingress('shop', ['web-svc']),
    ],
  },
  {
    name: 'backend-slip',
    rule: 'backend-service-missing',
    is: 'near-backend',
    objects: [sound('storefront'), service('storefront'), ingress('shop', ['storefornt'])],
  },
  {
    name: 'backend-by-name',
    rule: 'backend-service-missing',
    is: 'near-backend',
    objects: [sound('web'), service('web'), ingress('shop', ['web-svc'])],
  },
  {
    name: 'no-service-at-all',
    rule: 'backend-service-missing',
    is: 'open',
    objects: [sound('web'), ingress('shop', ['cart'])],
  },
  {
    name: 'selects-something-else',
    rule: 'service-selects-nothing',
    is: 'open',
    objects: [sound('web'), service('cart'), ingress('shop', ['cart'])],
  },
  {
    name: 'no-grant',
    rule: 'backend-not-permitted',
    is: 'open',
    objects: [
      httpRoute('shop', [{ name: 'web', namespace: 'back', port: 80 }]),
      service('web', { namespace: 'back' }),
      sound('web', { namespace: 'back' }),
    ],
  },
  {
    name: 'policy-shuts-out',
    rule: 'network-policy-blocks-ingress',
    is: 'open',
    objects: [
      ...sides([sound('web'), service('web')]),
      networkPolicy('internal', { ingress: from('monitoring') }),
    ],
  },
];

export const objectsOf = (values: readonly Json[]): readonly Obj[] => values.map(object);
export const nameOf = ({ ref }: Obj) => `${ref.kind} ${ref.name}`;
