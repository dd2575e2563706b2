import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { found, judge, type Options } from '../support/check.ts';
import {
  autoscaler,
  custom,
  deployment,
  ingress,
  manifest,
  scaledObject,
  service,
  volumeClaim,
  type WorkloadOptions,
  workload,
} from '../support/manifests.ts';

const rule = 'rollout-drops-capacity';
const clean: readonly string[] = [];
const on = (severity: string, kind: string, name = 'web') => [`${severity} ${rule} ${kind} shop/${name}`];
const error = on('error', 'Deployment');
const warning = on('warning', 'Deployment');
const info = on('info', 'Deployment');

type Step = readonly [maxUnavailable: number | string | null, maxSurge: number | string | null];
type Values = { readonly [field: string]: Json };

const values = ([maxUnavailable, maxSurge]: Step): Values => ({
  ...(maxUnavailable === null ? {} : { maxUnavailable }),
  ...(maxSurge === null ? {} : { maxSurge }),
});
const rolling = (step: Step) => ({ strategy: { type: 'RollingUpdate', rollingUpdate: values(step) } });
const routed = (...objects: readonly Json[]) =>
  manifest(...objects, service('web'), ingress('shop', ['web']));

/** A routed Deployment; the replicas `null` are left out. */
function web(
  replicas: number | null,
  step: Step | null,
  pod: Values = {},
  ...others: readonly Json[]
): string {
  const spec = step === null ? {} : rolling(step);
  return routed(sized('Deployment', replicas, spec, { pod }), ...others);
}

function sized(kind: string, replicas: number | null, spec: Values, options: WorkloadOptions = {}): Json {
  const made = workload(kind, 'web', { ...options, spec: { ...spec, replicas } });
  const body = made as { spec: { replicas?: number | null } };
  if (replicas === null) delete body.spec.replicas;
  return made;
}

const claim = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] };
const recreate = { strategy: { type: 'Recreate' } };
const canary = (fields: Values) => ({ strategy: { canary: fields } });
const update = (fields: Values, more: Values = {}) => ({
  updateStrategy: { rollingUpdate: fields, ...more },
});
const hostPort = { ports: [{ name: 'http', containerPort: 8080, hostPort: 8080 }] };

interface Case {
  readonly is: string;
  readonly yaml: string;
  readonly expected: readonly string[];
  readonly options?: Options;
}

const cases: readonly Case[] = [
  { is: 'the defaults with 1 replica', yaml: web(1, null), expected: clean },
  { is: '1/1 with 1 replica', yaml: web(1, [1, 1]), expected: error },
  { is: '25%/0 with 1 replica: both come to 0, so one goes', yaml: web(1, ['25%', 0]), expected: error },
  { is: '25%/0 with 3 replicas', yaml: web(3, ['25%', 0]), expected: error },
  { is: '100%/1 with 2 replicas', yaml: web(2, ['100%', 1]), expected: error },
  {
    is: 'an autoscaler from 1 to 10, maxUnavailable 1',
    yaml: web(null, [1, null], {}, autoscaler('web', { minReplicas: 1, maxReplicas: 10 })),
    expected: error,
  },
  {
    is: 'an autoscaler from 3, 1/1',
    yaml: web(null, [1, 1], {}, autoscaler('web', { minReplicas: 3, maxReplicas: 10 })),
    expected: clean,
  },
  { is: '1/1 and nobody says how many replicas', yaml: web(null, [1, 1]), expected: warning },
  { is: '0/0 is refused by the API server', yaml: web(3, [0, 0]), expected: clean },
  {
    is: 'Recreate with a volume claim',
    yaml: routed(sized('Deployment', 2, recreate, { pod: claim })),
    expected: warning,
  },
  {
    is: 'a StatefulSet of 1',
    yaml: routed(sized('StatefulSet', 1, {})),
    expected: on('warning', 'StatefulSet'),
  },
  {
    is: 'a StatefulSet of 3 with maxUnavailable 50%, rounded up',
    yaml: routed(
      sized('StatefulSet', 3, { podManagementPolicy: 'Parallel', ...update({ maxUnavailable: '50%' }) }),
    ),
    expected: on('warning', 'StatefulSet'),
  },
  {
    is: 'a DaemonSet with both values is refused by the API server',
    yaml: routed(workload('DaemonSet', 'web', { spec: update({ maxUnavailable: 1, maxSurge: 1 }) })),
    expected: clean,
  },
  {
    is: 'a canary of 1 beside a stable of 3 that loses none',
    yaml: routed(
      deployment('web', { spec: { replicas: 3, ...rolling([0, 1]) } }),
      deployment('canary', {
        labels: { app: 'web', track: 'canary' },
        spec: { replicas: 1, ...rolling([1, 0]) },
      }),
    ),
    expected: on('warning', 'Deployment', 'canary'),
  },
  { is: '"1" is no percentage', yaml: web(1, ['1', 1]), expected: clean },
  { is: '1%/0 of 10: both come to 0, so one goes', yaml: web(10, ['1%', 0]), expected: error },
  {
    is: '1/1 with 1 replica and a hostPort',
    yaml: routed(sized('Deployment', 1, rolling([1, 1]), hostPort)),
    expected: warning,
  },

  {
    is: '25%/25% is sound with any number',
    yaml: web(null, null, {}, autoscaler('web', { maxReplicas: 40 })),
    expected: clean,
  },
  { is: '50%/50% of 1', yaml: web(1, ['50%', '50%']), expected: clean },
  { is: '0/1 of 1', yaml: web(1, [0, 1]), expected: clean },
  { is: 'no surge with 2', yaml: web(2, [1, 0]), expected: error },
  { is: 'no surge, as "0%"', yaml: web(2, [1, '0%']), expected: error },
  { is: 'a deep cut: 75%/25% of 4', yaml: web(4, ['75%', '25%']), expected: warning },
  { is: 'half is no deep cut: 50%/1 of 4', yaml: web(4, ['50%', 1]), expected: clean },
  { is: 'more than all is all: 5/1 of 3', yaml: web(3, [5, 1]), expected: error },
  { is: '150% is refused by the API server', yaml: web(3, ['150%', 1]), expected: clean },
  { is: '0 replicas are judged as 1', yaml: web(0, [1, 1]), expected: error },
  { is: '0 replicas with the defaults', yaml: web(0, null), expected: clean },
  { is: 'Recreate at 0 replicas', yaml: routed(sized('Deployment', 0, recreate)), expected: error },
  { is: 'Recreate', yaml: routed(sized('Deployment', 3, recreate)), expected: error },
  {
    is: 'Recreate, and nobody says how many',
    yaml: routed(sized('Deployment', null, recreate)),
    expected: warning,
  },
  {
    is: 'a paused Deployment rolls out one day',
    yaml: routed(sized('Deployment', 1, { paused: true, ...rolling([1, 1]) })),
    expected: error,
  },

  { is: 'hostNetwork', yaml: web(1, [1, 1], { hostNetwork: true }), expected: warning },
  { is: 'a claim that nobody shows', yaml: web(1, [1, 1], claim), expected: warning },
  {
    is: 'a ReadWriteOnce claim',
    yaml: web(1, [1, 1], claim, volumeClaim('data', ['ReadWriteOnce'])),
    expected: warning,
  },
  {
    is: 'a ReadWriteMany claim',
    yaml: web(1, [1, 1], claim, volumeClaim('data', ['ReadWriteMany'])),
    expected: error,
  },
  {
    is: 'a hostPort of a native sidecar',
    yaml: web(1, [1, 1], {
      initContainers: [
        { name: 'proxy', restartPolicy: 'Always', ports: [{ containerPort: 9000, hostPort: 9000 }] },
      ],
    }),
    expected: warning,
  },

  {
    is: 'an autoscaler without minReplicas starts at 1',
    yaml: web(5, [1, 1], {}, autoscaler('web', { maxReplicas: 9 })),
    expected: error,
  },
  {
    is: 'KEDA from 0 is judged from 1',
    yaml: web(null, [1, 1], {}, scaledObject('web', { maxReplicaCount: 9 })),
    expected: error,
  },
  {
    is: 'KEDA from 3',
    yaml: web(null, [1, 1], {}, scaledObject('web', { minReplicaCount: 3 })),
    expected: clean,
  },
  {
    is: 'an autoscaler of another kind',
    yaml: web(3, [1, 1], {}, autoscaler('web', { maxReplicas: 9 }, 'StatefulSet')),
    expected: clean,
  },

  {
    is: 'a DeploymentConfig with the defaults',
    yaml: routed(sized('DeploymentConfig', 1, {})),
    expected: clean,
  },
  {
    is: 'a DeploymentConfig without surge',
    yaml: routed(
      sized('DeploymentConfig', 2, {
        strategy: { type: 'Rolling', rollingParams: { maxUnavailable: 1, maxSurge: 0 } },
      }),
    ),
    expected: on('error', 'DeploymentConfig'),
  },
  {
    is: 'a DeploymentConfig with Recreate',
    yaml: routed(sized('DeploymentConfig', 2, recreate)),
    expected: on('error', 'DeploymentConfig'),
  },
  {
    is: 'a DeploymentConfig with Custom',
    yaml: routed(sized('DeploymentConfig', 2, { strategy: { type: 'Custom' } })),
    expected: clean,
  },

  {
    is: 'a canary Rollout with the defaults',
    yaml: routed(sized('Rollout', 4, canary({ steps: [{ setWeight: 20 }] }))),
    expected: clean,
  },
  {
    is: 'a canary Rollout without surge',
    yaml: routed(sized('Rollout', 4, canary({ maxUnavailable: '25%', maxSurge: 0 }))),
    expected: on('error', 'Rollout'),
  },
  {
    is: 'a canary Rollout with traffic routing keeps its stable pods',
    yaml: routed(
      sized(
        'Rollout',
        4,
        canary({ maxUnavailable: 1, maxSurge: 0, trafficRouting: { nginx: { stableIngress: 'shop' } } }),
      ),
    ),
    expected: clean,
  },
  {
    is: 'a blue-green Rollout',
    yaml: routed(sized('Rollout', 1, { strategy: { blueGreen: { activeService: 'web' } } })),
    expected: clean,
  },
  {
    is: 'a Rollout that takes the template of a Deployment',
    yaml: routed(
      sized('Deployment', 0, recreate),
      custom('argoproj.io/v1alpha1', 'Rollout', 'shop-web', {
        spec: {
          replicas: 2,
          workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
          ...canary({ maxUnavailable: 2, maxSurge: 1 }),
        },
      }),
    ),
    expected: on('error', 'Rollout', 'shop-web'),
  },

  { is: 'a StatefulSet of 3', yaml: routed(sized('StatefulSet', 3, {})), expected: clean },
  {
    is: 'a StatefulSet of 1 with OnDelete',
    yaml: routed(sized('StatefulSet', 1, update({}, { type: 'OnDelete' }))),
    expected: clean,
  },
  {
    is: 'a StatefulSet of 1 that a partition keeps',
    yaml: routed(sized('StatefulSet', 1, update({ partition: 1 }))),
    expected: clean,
  },
  {
    is: 'a StatefulSet of 0',
    yaml: routed(sized('StatefulSet', 0, {})),
    expected: on('warning', 'StatefulSet'),
  },
  {
    is: 'a StatefulSet with Recreate',
    yaml: routed(sized('StatefulSet', 3, update({}, { type: 'Recreate' }))),
    expected: on('warning', 'StatefulSet'),
  },

  {
    is: 'a DaemonSet with the defaults',
    yaml: routed(workload('DaemonSet', 'web')),
    expected: on('info', 'DaemonSet'),
  },
  {
    is: 'a DaemonSet with OnDelete',
    yaml: routed(workload('DaemonSet', 'web', { spec: update({}, { type: 'OnDelete' }) })),
    expected: clean,
  },
  {
    is: 'a DaemonSet that surges',
    yaml: routed(workload('DaemonSet', 'web', { spec: update({ maxUnavailable: 0, maxSurge: 1 }) })),
    expected: clean,
  },
  {
    is: 'a DaemonSet with a hostPort',
    yaml: routed(workload('DaemonSet', 'web', hostPort)),
    expected: on('warning', 'DaemonSet'),
  },
  {
    is: 'a DaemonSet whose traffic stays on the node',
    yaml: manifest(
      workload('DaemonSet', 'web'),
      service('web', { spec: { internalTrafficPolicy: 'Local' } }),
      ingress('shop', ['web']),
    ),
    expected: on('warning', 'DaemonSet'),
  },
  {
    is: 'a DaemonSet with maxUnavailable 100%',
    yaml: routed(workload('DaemonSet', 'web', { spec: update({ maxUnavailable: '100%' }) })),
    expected: on('warning', 'DaemonSet'),
  },

  {
    is: 'both of two workloads behind one port lose all: each a step lower',
    yaml: routed(
      sized('Deployment', 1, rolling([1, 1])),
      deployment('old', { labels: { app: 'web' }, spec: { replicas: 1, ...rolling([1, 1]) } }),
    ),
    expected: [...on('warning', 'Deployment', 'old'), ...warning],
  },
  {
    is: 'another workload at 0 replicas is no help',
    yaml: routed(
      sized('Deployment', 1, rolling([1, 1])),
      deployment('old', { labels: { app: 'web' }, spec: { replicas: 0 } }),
    ),
    expected: error,
  },
  {
    is: 'another workload without the port is no help',
    yaml: routed(
      sized('Deployment', 1, rolling([1, 1])),
      deployment('old', { labels: { app: 'web' }, ports: [{ name: 'other', containerPort: 9 }] }),
    ),
    expected: error,
  },
  {
    is: 'another workload behind a port that neither declares',
    yaml: manifest(
      sized('Deployment', 1, rolling([1, 1]), { ports: [] }),
      deployment('old', { labels: { app: 'web' }, ports: [] }),
      service('web', { ports: [{ port: 80, targetPort: 8080 }] }),
      ingress('shop', ['web']),
    ),
    expected: warning,
  },
  {
    is: 'a worker without ports behind a declared port is no help',
    yaml: manifest(
      sized('Deployment', 1, rolling([1, 1])),
      deployment('old', { labels: { app: 'web' }, ports: [] }),
      service('web', { ports: [{ port: 80, targetPort: 8080 }] }),
      ingress('shop', ['web']),
    ),
    expected: error,
  },
  {
    is: 'a hostPort and another workload: two steps',
    yaml: routed(
      sized('Deployment', 1, rolling([1, 1]), hostPort),
      deployment('old', { labels: { app: 'web' } }),
    ),
    expected: info,
  },
  {
    is: 'served: a step lower',
    yaml: routed(
      deployment('web'),
      deployment('cart', { spec: { replicas: 1, ...rolling([1, 1]) } }),
      service('cart'),
    ),
    expected: on('warning', 'Deployment', 'cart'),
  },
  {
    is: 'no route seen: a step lower',
    yaml: manifest(sized('Deployment', 1, rolling([1, 1])), service('web')),
    expected: warning,
  },
  {
    is: 'nothing leads to it: silent',
    yaml: routed(deployment('web'), deployment('worker', { spec: { replicas: 1, ...recreate } })),
    expected: clean,
  },
  {
    is: 'scope served: full force',
    yaml: routed(
      deployment('web'),
      deployment('cart', { spec: { replicas: 1, ...rolling([1, 1]) } }),
      service('cart'),
    ),
    expected: on('error', 'Deployment', 'cart'),
    options: { policy: { rules: { [rule]: { scope: 'served' } } } },
  },
];

test.for(cases)('$is', ({ yaml, expected, options }) => {
  expect(found(yaml, rule, options)).toEqual(expected);
});

function finding(yaml: string) {
  const [one] = judge(yaml).findings.filter(each => each.rule === rule);
  if (one === undefined) throw new Error('no finding');
  return one;
}

const messages: readonly { is: string; yaml: string; says: string }[] = [
  {
    is: 'of the only pod',
    yaml: web(1, [1, 1]),
    says: 'a rollout of Deployment shop/web may end its only pod before a new one is ready: maxUnavailable is 1, maxSurge is 1; maxUnavailable 0 and maxSurge 1 fit',
  },
  {
    is: 'of an autoscaler',
    yaml: web(null, [2, null], {}, autoscaler('web', { minReplicas: 2, maxReplicas: 10 })),
    says: 'a rollout of Deployment shop/web may end all of its 2 pods (HorizontalPodAutoscaler shop/web allows 2) before a new one is ready: maxUnavailable is 2, maxSurge is "25%" by default; maxUnavailable 0 and maxSurge 1 fit',
  },
  {
    is: 'of replicas by default',
    yaml: web(null, [1, 1]),
    says: 'a rollout of Deployment shop/web may end its only pod (replicas is 1 by default) before a new one is ready: maxUnavailable is 1, maxSurge is 1; maxUnavailable 0 and maxSurge 1 fit',
  },
  {
    is: 'of pods that cannot stand side by side',
    yaml: web(1, [1, 1], { hostNetwork: true }),
    says: 'a rollout of Deployment shop/web may end its only pod before a new one is ready: maxUnavailable is 1, maxSurge is 1',
  },
  {
    is: 'of a StatefulSet',
    yaml: routed(sized('StatefulSet', 1, {})),
    says: 'a rollout of StatefulSet shop/web may end its only pod before a new one is ready: a StatefulSet has no surge',
  },
];

test.for(messages)('the message $is', ({ yaml, says }) => {
  expect(finding(yaml).message).toBe(says);
});

const spread = {
  topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }],
};
const apart = {
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname' }],
    },
  },
};
const whole = { path: '/spec/strategy/rollingUpdate', value: { maxUnavailable: 0, maxSurge: 1 } };

const fixes: readonly { is: string; yaml: string; fix: object | null }[] = [
  {
    is: 'few replicas surge by one',
    yaml: web(1, [1, 1]),
    fix: { safety: 'safe', operations: [{ op: 'add', ...whole }] },
  },
  {
    is: 'many replicas surge by a quarter',
    yaml: web(10, [3, 0]),
    fix: {
      safety: 'safe',
      operations: [{ op: 'add', path: whole.path, value: { maxUnavailable: 0, maxSurge: '25%' } }],
    },
  },
  { is: 'pods that must stand apart: suggested', yaml: web(1, [1, 1], apart), fix: { safety: 'suggestion' } },
  { is: 'pods that must be spread: suggested', yaml: web(1, [1, 1], spread), fix: { safety: 'suggestion' } },
  {
    is: 'a paused Deployment: suggested',
    yaml: routed(sized('Deployment', 1, { paused: true, ...rolling([1, 1]) })),
    fix: { safety: 'suggestion' },
  },
  { is: 'a hostPort: none', yaml: routed(sized('Deployment', 1, rolling([1, 1]), hostPort)), fix: null },
  { is: 'a claim: none', yaml: web(1, [1, 1], claim), fix: null },
  { is: 'Recreate: none', yaml: routed(sized('Deployment', 2, recreate)), fix: null },
  { is: 'a StatefulSet: none', yaml: routed(sized('StatefulSet', 1, {})), fix: null },
  {
    is: 'a DaemonSet without strategy',
    yaml: routed(workload('DaemonSet', 'web')),
    fix: {
      safety: 'safe',
      operations: [
        {
          op: 'add',
          path: '/spec/updateStrategy',
          value: { type: 'RollingUpdate', rollingUpdate: whole.value },
        },
      ],
    },
  },
  {
    is: 'a canary: its two fields, suggested',
    yaml: routed(sized('Rollout', 2, canary({ maxUnavailable: 1, maxSurge: 0 }))),
    fix: {
      safety: 'suggestion',
      operations: [
        { op: 'add', path: '/spec/strategy/canary/maxUnavailable', value: 0 },
        { op: 'add', path: '/spec/strategy/canary/maxSurge', value: 1 },
      ],
    },
  },
];

test.for(fixes)('the fix for $is', ({ yaml, fix }) => {
  const made = finding(yaml).fix;
  if (fix === null) expect(made).toBeNull();
  else expect(made).toMatchObject(fix);
});

test('of Recreate nothing is said to fit without the condition', () => {
  const [finding] = judge(routed(sized('Deployment', 1, recreate)), {}, 'rollout-drops-capacity').findings;
  expect(finding?.message).toMatch(
    /: its strategy is "Recreate"; "RollingUpdate" with maxUnavailable 0 and maxSurge 1 keeps them, if an old and a new pod can run at once$/,
  );
  expect(finding?.fix).toBeNull();
});
