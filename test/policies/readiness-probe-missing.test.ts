import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { found, judge, type Options } from '../support/check.ts';
import {
  autoscaler,
  cronJob,
  custom,
  deployment,
  ingress,
  manifest,
  networkPolicy,
  service,
  type WorkloadOptions,
  workload,
} from '../support/manifests.ts';

const rule = 'readiness-probe-missing';
const clean: readonly string[] = [];
const error = [`error ${rule} Deployment shop/web`];
const warning = [`warning ${rule} Deployment shop/web`];

const http = { httpGet: { path: '/ready', port: 'http' } };
const routed = (...objects: readonly Json[]) =>
  manifest(...objects, service('web'), ingress('shop', ['web']));
const web = (options: WorkloadOptions) => routed(deployment('web', options));
const withContainer = (container: { readonly [field: string]: Json }) => web({ container });
const pod = (...containers: readonly Json[]) => web({ pod: { containers } });

const app = (fields: object = {}) => ({
  name: 'web',
  image: 'web:1',
  ports: [{ name: 'http', containerPort: 8080 }],
  ...fields,
});
const proxy = (fields: object = {}) => ({ name: 'proxy', image: 'proxy:1', ...fields });

interface Case {
  readonly is: string;
  readonly yaml: string;
  readonly expected: readonly string[];
  readonly options?: Options;
}

const cases: readonly Case[] = [
  { is: 'no probe behind an Ingress', yaml: web({}), expected: error },
  { is: 'a startupProbe alone', yaml: withContainer({ startupProbe: http }), expected: warning },
  {
    is: 'only the sidecar has a probe',
    yaml: pod(app(), proxy({ readinessProbe: { httpGet: { port: 15021 } } })),
    expected: error,
  },
  {
    is: 'a gRPC probe without declared ports',
    yaml: manifest(
      deployment('web', { ports: [], container: { readinessProbe: { grpc: { port: 8080 } } } }),
      service('web', { ports: [{ port: 80, targetPort: 8080 }] }),
      ingress('shop', ['web']),
    ),
    expected: clean,
  },
  {
    is: 'an exec probe is a probe',
    yaml: withContainer({ readinessProbe: { exec: { command: ['/ready'] } } }),
    expected: clean,
  },
  {
    is: 'pods of a CronJob serve nothing',
    yaml: routed(cronJob('web')),
    expected: clean,
  },
  {
    is: 'a native sidecar owns the port and has the probe',
    yaml: web({
      ports: [],
      pod: {
        initContainers: [
          proxy({
            restartPolicy: 'Always',
            ports: [{ name: 'http', containerPort: 8443 }],
            readinessProbe: http,
          }),
        ],
      },
    }),
    expected: clean,
  },
  {
    is: 'a native sidecar owns the port and only the application has a probe',
    yaml: web({
      ports: [],
      container: { readinessProbe: { exec: { command: ['/ready'] } } },
      pod: {
        initContainers: [proxy({ restartPolicy: 'Always', ports: [{ name: 'http', containerPort: 8443 }] })],
      },
    }),
    expected: warning,
  },
  {
    is: 'a worker that no Service selects',
    yaml: routed(
      deployment('web', { container: { readinessProbe: http } }),
      deployment('worker', { ports: [] }),
    ),
    expected: clean,
  },
  {
    is: 'readinessGates alone',
    yaml: web({ pod: { readinessGates: [{ conditionType: 'target-health.elbv2.k8s.aws/web' }] } }),
    expected: warning,
  },
  { is: 'a readinessProbe', yaml: withContainer({ readinessProbe: http }), expected: clean },
  {
    is: 'a livenessProbe is no readinessProbe',
    yaml: withContainer({ livenessProbe: http }),
    expected: error,
  },
  {
    is: 'no container declares the port: the probe of any container counts',
    yaml: manifest(
      deployment('web', { pod: { containers: [{ name: 'a' }, { name: 'b', readinessProbe: http }] } }),
      service('web', { ports: [{ port: 80, targetPort: 8080 }] }),
      ingress('shop', ['web']),
    ),
    expected: clean,
  },
  {
    is: 'no container declares the port and none has a probe',
    yaml: manifest(
      deployment('web', { pod: { containers: [{ name: 'a' }, { name: 'b' }] } }),
      service('web', { ports: [{ port: 80, targetPort: 8080 }] }),
      ingress('shop', ['web']),
    ),
    expected: error,
  },
  {
    is: 'a Service that publishes unready pods asks no probe',
    yaml: manifest(
      deployment('web'),
      service('web', { spec: { publishNotReadyAddresses: true } }),
      ingress('shop', ['web']),
    ),
    expected: clean,
  },
  { is: '0 replicas serve nobody', yaml: web({ spec: { replicas: 0 } }), expected: clean },
  {
    is: '0 replicas under an autoscaler',
    yaml: routed(deployment('web', { spec: { replicas: 0 } }), autoscaler('web', { maxReplicas: 4 })),
    expected: error,
  },
  {
    is: 'a Deployment at 0 replicas whose template a Rollout takes',
    yaml: routed(
      deployment('web', { spec: { replicas: 0 } }),
      custom('argoproj.io/v1alpha1', 'Rollout', 'web', {
        spec: {
          replicas: 3,
          workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
          strategy: { blueGreen: { activeService: 'web' } },
        },
      }),
    ),
    expected: error,
  },
  ...['StatefulSet', 'DaemonSet', 'Rollout', 'DeploymentConfig'].map(kind => ({
    is: `a ${kind}`,
    yaml: routed(workload(kind, 'web')),
    expected: [`error ${rule} ${kind} shop/web`],
  })),
  {
    is: 'a port that no route leads to is served: a warning',
    yaml: manifest(
      deployment('web', { container: { readinessProbe: http } }),
      service('web'),
      ingress('shop', ['web']),
      deployment('cart'),
      service('cart'),
    ),
    expected: [`warning ${rule} Deployment shop/cart`],
  },
  {
    is: 'a load balancer without a route is exposed: a warning',
    yaml: manifest(
      deployment('web', { container: { readinessProbe: http } }),
      service('web'),
      ingress('shop', ['web']),
      deployment('mail'),
      service('mail', { spec: { type: 'LoadBalancer' } }),
    ),
    expected: [`warning ${rule} Deployment shop/mail`],
  },
  {
    is: 'no route in the input: a warning',
    yaml: manifest(deployment('web'), service('web')),
    expected: warning,
  },
  {
    is: 'a port and no Service: silent',
    yaml: routed(deployment('web', { container: { readinessProbe: http } }), deployment('worker')),
    expected: clean,
  },
  {
    is: 'scope served: full force behind every Service',
    yaml: manifest(
      deployment('web', { container: { readinessProbe: http } }),
      service('web'),
      ingress('shop', ['web']),
      deployment('cart'),
      service('cart'),
    ),
    expected: [`error ${rule} Deployment shop/cart`],
    options: { policy: { rules: { [rule]: { scope: 'served' } } } },
  },
  {
    is: 'the other container of a routed pod is not judged',
    yaml: pod(app({ readinessProbe: http }), proxy({ ports: [{ name: 'metrics', containerPort: 9090 }] })),
    expected: clean,
  },
];

test.for(cases)('$is', ({ yaml, expected, options }) => {
  expect(found(yaml, rule, options)).toEqual(expected);
});

const messages: readonly { is: string; yaml: string; says: string; certainty: string }[] = [
  {
    is: 'of the container that owns the port',
    yaml: web({}),
    says: 'Deployment shop/web is sent requests on port 8080 as soon as its process starts: container "web" has no readinessProbe',
    certainty: 'proven',
  },
  {
    is: 'of a sidecar that has one',
    yaml: pod(app(), proxy({ readinessProbe: { httpGet: { port: 15021 } } })),
    says: 'Deployment shop/web is sent requests on port 8080 as soon as container "proxy" is ready: container "web" has no readinessProbe',
    certainty: 'likely',
  },
  {
    is: 'where no route was seen',
    yaml: manifest(deployment('web'), service('web')),
    says: 'Deployment shop/web is sent requests on port 8080 as soon as its process starts: container "web" has no readinessProbe; the webhook would refuse a route to it',
    certainty: 'proven',
  },
  {
    is: 'of a warning that a route does not sharpen',
    yaml: manifest(deployment('web', { container: { startupProbe: http } }), service('web')),
    says: 'Deployment shop/web is sent requests on port 8080 from its start until its end, ready or not: container "web" has no readinessProbe, only a startupProbe',
    certainty: 'proven',
  },
];

test.for(messages)('the message $is', ({ yaml, says, certainty }) => {
  const [finding] = judge(yaml).findings.filter(one => one.rule === rule);
  expect(finding?.message).toBe(says);
  expect(finding?.certainty).toBe(certainty);
});

const suffix = 'the webhook would refuse a route to it';

test('only a denial that a route would bring back says so', () => {
  const messages = (yaml: string, options?: Options) =>
    judge(yaml, options).findings.map(finding => finding.message.endsWith(suffix));
  const pair = manifest(deployment('web'), service('web'));
  // The probe is a denial, the hook a patch.
  expect(messages(pair).sort()).toEqual([false, true]);
  // With full force behind every Service nothing waits for a route.
  expect(messages(pair, { policy: { profile: 'strict' } })).toEqual([false, false]);
  expect(messages(pair, { policy: { rules: { [rule]: { action: 'warn' } } } })).toEqual([false, false]);
  // An open end may still be closed before the route comes.
  expect(messages(manifest(service('web')), { world: 'closed' })).toEqual([false]);
  // No route leads to a NetworkPolicy.
  expect(messages(manifest(networkPolicy('all', { podSelector: { app: 'web' } })))).not.toContain(true);
});
