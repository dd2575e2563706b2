import { expect, test } from 'vitest';
import { profiles, rules } from '../../policies/index.ts';
import { createConfig } from '../../src/config/config.ts';
import { buildGraph } from '../../src/graph/index/graph.ts';
import { clusterScope } from '../../src/graph/index/scope.ts';
import { evaluate } from '../../src/judge/evaluate.ts';
import type { Json } from '../../src/kube/json.ts';
import { found, judge, now, objectsOf } from '../support/check.ts';
import {
  closing,
  condition,
  live,
  liveWorkload,
  looping,
  type PodOptions,
  pod,
  readyEndpoint,
  slice,
  unready,
} from '../support/live.ts';
import { custom, deployment, ingress, manifest, service, workload } from '../support/manifests.ts';

const rule = 'endpoints-not-ready';
const error = [`error ${rule} Service shop/web`];
const warning = [`warning ${rule} Service shop/web`];
const clean: readonly string[] = [];

const web = service('web');
const route = ingress('shop', ['web']);
const none = live('web', { readyReplicas: 0, availableReplicas: 0 });
const shop = (...objects: readonly Json[]) => manifest(web, route, ...objects);
const pods = (...states: readonly PodOptions[]) =>
  states.map((state, index) => pod(`web-6f5b-${index}`, state));

test.for([
  ['no endpoint is ready', shop(none, slice('web', [unready, unready]), ...pods({}, {})), error],
  ['one of two is ready', shop(none, slice('web', [unready, readyEndpoint]), ...pods({}, {})), clean],
  ['conditions that are not set are true', shop(none, slice('web', [{}]), ...pods({})), clean],
  [
    'a slice for each address family',
    shop(none, slice('web', [unready]), slice('web', [readyEndpoint], { name: 'web-6' })),
    clean,
  ],
  ['an empty slice, and no pods', shop(none, slice('web', [], { ports: null })), error],
  ['no slice was seen', shop(none, ...pods({}, {})), clean],
  ['manifests, which have no status', shop(deployment('web')), clean],
  ['a slice of another Service', shop(none, slice('api', [unready])), clean],
  ['the last pods still answer', shop(none, slice('web', [closing])), warning],
  [
    'a pod is ready, and its endpoint not yet',
    shop(none, slice('web', [unready]), ...pods({ ready: true })),
    clean,
  ],
  ['no route leads there', manifest(web, none, slice('web', [unready]), ...pods({})), warning],
  [
    'ready endpoints without the port',
    shop(
      none,
      slice('web', [readyEndpoint], { ports: [{ name: 'metrics', port: 9090 }] }),
      ...pods({ ready: true }),
    ),
    error,
  ],
  [
    'an ExternalName',
    manifest(
      service('web', { spec: { type: 'ExternalName', externalName: 'a.example' } }),
      route,
      none,
      slice('web', [unready]),
    ),
    clean,
  ],
  [
    'idled by OpenShift',
    manifest(
      service('web', { metadata: { annotations: { 'idling.alpha.openshift.io/idled-at': '2026-11-21' } } }),
      route,
      none,
      slice('web', [unready]),
    ),
    clean,
  ],
  [
    'a Rollout has the pods of a Deployment at 0',
    shop(
      live('web', {}, { wanted: 0 }),
      liveWorkload(
        'Rollout',
        'web-rollout',
        {},
        {
          labels: { app: 'rollout' },
          spec: { workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
        },
      ),
      slice('web', [unready]),
      ...pods({}),
    ),
    error,
  ],
  [
    'the Service is being deleted',
    manifest(
      service('web', { metadata: { deletionTimestamp: '2026-11-21T12:00:00Z' } }),
      route,
      none,
      slice('web', [unready]),
    ),
    clean,
  ],
  [
    'slices that somebody wrote by hand, none ready',
    manifest(service('web', { selector: null }), route, slice('web', [unready])),
    error,
  ],
  [
    'slices that somebody wrote by hand, with another port name',
    manifest(
      service('web', { selector: null }),
      route,
      slice('web', [readyEndpoint], { ports: [{ port: 80 }] }),
    ),
    clean,
  ],
  [
    'pods that an operator makes',
    shop(
      custom('postgres.example/v1', 'Cluster', 'web'),
      slice('web', [unready]),
      pod('web-0', { owner: { kind: 'Cluster', name: 'web', apiVersion: 'postgres.example/v1' } }),
    ),
    error,
  ],
  [
    'a DaemonSet that no node takes',
    shop(liveWorkload('DaemonSet', 'web', { desiredNumberScheduled: 0 }), slice('web', [])),
    error,
  ],
] as const)('%s', ([, yaml, expected]) => {
  expect(found(yaml, rule)).toEqual(expected);
});

test.for([
  ['a selector that matches nothing', shop(live('api'), slice('web', [])), 'service-selects-nothing'],
  [
    'a selector with a slip, where an operator may make pods',
    manifest(
      service('web', { selector: { app: 'store-front' } }),
      route,
      live('web', {}, { labels: { app: 'storefront' } }),
      custom('postgres.example/v1', 'Cluster', 'db'),
      slice('web', []),
    ),
    'service-selects-nothing',
  ],
  ['0 replicas', shop(live('web', {}, { wanted: 0 }), slice('web', [])), 'service-selects-nothing'],
  ['pods of Jobs alone', shop(workload('Job', 'web'), slice('web', [unready])), 'service-selects-nothing'],
  [
    'a port name that no container has',
    manifest(
      service('web', { ports: [{ name: 'web', port: 80, targetPort: 'nope' }] }),
      route,
      none,
      slice('web', [], { ports: null }),
    ),
    'service-target-port-missing',
  ],
  [
    'pods that crash',
    shop(none, slice('web', [unready]), ...pods({ containers: [looping()] }, {})),
    'pods-crashing',
  ],
] as const)('the cause is said once: %s', ([, yaml, other]) => {
  const errors = judge(yaml).findings.map(finding => finding.rule);
  expect(errors).toContain(other);
  expect(errors).not.toContain(rule);
});

test('all ports of a Service without endpoints are one finding', () => {
  const ports = [
    { name: 'web', port: 80, targetPort: 'http' },
    { name: 'again', port: 81, targetPort: 'http' },
  ];
  const yaml = manifest(
    service('web', { ports }),
    ingress('shop', ['web', 'web:81']),
    none,
    slice('web', [unready], { ports: ports.map(({ name }) => ({ name, port: 8080 })) }),
  );
  expect(found(yaml, rule)).toEqual(error);
});

const unscheduled = [condition('PodScheduled', 'False', 'Unschedulable')];
const gates = [condition('Ready', 'False', 'ReadinessGatesNotReady')];
const pending = { phase: 'Pending', containers: null };
test.for([
  [[{}], 'its only pod runs and is not ready'],
  [[{}, {}], 'its 2 pods run and are not ready'],
  [
    [{}, { ...pending, conditions: unscheduled }],
    '1 of 2 pods runs and is not ready, and no node takes 1 of 2 pods (Unschedulable)',
  ],
  [[{ conditions: gates }], 'its only pod waits for a readinessGate'],
  [[pending, pending], 'its 2 pods are still being started (Pending)'],
  [
    [{ phase: 'Failed' }, { metadata: { deletionTimestamp: '2026-11-21T12:00:00Z' } }],
    'no pod has the labels "app=web"',
  ],
] as const)('pods %# are told as they are', ([states, words]) => {
  const [finding] = judge(shop(none, slice('web', [unready]), ...pods(...states)), {}, rule).findings;
  expect(finding?.message).toBe(`Service shop/web has no ready endpoint: ${words}`);
});

test('pods that run without a label that the selector came to have are told', () => {
  const yaml = manifest(
    service('web', { selector: { app: 'web', version: '2' } }),
    route,
    live('web', {}, { labels: { app: 'web', version: '2' } }),
    slice('web', []),
    ...pods({ ready: true }, { ready: true }),
  );
  expect(judge(yaml, {}, rule).findings[0]?.message).toBe(
    'Service shop/web has no ready endpoint: its templates have the labels "app=web,version=2", and none of the 2 pods that run do',
  );
});

test('pods that the API server refuses are told', () => {
  const refused = live('web', {
    readyReplicas: 0,
    conditions: [condition('ReplicaFailure', 'True', 'FailedCreate', 'exceeded quota')],
  });
  const [finding] = judge(shop(refused, slice('web', [])), {}, rule).findings;
  expect(finding?.message).toContain('; Deployment shop/web cannot make them (FailedCreate): exceeded quota');
});

test.for([
  ['EndpointSlice', clean],
  ['Secret', ['endpoints-not-ready']],
] as const)('where %s could not be listed', ([unlisted, expected]) => {
  const graph = buildGraph(
    objectsOf(shop(none, slice('web', [unready]), ...pods({}))),
    clusterScope((_, kind) => kind !== unlisted),
  );
  const judged = { rules: rules.filter(({ id }) => id === rule), config: createConfig({}, profiles), now };
  expect(evaluate(graph, judged).findings.map(finding => finding.rule)).toEqual(expected);
});

test.for([
  ['put on a pod while it ran, which is ready', live('web'), readyEndpoint, { ready: true }, []],
  ['put on a pod while it ran, which is not ready', live('web'), unready, {}, error],
  [
    'of an old template, whose last pod is ready',
    live('web', { updatedReplicas: 0 }),
    readyEndpoint,
    { ready: true },
    ['error service-selects-nothing Service shop/web'],
  ],
] as const)('labels that are selected and %s', ([, workload, endpoint, state, expected]) => {
  const active = service('web', { selector: { app: 'web', active: 'yes' } });
  const labels = { app: 'web', active: 'yes', 'pod-template-hash': '6f5b' };
  const yaml = manifest(
    active,
    route,
    workload,
    slice('web', [endpoint]),
    pod('web-6f5b-0', { ...state, labels }),
  );
  const said = found(yaml).filter(one => /endpoints-not-ready|service-selects-nothing/.test(one));
  expect(said).toEqual(expected);
});
