import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { found, judge, type Options } from '../support/check.ts';
import { cronJob, deployment, ingress, manifest, service, workload } from '../support/manifests.ts';

const rule = 'grace-period-too-short';
const clean: readonly string[] = [];
const on = (severity: string, name = 'web') => [`${severity} ${rule} Deployment shop/${name}`];

type Fields = { readonly [field: string]: Json };

const sleep = (seconds: number): Json => ({ sleep: { seconds } });
const exec = (...command: readonly string[]): Json => ({ exec: { command } });
const routed = (...objects: readonly Json[]) =>
  manifest(...objects, service('web'), ingress('shop', ['web']));
const options = (grace: number | null, preStop: Json, pod: Fields = {}) => ({
  container: preStop === null ? {} : { lifecycle: { preStop } },
  pod: { ...pod, ...(grace === null ? {} : { terminationGracePeriodSeconds: grace }) },
});
/** A routed Deployment with that grace period and hook; null leaves one out. */
const web = (grace: number | null, preStop: Json) => routed(deployment('web', options(grace, preStop)));
const sound = deployment('web');

interface Case {
  readonly is: string;
  readonly yaml: string;
  readonly expected: readonly string[];
  readonly options?: Options;
}

const cases: readonly Case[] = [
  { is: 'a sleep of 20 s of the default 30', yaml: web(null, sleep(20)), expected: clean },
  {
    is: 'a sleep of 45 s of the default 30 is refused',
    yaml: web(null, sleep(45)),
    expected: on('error'),
  },
  { is: 'a sleep of 30 s of 30', yaml: web(30, sleep(30)), expected: on('warning') },
  {
    is: 'a sleep of 25 s and more, of 30',
    yaml: web(30, exec('sh', '-c', 'sleep 25 && nginx -s quit')),
    expected: on('warning'),
  },
  { is: 'a grace period of 0 with a hook', yaml: web(0, sleep(5)), expected: on('error') },
  { is: 'a sleep of 1m of 60', yaml: web(60, exec('sleep', '1m')), expected: on('warning') },
  { is: 'a sleep of a variable', yaml: web(30, exec('sh', '-c', 'sleep $DELAY')), expected: clean },
  {
    is: 'the grace period of a livenessProbe is its own',
    yaml: routed(
      deployment('web', {
        container: { livenessProbe: { tcpSocket: { port: 'http' }, terminationGracePeriodSeconds: 5 } },
      }),
    ),
    expected: clean,
  },
  {
    is: 'of two containers each is judged',
    yaml: routed(
      deployment('web', {
        pod: {
          terminationGracePeriodSeconds: 30,
          containers: [
            { name: 'web', ports: [{ name: 'http', containerPort: 8080 }], lifecycle: { preStop: sleep(5) } },
            { name: 'proxy', lifecycle: { preStop: sleep(25) } },
          ],
        },
      }),
    ),
    expected: on('warning'),
  },

  { is: 'neither is written', yaml: web(null, null), expected: clean },
  { is: 'a grace period of 0 without a hook', yaml: web(0, null), expected: on('error') },
  { is: 'less than 5 s without a hook', yaml: web(3, null), expected: on('warning') },
  { is: '5 s without a hook', yaml: web(5, null), expected: clean },
  { is: 'less than 5 s with a hook that nobody knows', yaml: web(3, exec('/drain')), expected: clean },
  {
    is: 'an exec that sleeps longer than the grace period',
    yaml: web(30, exec('sleep', '45')),
    expected: on('warning'),
  },
  { is: 'a sleep that leaves 10 s', yaml: web(20, sleep(10)), expected: clean },
  { is: 'a sleep that leaves 9 s', yaml: web(19, sleep(10)), expected: on('warning') },
  { is: 'a CronJob', yaml: routed(sound, cronJob('clean', options(0, null))), expected: clean },
  {
    is: 'a worker with a grace period of 0 is warned: it stands by itself',
    yaml: routed(sound, deployment('worker', { ports: [], ...options(0, null) })),
    expected: on('warning', 'worker'),
  },
  {
    is: 'a worker whose sleep the API server refuses',
    yaml: routed(sound, deployment('worker', { ports: [], ...options(null, sleep(45)) })),
    expected: on('warning', 'worker'),
  },
  {
    is: 'a worker with little time left: silent',
    yaml: routed(sound, deployment('worker', { ports: [], ...options(30, sleep(25)) })),
    expected: clean,
  },
  {
    is: 'served: a patch keeps its force at admission, and is an info here',
    yaml: routed(sound, deployment('cart', options(30, sleep(30))), service('cart')),
    expected: on('info', 'cart'),
  },
  {
    is: 'served: little time left is only noted',
    yaml: routed(sound, deployment('cart', options(30, sleep(25))), service('cart')),
    expected: on('info', 'cart'),
  },
  {
    is: 'served: 0 is a step lower',
    yaml: routed(sound, deployment('cart', options(0, null)), service('cart')),
    expected: on('warning', 'cart'),
  },
  {
    is: 'no route seen: 0 is a step lower',
    yaml: manifest(deployment('web', options(0, null)), service('web')),
    expected: on('warning'),
  },
  {
    is: 'scope served: 0 has full force',
    yaml: routed(sound, deployment('cart', options(0, null)), service('cart')),
    expected: on('error', 'cart'),
    options: { policy: { rules: { [rule]: { scope: 'served' } } } },
  },
  {
    is: 'strict: an error',
    yaml: web(30, sleep(30)),
    expected: on('error'),
    options: { policy: { profile: 'strict' } },
  },
  {
    is: 'strict: little time left stays a warning',
    yaml: web(30, sleep(25)),
    expected: on('warning'),
    options: { policy: { profile: 'strict' } },
  },
  {
    is: 'warn: 0 warns',
    yaml: web(0, null),
    expected: on('warning'),
    options: { policy: { rules: { [rule]: { action: 'warn' } } } },
  },
  {
    is: 'drainSeconds: the policy asks for more',
    yaml: web(null, sleep(15)),
    expected: on('warning'),
    options: { policy: { rules: { [rule]: { params: { drainSeconds: 20 } } } } },
  },
  {
    is: 'drainSeconds: the policy is content with less',
    yaml: web(null, sleep(25)),
    expected: clean,
    options: { policy: { rules: { [rule]: { params: { drainSeconds: 5 } } } } },
  },
];

test.for(cases)('$is', ({ yaml, expected, options: given }) => {
  expect(found(yaml, rule, given)).toEqual(expected);
});

test('every kind of pods that run on is judged', () => {
  for (const kind of ['StatefulSet', 'DaemonSet', 'Rollout', 'DeploymentConfig', 'ReplicaSet']) {
    const yaml = routed(workload(kind, 'web', options(0, null)));
    expect(found(yaml, rule)).toEqual([`error ${rule} ${kind} shop/web`]);
  }
});

function findings(yaml: string, given?: Options) {
  return judge(yaml, given).findings.filter(each => each.rule === rule);
}

const path = '/spec/template/spec/terminationGracePeriodSeconds';
const containers = [
  { name: 'web', ports: [{ name: 'http', containerPort: 8080 }], lifecycle: { preStop: sleep(25) } },
  { name: 'proxy', lifecycle: { preStop: sleep(40) } },
];

const fixes: readonly { is: string; yaml: string; operation: object; options?: Options }[] = [
  {
    is: 'the hook and 15 s, written for the first time',
    yaml: web(null, sleep(45)),
    operation: { op: 'add', path, value: 60 },
  },
  { is: 'the hook and 15 s', yaml: web(30, sleep(30)), operation: { op: 'replace', path, value: 45 } },
  {
    is: '0 becomes the default of Kubernetes',
    yaml: web(0, null),
    operation: { op: 'replace', path, value: 30 },
  },
  { is: '0 with a long hook', yaml: web(0, sleep(40)), operation: { op: 'replace', path, value: 55 } },
  {
    is: 'the longest of two hooks, whichever is reported',
    yaml: routed(deployment('web', { pod: { terminationGracePeriodSeconds: 30, containers } })),
    operation: { op: 'replace', path, value: 55 },
  },
  {
    is: 'drainSeconds above 15',
    yaml: web(null, sleep(15)),
    options: { policy: { rules: { [rule]: { params: { drainSeconds: 20 } } } } },
    operation: { op: 'add', path, value: 35 },
  },
];

test.for(fixes)('the fix for $is', ({ yaml, operation, options: given }) => {
  const made = findings(yaml, given);
  expect(made.length).toBeGreaterThan(0);
  for (const { fix } of made) expect(fix).toMatchObject({ safety: 'safe', operations: [operation] });
});

const messages: readonly { is: string; yaml: string; says: string }[] = [
  {
    is: 'of 0',
    yaml: web(0, null),
    says: 'terminationGracePeriodSeconds of Deployment shop/web is 0, so its pods are killed at once, without preStop and without SIGTERM',
  },
  {
    is: 'of a refused sleep',
    yaml: web(null, sleep(45)),
    says: 'terminationGracePeriodSeconds of Deployment shop/web is 30 by default, and the preStop hook of container "web" sleeps 45 s: the API server refuses a sleep that is longer than the grace period',
  },
  {
    is: 'of a sleep that takes all',
    yaml: web(30, sleep(30)),
    says: 'terminationGracePeriodSeconds of Deployment shop/web is 30, and the preStop hook of container "web" takes 30 s: 2 s are left between SIGTERM and SIGKILL',
  },
  {
    is: 'of a sleep that takes most',
    yaml: web(30, sleep(25)),
    says: 'terminationGracePeriodSeconds of Deployment shop/web is 30, and the preStop hook of container "web" takes 25 s: 5 s are left to answer what has begun',
  },
  {
    is: 'of less than 5 s',
    yaml: web(3, null),
    says: 'terminationGracePeriodSeconds of Deployment shop/web is 3: requests that take longer are cut when a pod stops',
  },
];

test.for(messages)('the message $is', ({ yaml, says }) => {
  expect(findings(yaml).map(one => one.message)).toEqual([says]);
});
