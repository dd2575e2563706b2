import { expect, test } from 'vitest';
import type { Json } from '../../../src/kube/json.ts';
import type { Obj } from '../../../src/kube/object.ts';
import { object } from '../../support/check.ts';
import {
  deployment,
  ingress,
  networkPolicy,
  service,
  type WorkloadOptions,
} from '../../support/manifests.ts';
import { emptyCluster, permutations, write, writeAll } from '../../support/simulate.ts';

const probe = { readinessProbe: { httpGet: { path: '/ready', port: 'http' } } };
const strategy = { strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } };

/** A Deployment without findings, plus the options. */
function sound(name: string, options: WorkloadOptions = {}): Json {
  return deployment(name, { spec: strategy, ...options, container: { ...probe, ...options.container } });
}

const objects = (...values: readonly Json[]): readonly Obj[] => values.map(object);
const orders = (...values: readonly Json[]) => permutations(objects(...values));
const ruleOf = (line: string) => line.split(': ')[1];
const names = (order: readonly Obj[]) => order.map(({ ref }) => `${ref.kind} ${ref.name}`).join(' → ');

const soundSets: readonly (readonly [string, readonly Json[]])[] = [
  ['one application', [sound('web'), service('web'), ingress('shop', ['web'])]],
  [
    'v1 and v2 behind one Service',
    [
      sound('web-v1', { labels: { app: 'web', version: 'v1' } }),
      sound('web-v2', { labels: { app: 'web', version: 'v2' } }),
      service('web'),
      ingress('shop', ['web']),
    ],
  ],
  [
    'blue and green, and a Service that selects one of them',
    [
      sound('web-blue', { labels: { app: 'web', slot: 'blue' } }),
      sound('web-green', { labels: { app: 'web', slot: 'green' } }),
      service('web', { selector: { app: 'web', slot: 'blue' } }),
      ingress('shop', ['web']),
    ],
  ],
  [
    'a worker without ports and probes beside the application',
    [sound('web'), deployment('worker', { ports: [] }), service('web'), ingress('shop', ['web'])],
  ],
];

test.for(soundSets)('%s is admitted in every order', ([, set]) => {
  for (const order of orders(...set)) expect(writeAll(emptyCluster, order).refused, names(order)).toEqual([]);
});

const deny = networkPolicy('deny', { policyTypes: ['Ingress'] });
const allow = networkPolicy('allow', {
  ingress: [
    { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }] },
  ],
});

test('a default-deny is refused only where it cuts a whole chain off before its allow comes', () => {
  for (const order of orders(sound('web'), service('web'), ingress('shop', ['web']), deny, allow)) {
    const place = (name: string) => order.findIndex(({ ref }) => ref.name === name);
    const isLast = place('deny') === 3 && place('allow') === 4;
    expect(writeAll(emptyCluster, order).refused, names(order)).toEqual(
      isLast ? ['NetworkPolicy deny: network-policy-blocks-ingress'] : [],
    );
  }
});

const contradictions: readonly (readonly [string, string, readonly Json[]])[] = [
  [
    'service-target-port-missing',
    'a targetPort by a name that the pods lack',
    [sound('web'), service('web', { ports: [{ port: 80, targetPort: 'htp' }] }), ingress('shop', ['web'])],
  ],
  [
    'backend-port-missing',
    'a port that the Service lacks',
    [sound('web'), service('web'), ingress('shop', ['web:8080'])],
  ],
  [
    'readiness-probe-missing',
    'no readiness probe',
    [deployment('web', { spec: strategy }), service('web'), ingress('shop', ['web'])],
  ],
  [
    'rollout-drops-capacity',
    'a rollout that takes every pod',
    [
      sound('web', {
        spec: { replicas: 1, strategy: { rollingUpdate: { maxUnavailable: 1, maxSurge: 1 } } },
      }),
      service('web'),
      ingress('shop', ['web']),
    ],
  ],
];

test.for(contradictions)('%s: %s is refused in every order, once', ([rule, , set]) => {
  for (const order of orders(...set)) {
    const { refused } = writeAll(emptyCluster, order);
    expect(refused.map(ruleOf), names(order)).toEqual([rule]);
  }
});

const broken = deployment('web', { spec: strategy });
const stored = objects(broken, service('web'), ingress('shop', ['web'])).reduce(
  (graph, obj) => graph.with(obj),
  emptyCluster,
);

const harmless: readonly (readonly [string, Json])[] = [
  [
    'an image bump',
    deployment('web', { spec: strategy, container: { image: 'registry.example/shop/web:1.4.3' } }),
  ],
  ['a label', deployment('web', { spec: strategy, metadata: { labels: { team: 'shop' } } })],
  [
    'a sidecar in front',
    deployment('web', {
      spec: strategy,
      pod: {
        containers: [
          {
            name: 'log',
            image: 'registry.example/tools/log:1',
            ports: [{ name: 'log', containerPort: 9000 }],
          },
          {
            name: 'web',
            image: 'registry.example/shop/web:1.4.2',
            ports: [{ name: 'http', containerPort: 8080 }],
          },
        ],
      },
    }),
  ],
  ['a second route to what was routed', ingress('admin', ['web'])],
  ['a scale to zero', deployment('web', { spec: { ...strategy, replicas: 0 } })],
  [
    'another port of the Service',
    service('web', {
      ports: [
        { name: 'web', port: 80, targetPort: 'http' },
        { name: 'alt', port: 81, targetPort: 'http' },
      ],
    }),
  ],
];

test.for(harmless)('%s answers for nothing of what was broken before', ([, value]) => {
  expect(write(stored, object(value)).refused).toEqual([]);
});

test('a new route to a broken workload that was on no route answers for it', () => {
  const unrouted = stored.without(object(ingress('shop', ['web'])).ref);
  const { refused } = write(unrouted, object(ingress('shop', ['web'])));
  expect(refused.map(ruleOf)).toEqual(['readiness-probe-missing']);
});

test('a workload that comes without its probe onto a route answers for it', () => {
  const good = stored.with(object(sound('web')));
  expect(write(good, object(broken)).refused.map(ruleOf)).toEqual(['readiness-probe-missing']);
});
