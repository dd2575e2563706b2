import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { found, judge, type Options } from '../support/check.ts';
import {
  cronJob,
  deployment,
  ingress,
  manifest,
  networkPolicy,
  type ServiceOptions,
  service,
  type WorkloadOptions,
  workload,
} from '../support/manifests.ts';

const rule = 'service-selects-too-much';
const strict: Options = { policy: { profile: 'strict' } };
const all = { rel: 'shop' };

const web = deployment('web', { labels: { ...all, component: 'web' } });
const other = (options: WorkloadOptions = {}, kind = 'Deployment') =>
  workload(kind, 'other', { labels: { ...all, component: 'other' }, ...options });
const job = (options: WorkloadOptions = {}) => cronJob('report', { labels: all, ports: [], ...options });
const to = (targetPort: Json, options: ServiceOptions = {}) =>
  service('web', { selector: all, ports: [{ name: 'web', port: 80, targetPort }], ...options });
const route = ingress('shop', ['web']);
const metrics = [{ name: 'metrics', containerPort: 9090 }];

const clean: readonly string[] = [];
const warning = [`warning ${rule} Service shop/web`];
const error = [`error ${rule} Service shop/web`];
const info = [`info ${rule} Service shop/web`];

const cases: readonly {
  readonly is: string;
  readonly objects: readonly Json[];
  readonly expected: readonly string[];
  readonly strictly?: readonly string[];
}[] = [
  { is: 'one workload', objects: [web, to(8080), route], expected: clean },
  {
    is: 'a workload with other ports: case 03',
    objects: [web, other({ ports: metrics }, 'DaemonSet'), to(8080), route],
    expected: warning,
    strictly: error,
  },
  {
    is: 'a workload without ports: case 04',
    objects: [web, other({ ports: [] }), to(8080), route],
    expected: warning,
    strictly: warning,
  },
  {
    is: 'targetPort left out, so that port is the number',
    objects: [
      web,
      other({ ports: metrics }),
      service('web', { selector: all, ports: [{ name: 'web', port: 8080 }] }),
      ingress('shop', ['web:web']),
    ],
    expected: warning,
  },
  { is: 'a canary that declares the number', objects: [web, other(), to(8080), route], expected: clean },
  {
    is: 'a named port that the other pods lack: service-target-port-missing',
    objects: [web, other({ ports: metrics }), to('http'), route],
    expected: clean,
  },
  {
    is: 'the same image with the same arguments',
    objects: [
      web,
      other({ ports: [], container: { image: 'registry.example/shop/web:1.5.0' } }),
      to(8080),
      route,
    ],
    expected: clean,
  },
  {
    is: 'the same image with other arguments, such as a worker',
    objects: [
      web,
      other({ ports: [], container: { image: 'registry.example/shop/web:1.4.2', args: ['worker'] } }),
      to(8080),
      route,
    ],
    expected: warning,
  },
  {
    is: 'an argument has the number',
    objects: [web, other({ ports: metrics, container: { args: ['--port=8080'] } }), to(8080), route],
    expected: info,
  },
  {
    is: 'a variable has the number',
    objects: [
      web,
      other({ ports: [], container: { env: [{ name: 'PORT', value: '8080' }] } }),
      to(8080),
      route,
    ],
    expected: info,
  },
  {
    is: 'a probe asks the number',
    objects: [
      web,
      other({ ports: [], container: { readinessProbe: { tcpSocket: { port: 8080 } } } }),
      to(8080),
      route,
    ],
    expected: info,
  },
  {
    is: 'a second container without ports may serve',
    objects: [
      web,
      other({
        pod: {
          containers: [
            { name: 'a', image: 'a', ports: metrics },
            { name: 'b', image: 'b' },
          ],
        },
      }),
      to(8080),
      route,
    ],
    expected: info,
  },
  {
    is: 'an injector adds containers',
    objects: [
      web,
      other({ ports: metrics, template: { annotations: { 'sidecar.istio.io/inject': 'true' } } }),
      to(8080),
      route,
    ],
    expected: info,
  },
  {
    is: 'no workload declares the number',
    objects: [
      deployment('web', { labels: all, ports: [] }),
      other({ ports: [], container: { args: ['worker'] } }),
      to(8080),
      route,
    ],
    expected: clean,
  },
  {
    is: '0 replicas',
    objects: [web, other({ ports: metrics, spec: { replicas: 0 } }), to(8080), route],
    expected: clean,
  },
  { is: 'a CronJob', objects: [web, job(), to(8080), route], expected: warning, strictly: error },
  {
    is: 'a CronJob beside a workload that declares no port',
    objects: [deployment('web', { labels: all, ports: [] }), job(), to(8080), route],
    expected: warning,
  },
  {
    is: 'a Job',
    objects: [web, workload('Job', 'migrate', { labels: all, ports: [] }), to(8080), route],
    expected: warning,
  },
  {
    is: 'a CronJob that declares the number',
    objects: [web, job({ ports: [{ containerPort: 8080 }] }), to(8080), route],
    expected: clean,
  },
  {
    is: 'a suspended CronJob',
    objects: [web, job({ spec: { suspend: true } }), to(8080), route],
    expected: info,
  },
  {
    is: 'the test of a chart',
    objects: [web, job({ metadata: { annotations: { 'helm.sh/hook': 'test' } } }), to(8080), route],
    expected: info,
  },
  {
    is: 'a hook that runs in every upgrade',
    objects: [web, job({ metadata: { annotations: { 'helm.sh/hook': 'pre-upgrade' } } }), to(8080), route],
    expected: warning,
  },
  {
    is: 'a Job with a readinessProbe',
    objects: [web, job({ container: { readinessProbe: { exec: { command: ['true'] } } } }), to(8080), route],
    expected: info,
  },
  { is: 'a CronJob without the named port', objects: [web, job(), to('http'), route], expected: info },
  {
    is: 'a CronJob of another namespace',
    objects: [web, job({ namespace: 'other' }), to(8080), route],
    expected: clean,
  },
  { is: 'Jobs alone: service-selects-nothing', objects: [job(), to(8080), route], expected: clean },
  {
    is: 'no route to the Service',
    objects: [
      web,
      other({ ports: metrics }),
      to(8080),
      deployment('cart'),
      service('cart'),
      ingress('shop', ['cart']),
    ],
    expected: info,
    strictly: error,
  },
  {
    is: 'a policy selects both',
    objects: [web, other(), networkPolicy('all', {}), to(8080)],
    expected: clean,
  },
];

test.for(cases)('$is', ({ objects, expected, strictly }) => {
  expect(found(manifest(...objects), rule)).toEqual(expected);
  if (strictly !== undefined) expect(found(manifest(...objects), rule, strict)).toEqual(strictly);
});

test('the message names the label that leaves the pods out', () => {
  const [finding] = judge(manifest(web, other({ ports: metrics }), to(8080), route), {}, rule).findings;
  expect(finding).toMatchObject({
    message:
      'Service shop/web also selects Deployment shop/other, which declares "metrics" (9090): a share of the requests on port 80 goes to port 8080 of its pods; component=web in the selector leaves it out',
    failure: 'refused',
    when: 'for a share of requests',
    certainty: 'likely',
    fix: null,
    chainBreak: null,
  });
  expect(finding?.symptoms[0]?.status).toBe('502');
});

test('no label of a version or a slot is named', () => {
  const labelled = (name: string, labels: { readonly [key: string]: string }, ports: readonly Json[]) =>
    deployment(name, { labels: { ...all, ...labels }, ports });
  const objects = [
    labelled('web', { version: 'v2' }, [{ containerPort: 8080 }]),
    labelled('other', { version: 'v1' }, metrics),
  ];
  const [finding] = judge(manifest(...objects, to(8080), route), {}, rule).findings;
  expect(finding?.message).toMatch(/of its pods$/);
});

test('a Job is one finding for all ports of a Service', () => {
  const ports = [
    { name: 'web', port: 80, targetPort: 8080 },
    { name: 'more', port: 81, targetPort: 8080 },
  ];
  const { findings } = judge(
    manifest(web, job(), to(8080, { ports }), ingress('shop', ['web', 'web:81'])),
    {},
    rule,
  );
  expect(findings).toMatchObject([
    {
      message:
        'Service shop/web also selects CronJob shop/report, whose pods get requests on port 8080 while they run; component=web in the selector leaves it out',
      when: 'while a Job runs',
    },
  ]);
});

test('readiness-probe-missing says that the selector may be the fault', () => {
  const sibling = 'readiness-probe-missing';
  const probe = { readinessProbe: { httpGet: { port: 'http' } } };
  const probed = deployment('web', { labels: { ...all, component: 'web' }, container: probe });
  const say = (more: Json) =>
    judge(manifest(probed, more, to(8080), route), {}, sibling).findings.map(({ message }) => message);
  const asks = 'Deployment shop/other is sent requests on port 8080';
  const none = 'container "other" has no readinessProbe';
  const stray = '; if it does not serve that port, the selector of Service shop/web is the fault';
  expect(say(other({ ports: [] }))).toEqual([`${asks} as soon as its process starts: ${none}${stray}`]);
  expect(say(other())).toEqual([`${asks} as soon as its process starts: ${none}`]);
  const started = { startupProbe: { tcpSocket: { port: 9090 } } };
  expect(say(other({ ports: [], container: started }))).toEqual([
    `${asks} from its start until its end, ready or not: ${none}, only a startupProbe${stray}`,
  ]);
});
