import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { found, judge, type Options } from '../support/check.ts';
import { cronJob, deployment, ingress, manifest, namespace, service } from '../support/manifests.ts';

const rule = 'readiness-probe-broken';
const clean: readonly string[] = [];
const on = (severity: string, name = 'web') => [`${severity} ${rule} Deployment shop/${name}`];

// biome-ignore lint/suspicious/noTemplateCurlyInString: a parameter of an OpenShift Template
const parameter = '${PORT_NAME}';

type Fields = { readonly [field: string]: Json };

const routed = (...objects: readonly Json[]) =>
  manifest(...objects, service('web'), ingress('shop', ['web']));
const http = (port: number | string, more: Fields = {}): Json => ({
  httpGet: { path: '/ready', port },
  ...more,
});
const app = (fields: Fields = {}): Json => ({
  name: 'web',
  ports: [{ name: 'http', containerPort: 8080 }],
  readinessProbe: http('http'),
  ...fields,
});
const proxy = (fields: Fields = {}): Json => ({
  name: 'proxy',
  ports: [{ name: 'admin', containerPort: 9901 }],
  ...fields,
});
const pod = (containers: readonly Json[], rest: Fields = {}, template: Fields = {}) =>
  deployment('web', { pod: { containers, ...rest }, template });
/** Of one container, as given. */
const web = (fields: Fields, rest: Fields = {}) => routed(pod([app(fields)], rest));

const live = (fields: Fields = {}) => http('http', { periodSeconds: 10, failureThreshold: 3, ...fields });
const late = http('http', { initialDelaySeconds: 60 });

interface Case {
  readonly is: string;
  readonly yaml: string;
  readonly expected: readonly string[];
  readonly options?: Options;
}

const cases: readonly Case[] = [
  {
    is: 'the name is that of a port of another container',
    yaml: routed(pod([app({ readinessProbe: http('admin') }), proxy()])),
    expected: on('error'),
  },
  {
    is: 'a name that no container has',
    yaml: web({ readinessProbe: http('htpp') }),
    expected: on('error'),
  },
  { is: 'of a startupProbe', yaml: web({ startupProbe: http('htpp') }), expected: on('error') },
  {
    is: 'of tcpSocket',
    yaml: web({ readinessProbe: { tcpSocket: { port: 'htpp' } } }),
    expected: on('error'),
  },
  {
    is: 'of a native sidecar',
    yaml: routed(
      pod([app()], { initContainers: [proxy({ restartPolicy: 'Always', readinessProbe: http('http') })] }),
    ),
    expected: on('error'),
  },
  {
    is: 'a livenessProbe with the same mistake',
    yaml: web({ livenessProbe: http('htpp') }),
    expected: on('info'),
  },
  {
    is: 'a management port that the container declares',
    yaml: web({
      ports: [
        { name: 'http', containerPort: 8080 },
        { name: 'mgmt', containerPort: 8081 },
      ],
      readinessProbe: http(8081),
    }),
    expected: clean,
  },
  {
    is: 'a gRPC probe without declared ports',
    yaml: web({ ports: [], readinessProbe: { grpc: { port: 9000 } } }),
    expected: clean,
  },
  {
    is: 'a gRPC probe of an undeclared port',
    yaml: web({ readinessProbe: { grpc: { port: 9000 } } }),
    expected: ['info readiness-probe-broken Deployment shop/web'],
  },
  {
    is: 'liveness kills after 30 s, readiness first succeeds after 60 s',
    yaml: web({ livenessProbe: live(), readinessProbe: late }),
    expected: on('warning'),
  },
  {
    is: 'with a startupProbe',
    yaml: web({ livenessProbe: live(), readinessProbe: late, startupProbe: http('http') }),
    expected: clean,
  },
  {
    is: 'liveness that waits longer',
    yaml: web({ livenessProbe: live({ initialDelaySeconds: 31 }), readinessProbe: late }),
    expected: clean,
  },
  {
    is: 'successThreshold counts',
    yaml: web({ livenessProbe: live(), readinessProbe: http('http', { successThreshold: 4 }) }),
    expected: on('warning'),
  },
  { is: 'the defaults of both', yaml: web({ livenessProbe: http('http') }), expected: clean },
  {
    is: 'a quoted number is no name: invalid-object has it',
    yaml: web({ readinessProbe: http('8080') }),
    expected: clean,
  },
  {
    is: 'a worker is only warned',
    yaml: routed(
      pod([app()]),
      deployment('worker', { ports: [], container: { readinessProbe: http('http') } }),
    ),
    expected: on('warning', 'worker'),
  },
  {
    is: 'a port that nobody declares, under hostNetwork',
    yaml: web({ readinessProbe: http(9000) }, { hostNetwork: true }),
    expected: clean,
  },

  {
    is: 'a number that no container declares',
    yaml: web({ readinessProbe: http(9000) }),
    expected: on('info'),
  },
  {
    is: 'a number, beside a container without ports',
    yaml: routed(pod([app({ readinessProbe: http(9000) }), { name: 'log' }])),
    expected: clean,
  },
  {
    is: 'a number, in pods into which a mesh puts a sidecar',
    yaml: manifest(
      namespace('shop', { 'istio-injection': 'enabled' }),
      pod([app({ readinessProbe: http(15020) })]),
      service('web'),
      ingress('shop', ['web']),
    ),
    expected: clean,
  },
  {
    is: 'a number that another container declares',
    yaml: routed(pod([app({ readinessProbe: http(9901) }), proxy()])),
    expected: on('info'),
  },
  {
    is: 'a number that another container declares, of one without requests',
    yaml: routed(pod([app(), proxy({ name: 'log', ports: [], readinessProbe: http(8080) })])),
    expected: clean,
  },
  { is: 'a livenessProbe of another port', yaml: web({ livenessProbe: http(9000) }), expected: clean },
  {
    is: 'another host',
    yaml: web({ readinessProbe: { httpGet: { port: 8080, host: '127.0.0.1' } } }),
    expected: on('warning'),
  },
  {
    is: 'another host under hostNetwork',
    yaml: web({ readinessProbe: { httpGet: { port: 8080, host: '127.0.0.1' } } }, { hostNetwork: true }),
    expected: clean,
  },
  { is: 'an exec probe', yaml: web({ readinessProbe: { exec: { command: ['/ready'] } } }), expected: clean },
  { is: 'a name that is a parameter', yaml: web({ readinessProbe: http(parameter) }), expected: clean },
  {
    is: 'a port whose name is a parameter',
    yaml: web({
      ports: [
        { name: parameter, containerPort: 8080 },
        { name: 'http', containerPort: 8081 },
      ],
      readinessProbe: http('web'),
    }),
    expected: clean,
  },
  {
    is: 'a CronJob',
    yaml: routed(pod([app()]), cronJob('clean', { container: { readinessProbe: http('none') } })),
    expected: clean,
  },
  {
    is: 'no route seen: a step lower',
    yaml: manifest(pod([app({ readinessProbe: http('htpp') })]), service('web')),
    expected: on('warning'),
  },
  {
    is: 'served: a step lower',
    yaml: routed(
      pod([app()]),
      deployment('cart', { container: { readinessProbe: http('htpp') } }),
      service('cart'),
    ),
    expected: on('warning', 'cart'),
  },
  {
    is: 'scope all: full force for a worker',
    yaml: routed(
      pod([app()]),
      deployment('worker', { ports: [], container: { readinessProbe: http('http') } }),
    ),
    expected: on('error', 'worker'),
    options: { policy: { rules: { [rule]: { scope: 'all' } } } },
  },
];

test.for(cases)('$is', ({ yaml, expected, options }) => {
  expect(found(yaml, rule, options)).toEqual(expected);
});

const messages: readonly { is: string; yaml: string; says: string }[] = [
  {
    is: 'of a name of another container',
    yaml: routed(pod([app({ readinessProbe: http('admin') }), proxy()])),
    says: 'readinessProbe of container "web" of Deployment shop/web asks port "admin", a name that this container does not declare, so the pod is never ready; it declares "http", and container "proxy" has that name',
  },
  {
    is: 'of a livenessProbe',
    yaml: web({ ports: [{ containerPort: 8080 }], readinessProbe: http(8080), livenessProbe: http('http') }),
    says: 'livenessProbe of container "web" of Deployment shop/web asks port "http", a name that this container does not declare, so it never fails; it declares "8080"',
  },
  {
    is: 'of a port of another container',
    yaml: routed(pod([app({ readinessProbe: http(9901) }), proxy()])),
    says: 'readinessProbe of container "web" of Deployment shop/web asks port 9901, and requests come to another one; container "proxy" declares 9901',
  },
  {
    is: 'of two probes that do not agree',
    yaml: web({ livenessProbe: live(), readinessProbe: late }),
    says: 'readinessProbe of container "web" of Deployment shop/web can first succeed 60 s after the start, and its livenessProbe restarts the container after 30 s of failures',
  },
];

test.for(messages)('the message $is', ({ yaml, says }) => {
  expect(
    judge(yaml)
      .findings.filter(one => one.rule === rule)
      .map(one => one.message),
  ).toEqual([says]);
});
