import { expect, test } from 'vitest';
import { defaultSettings } from '../../src/graph/index/query.ts';
import type { Json } from '../../src/kube/json.ts';
import { found, judge, type Options } from '../support/check.ts';
import { cronJob, deployment, ingress, manifest, service, workload } from '../support/manifests.ts';

const rule = 'pre-stop-missing';
const clean: readonly string[] = [];
const on = (severity: string, kind = 'Deployment', name = 'web') => [
  `${severity} ${rule} ${kind} shop/${name}`,
];

type Fields = { readonly [field: string]: Json };

const routed = (...objects: readonly Json[]) =>
  manifest(...objects, service('web'), ingress('shop', ['web']));
const behindAlb = (...objects: readonly Json[]) =>
  manifest(...objects, service('web'), ingress('shop', ['web'], { className: 'alb' }));
const preStop = (hook: Json): Fields => ({ lifecycle: { preStop: hook } });
const sleep = (seconds: number) => preStop({ sleep: { seconds } });
const exec = (...command: readonly string[]) => preStop({ exec: { command } });
/** A routed Deployment of one container with these fields. */
const web = (container: Fields, pod: Fields = {}) => routed(deployment('web', { container, pod }));
const app: Fields = { name: 'web', ports: [{ name: 'http', containerPort: 8080 }] };
const pods = (...containers: readonly Json[]) => routed(deployment('web', { pod: { containers } }));
const onKubernetes = (kubeVersion: number): Options => ({
  policy: { settings: { ...defaultSettings, kubeVersion } },
});
const params = (values: { readonly seconds: number }): Options => ({
  policy: { rules: { [rule]: { params: values } } },
});

interface Case {
  readonly is: string;
  readonly yaml: string;
  readonly expected: readonly string[];
  readonly options?: Options;
}

const cases: readonly Case[] = [
  {
    is: 'silent where the Service keeps the address until the pod is gone',
    yaml: manifest(
      deployment('web'),
      service('web', { spec: { publishNotReadyAddresses: true } }),
      ingress('shop', ['web']),
    ),
    expected: clean,
  },
  { is: 'no hook behind an Ingress', yaml: web({}), expected: on('warning') },
  { is: 'a sleep of 5 s', yaml: web(sleep(5)), expected: clean },
  { is: 'a sleep of 0 s', yaml: web(sleep(0)), expected: on('warning') },
  {
    is: 'exec sleep in a distroless image',
    yaml: web({ image: 'gcr.io/distroless/static:nonroot', ...exec('sleep', '5') }),
    expected: on('warning'),
  },
  {
    is: 'only the sidecar has a hook',
    yaml: pods(app, { name: 'log', ...sleep(10) }),
    expected: on('warning'),
  },
  {
    is: 'of two containers the one that owns the port has the hook',
    yaml: pods({ ...app, ...sleep(10) }, { name: 'log' }),
    expected: clean,
  },
  {
    is: 'a native sidecar owns the port: it ends last',
    yaml: routed(
      deployment('web', {
        ports: [],
        pod: { initContainers: [{ ...app, name: 'envoy', restartPolicy: 'Always' }] },
      }),
    ),
    expected: on('info'),
  },
  { is: 'a CronJob', yaml: routed(cronJob('web')), expected: clean },
  { is: 'Kubernetes 1.28', yaml: web({}), expected: on('warning'), options: onKubernetes(28) },
  {
    is: 'a sleep of 5 s behind a cloud load balancer',
    yaml: behindAlb(deployment('web', { container: sleep(5) })),
    expected: on('warning'),
  },
  {
    is: 'a sleep of 20 s behind a cloud load balancer',
    yaml: behindAlb(deployment('web', { container: sleep(20), pod: { terminationGracePeriodSeconds: 60 } })),
    expected: on('info'),
  },
  {
    is: 'a sleep of 30 s behind a cloud load balancer',
    yaml: behindAlb(deployment('web', { container: sleep(30), pod: { terminationGracePeriodSeconds: 60 } })),
    expected: clean,
  },

  { is: 'a sleep of 2 s', yaml: web(sleep(2)), expected: on('info') },
  {
    is: 'exec sleep in an image with a shell',
    yaml: web(exec('/bin/sh', '-c', 'sleep 10')),
    expected: clean,
  },
  {
    is: 'exec sleep in the debug tag of a distroless image',
    yaml: web({ image: 'gcr.io/distroless/static:debug', ...exec('sleep', '5') }),
    expected: clean,
  },
  {
    is: 'a native sleep in a distroless image',
    yaml: web({ image: 'gcr.io/distroless/static', ...sleep(5) }),
    expected: clean,
  },
  {
    is: 'a short sleep before a drain of its own',
    yaml: web(exec('sh', '-c', 'sleep 2 && nginx -s quit')),
    expected: clean,
  },
  { is: 'a command that nobody knows', yaml: web(exec('/wait-shutdown')), expected: clean },
  { is: 'httpGet', yaml: web(preStop({ httpGet: { path: '/drain', port: 8080 } })), expected: clean },
  { is: 'true', yaml: web(exec('/bin/true')), expected: on('warning') },
  { is: 'an echo in a shell', yaml: web(exec('sh', '-c', 'echo stopping')), expected: on('warning') },
  {
    is: 'a postStart hook alone',
    yaml: web({ lifecycle: { postStart: { exec: { command: ['true'] } } } }),
    expected: on('warning'),
  },
  {
    is: 'no container declares the port: the hook of any counts',
    yaml: manifest(
      deployment('web', { pod: { containers: [{ name: 'a' }, { name: 'b', ...sleep(10) }] } }),
      service('web', { ports: [{ port: 80, targetPort: 8080 }] }),
      ingress('shop', ['web']),
    ),
    expected: clean,
  },
  {
    is: 'no container declares the port and none has a hook',
    yaml: manifest(
      deployment('web', { pod: { containers: [{ name: 'a' }, { name: 'b' }] } }),
      service('web', { ports: [{ port: 80, targetPort: 8080 }] }),
      ingress('shop', ['web']),
    ),
    expected: on('warning'),
  },
  {
    is: 'Recreate: a delay only makes the gap longer',
    yaml: routed(deployment('web', { spec: { strategy: { type: 'Recreate' } } })),
    expected: clean,
  },
  {
    is: 'Recreate of a StatefulSet',
    yaml: routed(workload('StatefulSet', 'web', { spec: { updateStrategy: { type: 'Recreate' } } })),
    expected: clean,
  },
  { is: '0 replicas', yaml: routed(deployment('web', { spec: { replicas: 0 } })), expected: clean },
  {
    is: 'a grace period of 0 has no hooks: grace-period-too-short has it',
    yaml: web({}, { terminationGracePeriodSeconds: 0 }),
    expected: clean,
  },
  ...['StatefulSet', 'DaemonSet', 'Rollout', 'DeploymentConfig'].map(kind => ({
    is: `a ${kind}`,
    yaml: routed(workload(kind, 'web')),
    expected: on('warning', kind),
  })),
  {
    is: 'served: a patch keeps its force at admission, and is an info here',
    yaml: routed(deployment('web', { container: sleep(10) }), deployment('cart'), service('cart')),
    expected: on('info', 'Deployment', 'cart'),
  },
  {
    is: 'no route seen: an info here',
    yaml: manifest(deployment('web'), service('web')),
    expected: on('info'),
  },
  {
    is: 'nothing leads to it: silent',
    yaml: routed(deployment('web', { container: sleep(10) }), deployment('worker')),
    expected: clean,
  },
  {
    is: 'strict: an error',
    yaml: web({}),
    expected: on('error'),
    options: { policy: { profile: 'strict' } },
  },
  {
    is: 'seconds: the policy asks for more',
    yaml: web(sleep(10)),
    expected: on('info'),
    options: params({ seconds: 20 }),
  },
  {
    is: 'seconds: the policy is content with less',
    yaml: web(sleep(2)),
    expected: clean,
    options: params({ seconds: 2 }),
  },
];

test.for(cases)('$is', ({ yaml, expected, options }) => {
  expect(found(yaml, rule, options)).toEqual(expected);
});

function finding(yaml: string, options?: Options) {
  const [one] = judge(yaml, options).findings.filter(each => each.rule === rule);
  if (one === undefined) throw new Error('no finding');
  return one;
}

const container = '/spec/template/spec/containers/0';
const grace = '/spec/template/spec/terminationGracePeriodSeconds';
const hook = (seconds: number) => ({ preStop: { sleep: { seconds } } });

const fixes: readonly {
  is: string;
  yaml: string;
  safety: string;
  operations: readonly object[];
  options?: Options;
}[] = [
  {
    is: 'a container without hooks',
    yaml: web({}),
    safety: 'safe',
    operations: [{ op: 'add', path: `${container}/lifecycle`, value: hook(10) }],
  },
  {
    is: 'a container with postStart',
    yaml: web({ lifecycle: { postStart: { exec: { command: ['true'] } } } }),
    safety: 'safe',
    operations: [{ op: 'add', path: `${container}/lifecycle/preStop`, value: { sleep: { seconds: 10 } } }],
  },
  {
    is: 'a cloud load balancer: 30 s, and the time for it',
    yaml: behindAlb(deployment('web')),
    safety: 'safe',
    operations: [
      { op: 'add', path: `${container}/lifecycle`, value: hook(30) },
      { op: 'add', path: grace, value: 45 },
    ],
  },
  {
    is: 'a grace period that is too short for it',
    yaml: web({}, { terminationGracePeriodSeconds: 20 }),
    safety: 'safe',
    operations: [
      { op: 'add', path: `${container}/lifecycle`, value: hook(10) },
      { op: 'replace', path: grace, value: 25 },
    ],
  },
  {
    is: 'a sleep of 0 s that somebody wrote: suggested',
    yaml: web(sleep(0)),
    safety: 'suggestion',
    operations: [
      { op: 'replace', path: `${container}/lifecycle/preStop`, value: { sleep: { seconds: 10 } } },
    ],
  },
  {
    is: 'Kubernetes 1.28 has no native sleep: suggested',
    yaml: web({}),
    options: onKubernetes(28),
    safety: 'suggestion',
    operations: [
      {
        op: 'add',
        path: `${container}/lifecycle`,
        value: { preStop: { exec: { command: ['sleep', '10'] } } },
      },
    ],
  },
  {
    is: 'the seconds of the policy',
    yaml: web({}),
    options: params({ seconds: 20 }),
    safety: 'safe',
    operations: [
      { op: 'add', path: `${container}/lifecycle`, value: hook(20) },
      { op: 'add', path: grace, value: 35 },
    ],
  },
];

test.for(fixes)('the fix for $is', ({ yaml, safety, operations, options }) => {
  expect(finding(yaml, options).fix).toMatchObject({ safety, operations });
});

test('there is no fix where the container is not known', () => {
  const yaml = manifest(
    deployment('web', { pod: { containers: [{ name: 'a' }, { name: 'b' }] } }),
    service('web', { ports: [{ port: 80, targetPort: 8080 }] }),
    ingress('shop', ['web']),
  );
  expect(finding(yaml).fix).toBeNull();
});

const messages: readonly { is: string; yaml: string; says: string }[] = [
  {
    is: 'of no hook',
    yaml: web({}),
    says: 'container "web" of Deployment shop/web has no preStop hook, so it may stop listening while proxies still send requests',
  },
  {
    is: 'of a hook that ends at once',
    yaml: web(sleep(0)),
    says: 'the preStop hook of container "web" of Deployment shop/web ends at once, so it delays nothing: 10 s fit',
  },
  {
    is: 'of a program that is not there',
    yaml: web({ image: 'gcr.io/distroless/static', ...exec('sleep', '5') }),
    says: 'the preStop hook of container "web" of Deployment shop/web runs "sleep", and image "gcr.io/distroless/static" is made without such programs: a native sleep fits',
  },
  {
    is: 'of a sleep that is short for a cloud load balancer',
    yaml: behindAlb(deployment('web', { container: sleep(5) })),
    says: 'the preStop hook of container "web" of Deployment shop/web sleeps 5 s, and a cloud load balancer needs longer to drop the endpoint: 30 s fit',
  },
];

test.for(messages)('the message $is', ({ yaml, says }) => {
  expect(finding(yaml).message).toBe(says);
});
