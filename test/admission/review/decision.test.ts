import { expect, test } from 'vitest';
import { profiles } from '../../../policies/index.ts';
import { compareBeforeAfter } from '../../../src/admission/review/compare.ts';
import { createConfig, defaultAdmission } from '../../../src/config/config.ts';
import type { Graph } from '../../../src/graph/index/graph.ts';
import type { Json } from '../../../src/kube/json.ts';
import { object } from '../../support/check.ts';
import {
  deployment,
  ingress,
  networkPolicy,
  service,
  type WorkloadOptions,
} from '../../support/manifests.ts';
import { emptyCluster, evaluator, requestOf } from '../../support/simulate.ts';

const probe = { readinessProbe: { httpGet: { path: '/ready', port: 'http' } } };
const strategy = { strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } };

function sound(name: string, options: WorkloadOptions = {}): Json {
  return deployment(name, { spec: strategy, ...options, container: { ...probe, ...options.container } });
}

const helm = (release: string) => ({
  annotations: { 'meta.helm.sh/release-name': release, 'meta.helm.sh/release-namespace': 'shop' },
});

const cluster = (...values: readonly Json[]): Graph =>
  values.reduce<Graph>((graph, value) => graph.with(object(value)), emptyCluster);

interface Options {
  readonly dryRun?: boolean;
  readonly updates?: 'lenient' | 'strict';
}

/** `refused service-selects-nothing: cut`: a line for each finding that refuses, or that would except for the reason. */
function rulings(graph: Graph, value: Json, options: Options = {}): readonly string[] {
  const request = { ...requestOf(graph, object(value)), dryRun: options.dryRun ?? false };
  const updates = options.updates ?? 'lenient';
  const config = createConfig({ admission: { ...defaultAdmission, updates } }, profiles);
  return compareBeforeAfter(request, graph, { ...evaluator, config })
    .decisions.filter(({ finding }) => finding.level === 'deny')
    .map(({ finding, refuses, why }) => `${refuses ? 'refused' : 'warned'} ${finding.rule}: ${why}`);
}

const whole = [sound('web'), service('web'), ingress('shop', ['web'])];

test('a Service of a whole chain that selects other labels now cuts it', () => {
  expect(rulings(cluster(...whole), service('web', { selector: { app: 'other' } }))).toEqual([
    'refused service-selects-nothing: cut',
  ]);
});

test('a Service that comes before its workload is an open end', () => {
  expect(rulings(cluster(ingress('shop', ['web'])), service('web'))).toEqual([
    'warned service-selects-nothing: open',
  ]);
});

test('a Service one slip away from the one workload that has its port is refused, and the workload never', () => {
  const slip = service('web', { selector: { app: 'Web' } });
  const route = ingress('shop', ['web']);
  expect(rulings(cluster(sound('web'), route), slip)).toEqual(['refused service-selects-nothing: near-miss']);
  expect(rulings(cluster(slip, route), sound('web')).filter(line => line.startsWith('refused'))).toEqual([]);
});

test('a policy over a routed pod that admits nobody cuts it', () => {
  expect(rulings(cluster(...whole), networkPolicy('deny', { policyTypes: ['Ingress'] }))).toEqual([
    'refused network-policy-blocks-ingress: cut',
  ]);
});

test('a route into a policy that admits nobody is refused where its tool writes policies first', () => {
  const shut = cluster(sound('web'), service('web'), networkPolicy('deny', { policyTypes: ['Ingress'] }));
  const route = ingress('shop', ['web']) as Record<string, Json>;
  const marked = { ...route, metadata: { ...(route.metadata as object), ...helm('shop') } } as Json;
  expect(rulings(shut, route)).toEqual(['warned network-policy-blocks-ingress: open']);
  expect(rulings(shut, marked)).toEqual(['refused network-policy-blocks-ingress: comes-no-more']);
});

test('an update that mends the backend is not held to what it uncovers', () => {
  const stored = cluster(deployment('web', { spec: strategy }), service('web'), ingress('shop', ['wbe']));
  expect(rulings(stored, ingress('shop', ['web']))).toEqual(['warned readiness-probe-missing: mending']);
});

test('a mending update is held to the fault that it writes itself', () => {
  const stored = cluster(sound('web'), service('web'), ingress('shop', ['wbe']));
  expect(rulings(stored, ingress('shop', ['web:81']))).toEqual(['refused backend-port-missing: closed']);
});

const renamed = sound('web', {
  ports: [{ name: 'web', containerPort: 8080 }],
  container: { readinessProbe: { tcpSocket: { port: 'web' } } },
});

const inRelease = (value: Json, release: string): Json => {
  const body = value as Record<string, Json>;
  return { ...body, metadata: { ...(body.metadata as object), ...helm(release) } } as Json;
};

const half = service('web', { ports: [{ port: 80, targetPort: 'web' }] });

test('the Service of one release may name the port that its workload will have', () => {
  const stored = cluster(...whole.map(value => inRelease(value, 'shop')));
  expect(rulings(stored, inRelease(half, 'shop'))).toEqual([
    'warned service-target-port-missing: first-half',
  ]);
  expect(rulings(stored, inRelease(half, 'shop'), { updates: 'strict' })).toEqual([
    'refused service-target-port-missing: closed',
  ]);
});

test('the workload of a release is written after its Service, so it is no first half', () => {
  const stored = cluster(...whole.map(value => inRelease(value, 'shop')));
  expect(rulings(stored, inRelease(renamed, 'shop'))).toEqual([
    'refused service-target-port-missing: closed',
  ]);
});

test('the Service of one release may select the labels that its workload will have', () => {
  const stored = cluster(...whole.map(value => inRelease(value, 'shop')));
  const relabelled = service('web', { selector: { app: 'storefront' } });
  expect(rulings(stored, inRelease(relabelled, 'shop'))).toEqual([
    'warned service-selects-nothing: first-half',
  ]);
  expect(rulings(stored, inRelease(relabelled, 'other'))).toEqual(['refused service-selects-nothing: cut']);
});

test('the policy of one release may come before the policy that admits', () => {
  const stored = cluster(...whole.map(value => inRelease(value, 'shop')));
  const deny = inRelease(networkPolicy('deny', { policyTypes: ['Ingress'] }), 'shop');
  const narrowed = stored.with(
    object(inRelease(networkPolicy('deny', { policyTypes: ['Ingress'], ingress: [{}] }), 'shop')),
  );
  expect(rulings(narrowed, deny)).toEqual(['warned network-policy-blocks-ingress: first-half']);
});

test('without a common release both halves are refused', () => {
  const stored = cluster(
    inRelease(sound('web'), 'web'),
    inRelease(service('web'), 'shop'),
    ingress('shop', ['web']),
  );
  expect(rulings(stored, inRelease(half, 'shop'))).toEqual(['refused service-target-port-missing: closed']);
  expect(rulings(stored, inRelease(renamed, 'web'))).toEqual(['refused service-target-port-missing: closed']);
});

test('the second half is held to the fault that it changed and that stays', () => {
  const stored = cluster(...whole.map(value => inRelease(value, 'shop'))).with(
    object(inRelease(half, 'shop')),
  );
  const wrong = sound('web', {
    ports: [{ name: 'wbe', containerPort: 8080 }],
    container: { readinessProbe: { tcpSocket: { port: 'wbe' } } },
  });
  expect(rulings(stored, inRelease(wrong, 'shop'))).toEqual(['refused service-target-port-missing: closed']);
  expect(rulings(stored, inRelease(renamed, 'shop'))).toEqual([]);
});

test('a dry run is held only to what the object says of itself', () => {
  const stored = cluster(...whole);
  expect(rulings(stored, half, { dryRun: true })).toEqual(['warned service-target-port-missing: dry-run']);
});

test('a workload without any port is not the one refused for a missing name', () => {
  const stored = cluster(
    service('web', { ports: [{ port: 80, targetPort: 'http' }] }),
    ingress('shop', ['web']),
  );
  const worker = sound('web', { ports: [], container: { readinessProbe: { exec: { command: ['true'] } } } });
  expect(rulings(stored, worker)).toEqual(['warned service-target-port-missing: no-port-yet']);
});

test('an exempt finding is not weighed', () => {
  const stored = cluster(service('web'), ingress('shop', ['web']));
  const exempt = deployment('web', {
    spec: strategy,
    metadata: {
      annotations: {
        'ingress-policy.io/exempt': 'readiness-probe-missing',
        'ingress-policy.io/reason': 'known',
      },
    },
  });
  expect(rulings(stored, exempt)).toEqual([]);
});
