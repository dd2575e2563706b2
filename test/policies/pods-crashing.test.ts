import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { found, judge } from '../support/check.ts';
import {
  condition,
  ended,
  live,
  liveWorkload,
  looping,
  type PodOptions,
  pod,
  up,
  waiting,
} from '../support/live.ts';
import { ingress, manifest, service, workload } from '../support/manifests.ts';

const rule = 'pods-crashing';
const error = [`error ${rule} Deployment shop/web`];
const warning = [`warning ${rule} Deployment shop/web`];
const info = [`info ${rule} Deployment shop/web`];
const clean: readonly string[] = [];

const shop = (...objects: readonly Json[]) => manifest(service('web'), ingress('shop', ['web']), ...objects);
const pods = (...states: readonly PodOptions[]) =>
  states.map((state, index) => pod(`web-6f5b-${index}`, state));
const web = (...containers: readonly Json[]) =>
  shop(live('web'), ...pods(...containers.map(container => ({ containers: [container] }))));
const fit: PodOptions = { ready: true };
const oom = ended('OOMKilled', 137);

test.for([
  ['CrashLoopBackOff', web(looping()), error],
  ['ImagePullBackOff', web(waiting('ImagePullBackOff')), error],
  ['ErrImagePull', web(waiting('ErrImagePull')), error],
  ['CreateContainerConfigError', web(waiting('CreateContainerConfigError')), error],
  ['RunContainerError', web(waiting('RunContainerError')), error],
  ['ContainerCreating', web(waiting('ContainerCreating')), clean],
  ['a reason that is no word of ours', web(waiting('constructor')), clean],
  ['between two crashes', web(up({ ready: false, restartCount: 4, state: ended('Error', 1) })), error],
  [
    'running between two crashes',
    web(up({ ready: false, restartCount: 4, lastState: ended('Error', 1) })),
    error,
  ],
  ['the first start is slow', web(up({ ready: false })), clean],
  [
    'not ready after two restarts',
    web(up({ ready: false, restartCount: 2, lastState: ended('Error', 1) })),
    clean,
  ],
  ['ready, and killed for memory before', web(up({ restartCount: 1, lastState: oom })), warning],
  ['ready, and restarted nine times', web(up({ restartCount: 9, lastState: ended('Error', 1) })), clean],
  ['ready, and restarted ten times', web(up({ restartCount: 10, lastState: ended('Error', 1) })), info],
  ['ready, and ended well ten times', web(up({ restartCount: 10, lastState: ended('Completed', 0) })), clean],
] as const)('%s', ([, yaml, expected]) => {
  expect(found(yaml, rule)).toEqual(expected);
});

test.for([
  ['one of two crashes', shop(live('web'), ...pods(fit, { containers: [looping()] })), error],
  [
    'a pod too many crashes, as in a rollout',
    shop(live('web'), ...pods(fit, fit, { containers: [looping()] })),
    warning,
  ],
  [
    'an init container crashes',
    shop(live('web'), ...pods({ containers: null, init: [looping({ name: 'migrate' })] })),
    error,
  ],
  [
    'an init container that is done was killed once',
    shop(
      live('web'),
      ...pods({ ...fit, init: [up({ name: 'migrate', state: ended('Completed', 0), lastState: oom })] }),
    ),
    clean,
  ],
  [
    'a pod that is being deleted',
    shop(
      live('web'),
      ...pods({ containers: [looping()], metadata: { deletionTimestamp: '2026-11-21T12:00:00Z' } }),
    ),
    clean,
  ],
  ['a pod that was evicted', shop(live('web'), ...pods({ phase: 'Failed', containers: [looping()] })), clean],
  ['nobody serves it', manifest(live('web'), ...pods({ containers: [looping()] })), clean],
  [
    'no route leads there',
    manifest(service('web'), live('web'), ...pods({ containers: [looping()] })),
    warning,
  ],
  [
    'pods of another Deployment',
    shop(live('web'), live('api'), ...pods({ app: 'api', containers: [looping()] })),
    clean,
  ],
  [
    'pods of a canary that shares the labels',
    shop(
      live('web'),
      live('web-canary', {}, { labels: { app: 'web' } }),
      pod('web-canary-9c-1', {
        owner: { kind: 'ReplicaSet', name: 'web-canary-9c' },
        labels: { app: 'web', 'pod-template-hash': '9c' },
        containers: [looping()],
      }),
    ),
    [`error ${rule} Deployment shop/web-canary`],
  ],
  [
    'a StatefulSet',
    shop(
      liveWorkload('StatefulSet', 'web', {}),
      pod('web-0', { owner: { kind: 'StatefulSet', name: 'web' }, containers: [looping()] }),
    ),
    [`error ${rule} StatefulSet shop/web`],
  ],
  [
    'a Rollout',
    shop(
      liveWorkload('Rollout', 'web', {}),
      pod('web-6f5b-0', {
        labels: { app: 'web', 'rollouts-pod-template-hash': '6f5b' },
        containers: [looping()],
      }),
    ),
    [`error ${rule} Rollout shop/web`],
  ],
  [
    'a DeploymentConfig',
    shop(
      workload('DeploymentConfig', 'web'),
      pod('web-3-x', {
        owner: { apiVersion: 'v1', kind: 'ReplicationController', name: 'web-3' },
        labels: { app: 'web', deploymentconfig: 'web' },
        containers: [looping()],
      }),
    ),
    [`error ${rule} DeploymentConfig shop/web`],
  ],
  [
    'a pod that nobody keeps',
    shop(pod('web', { owner: null, containers: [looping()] })),
    [`error ${rule} Pod shop/web`],
  ],
  [
    'pods of a Job',
    shop(
      live('web'),
      workload('Job', 'web-job', { labels: { app: 'web' } }),
      pod('web-job-x', {
        owner: { apiVersion: 'batch/v1', kind: 'Job', name: 'web-job' },
        labels: { app: 'web' },
        containers: [looping()],
      }),
    ),
    clean,
  ],
] as const)('%s', ([, yaml, expected]) => {
  expect(found(yaml, rule)).toEqual(expected);
});

test('a container of many pods is one finding, and each container its own', () => {
  const { findings } = judge(
    shop(
      live('web'),
      ...pods(
        { containers: [looping(), waiting('ImagePullBackOff', { name: 'proxy' })] },
        { containers: [looping({ restartCount: 9 }), up({ name: 'proxy' })] },
      ),
    ),
    {},
    rule,
  );
  expect(findings.map(({ key, message }) => [key, message])).toEqual([
    [
      'web',
      'container "web" of Deployment shop/web ends soon after each start in 2 of 2 pods (CrashLoopBackOff, 9 restarts, last exit code 1), and no pod is ready',
    ],
    [
      'proxy',
      'container "proxy" of Deployment shop/web cannot get its image "registry.example/shop/web:1.4.2" in 1 of 2 pods (ImagePullBackOff), and no pod is ready',
    ],
  ]);
});

test.for([
  ['no pod is left', pods({ containers: [looping()] }), 'no-endpoint', 'always'],
  ['some are left', pods(fit, { containers: [looping()] }), 'cut-short', 'whenever a pod stops'],
  [
    'it never ran',
    pods(fit, { containers: [waiting('ErrImagePull')] }),
    'overloaded',
    'for a share of requests',
  ],
  ['enough are left', pods(fit, fit, { containers: [looping()] }), 'idle', 'always'],
] as const)('what fails when %s', ([, some, failure, when]) => {
  expect(judge(shop(live('web'), ...some), {}, rule).findings).toMatchObject([{ failure, when }]);
});

const times = (startedAt: string, finishedAt: string) => ({
  terminated: { reason: 'Error', exitCode: 255, startedAt, finishedAt },
});
test.for([
  [
    'ended within ten minutes each time is a loop',
    times('2026-11-21T08:00:00Z', '2026-11-21T08:01:00Z'),
    error,
  ],
  [
    'ran for a day before its node was restarted is none',
    times('2026-11-20T08:00:00Z', '2026-11-21T08:00:00Z'),
    clean,
  ],
  ['ran for nobody knows how long is a loop', ended('Error', 255), error],
] as const)('a container that starts for the fourth time and %s', ([, lastState, expected]) => {
  const starting = up({ ready: false, restartCount: 3, lastState });
  expect(found(shop(live('web'), ...pods(fit, { containers: [starting] })), rule)).toEqual(expected);
  const over = waiting('', { restartCount: 3, state: lastState });
  expect(found(shop(live('web'), ...pods(fit, { containers: [over] })), rule)).toEqual(expected);
});

test('of a workload without a ready pod requests are answered where the Service has others', () => {
  const canary = live('web-canary', { readyReplicas: 0 }, { labels: { app: 'web' } });
  const crashing = pod('web-canary-9c-1', {
    owner: { kind: 'ReplicaSet', name: 'web-canary-9c' },
    labels: { app: 'web', 'pod-template-hash': '9c' },
    containers: [looping()],
  });
  const [alone] = judge(shop(canary, crashing), {}, rule).findings;
  expect(alone).toMatchObject({ failure: 'no-endpoint', when: 'always' });
  const [beside] = judge(shop(live('web'), canary, crashing, ...pods(fit)), {}, rule).findings;
  expect(beside).toMatchObject({ failure: 'cut-short', when: 'whenever a pod stops' });
  expect(beside?.message).toMatch(/, and none of its pods is ready; others answer behind the same Service$/);
});

test('a rollout that is stuck by it is told here, and only here', () => {
  const stuck = live('web', { conditions: [condition('Progressing', 'False', 'ProgressDeadlineExceeded')] });
  const yaml = shop(stuck, ...pods(fit, fit, { containers: [looping()] }));
  const { findings } = judge(yaml);
  const told = findings.filter(({ message }) => message.includes('rollout is stuck'));
  expect(told.map(finding => finding.rule)).toEqual([rule]);
  expect(findings.map(finding => finding.rule)).not.toContain('rollout-stuck');
});
