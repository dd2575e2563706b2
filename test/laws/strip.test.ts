import fc from 'fast-check';
import { expect, test } from 'vitest';
import { profiles, rules } from '../../policies/index.ts';
import { createConfig } from '../../src/config/config.ts';
import { buildGraph } from '../../src/graph/index/graph.ts';
import { clusterScope } from '../../src/graph/index/scope.ts';
import { evaluate } from '../../src/judge/evaluate.ts';
import { decode } from '../../src/kube/decode.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/kube/json.ts';
import type { Obj } from '../../src/kube/object.ts';
import { type AnyRule, forManifests } from '../../src/rule.ts';
import { createStripper } from '../../src/sources/cluster/strip.ts';
import { cases } from '../support/cases.ts';
import { now } from '../support/check.ts';
import { objects } from '../support/generate-objects.ts';

const { strip } = createStripper();
const { strip: stripToRun } = createStripper('what-runs');
const kindOf = ({ ref }: Obj) => `${ref.group}/${ref.kind}`;

/** The object with the other body, decoded again. */
function withBody(obj: Obj, body: JsonObject): Obj {
  const made = decode(body, obj.origin);
  if (typeof made === 'string') throw new Error(made);
  return obj.opaque === 'ambiguous' ? { ...made, opaque: obj.opaque } : made;
}

/** The object with the fields that only a cluster adds. */
function dressed(obj: Obj): Obj {
  const { metadata } = obj.body;
  return withBody(obj, {
    ...obj.body,
    metadata: {
      ...(isJsonObject(metadata) ? metadata : {}),
      uid: `uid-${obj.ref.name}`,
      managedFields: [{ manager: 'kubectl', fieldsV1: { 'f:spec': {} } }],
      creationTimestamp: '2026-11-21T12:00:00Z',
      generation: 3,
    },
    spec: dress(stored(obj)),
    status: {
      observedGeneration: 3,
      replicas: 2,
      updatedReplicas: 1,
      readyReplicas: 1,
      currentNumberScheduled: 2,
      desiredNumberScheduled: 2,
      numberReady: 1,
      conditions: [
        {
          type: 'Progressing',
          status: 'False',
          reason: 'ProgressDeadlineExceeded',
          message: 'ReplicaSet "web-6f5b" has timed out progressing.',
          lastTransitionTime: '2026-11-21T12:00:00Z',
        },
      ],
      ...(obj.ref.kind === 'Pod' && { phase: 'Running', podIP: '10.0.0.7', containerStatuses: [crashing] }),
    },
  });
}

/** No API server stores a malformed Pod, and stripping removes its fault with the spec of an owned pod. */
const isMalformedPod = ({ ref, opaque }: Obj) => ref.kind === 'Pod' && opaque === 'malformed';

const crashing = {
  name: 'app',
  image: 'registry.example/app:1',
  ready: false,
  restartCount: 7,
  state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container' } },
  lastState: { terminated: { exitCode: 1, reason: 'Error', finishedAt: '2026-11-21T12:00:00Z' } },
};

/** Fields that the API server drops: the generator gives all workloads the same fields. */
const foreign: Readonly<Record<string, readonly string[]>> = {
  DaemonSet: ['replicas', 'strategy'],
  StatefulSet: ['strategy'],
  ReplicaSet: ['strategy', 'updateStrategy'],
  Deployment: ['updateStrategy'],
  Rollout: ['updateStrategy'],
};

function stored({ ref, body: { spec } }: Obj): Json {
  if (!isJsonObject(spec)) return spec ?? null;
  const left = foreign[ref.kind] ?? [];
  return Object.fromEntries(Object.entries(spec).filter(([key]) => !left.includes(key)));
}

function dress(value: Json): Json {
  if (Array.isArray(value)) return value.map(dress);
  if (!isJsonObject(value)) return value;
  const inner = Object.fromEntries(
    Object.keys(value).map(key => [key, isMap(key) ? (value[key] ?? null) : dress(value[key] ?? null)]),
  );
  if (value.containers !== undefined) return { ...inner, nodeSelector: { disk: 'ssd' }, schedulerName: 'x' };
  if (value.image === undefined && value.lifecycle === undefined) return inner;
  return {
    ...inner,
    resources: { limits: { cpu: '1' } },
    securityContext: {},
    volumeMounts: [{ name: 'data' }],
  };
}

/** Maps whose keys are data. */
const isMap = (key: string) => /^(labels|matchLabels|selector|annotations)$/.test(key);

const policies = (['baseline', 'strict'] as const).map(profile => createConfig({ profile }, profiles));
const scope = clusterScope((_, kind) => !/^(Pod|ReplicaSet|EndpointSlice|Endpoints|ConfigMap)$/.test(kind));

/** The findings of stored objects, without the objects themselves. */
const findingsIn = (some: readonly Obj[], judged: readonly AnyRule[]) =>
  policies.map(config => {
    const { findings } = evaluate(buildGraph(some, scope), { rules: judged, config, now });
    const stored = findings.filter(({ failure, at }) => failure !== 'rejected' || at.obj.ref.kind !== 'Pod');
    return JSON.parse(
      JSON.stringify(stored, (key, value) => (key === 'body' || key === 'origin' ? undefined : value)),
    );
  });

test.for([
  ['of rules for manifests', strip, forManifests(rules), 0.4],
  ['of any rule, where what runs is kept', stripToRun, rules, 0.4],
] as const)('what is stripped changes no finding %s', ([, cut, judged, least]) => {
  const tried = cases({ sample: 200, full: 1000 });
  let found = 0;
  fc.assert(
    fc.property(fc.array(objects, { minLength: 4, maxLength: 14 }), made => {
      const whole = made.map(dressed).filter(obj => !isMalformedPod(obj));
      const bare = whole.map(obj => withBody(obj, cut(obj.body, kindOf(obj))));
      const wanted = findingsIn(whole, judged);
      found += wanted.flat().length;
      expect(findingsIn(bare, judged)).toEqual(wanted);
    }),
    tried,
  );
  expect(found).toBeGreaterThan(least * tried.numRuns);
});

test('what is stripped is as opaque, and stands under the same name', () => {
  fc.assert(
    fc.property(objects, obj => {
      const bare = withBody(obj, strip(obj.body, kindOf(obj)));
      expect(bare).toMatchObject({ ref: obj.ref, opaque: obj.opaque, malformed: obj.malformed });
    }),
    cases({ sample: 100, full: 1000 }),
  );
});

const body = (json: object) => json as JsonObject;

test('what identifies an object stays, and what other programs need of it goes', () => {
  const deployment = body({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'web',
      namespace: 'shop',
      uid: 'u',
      resourceVersion: '7',
      generation: 3,
      labels: { app: 'web' },
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}', a: 'b' },
      managedFields: [{}],
    },
    spec: {
      replicas: 2,
      template: {
        metadata: { labels: { app: 'web' }, creationTimestamp: null },
        spec: {
          serviceAccountName: 'web',
          containers: [
            {
              name: 'app',
              image: 'i',
              env: [{ name: 'A', value: 'b' }],
              imagePullPolicy: 'Always',
              resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { memory: '1Gi' } },
            },
          ],
          volumes: [{ name: 'data', emptyDir: {}, configMap: { name: 'c', items: [] } }],
        },
      },
    },
    status: { replicas: 2 },
  });
  expect(strip(deployment, 'apps/Deployment')).toEqual({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop', uid: 'u', labels: { app: 'web' }, annotations: { a: 'b' } },
    spec: {
      replicas: 2,
      template: {
        metadata: { labels: { app: 'web' } },
        spec: {
          containers: [
            {
              name: 'app',
              image: 'i',
              env: [{ name: 'A', value: 'b' }],
              resources: { limits: { memory: '1Gi' } },
            },
          ],
          volumes: [{ name: 'data', configMap: { name: 'c' } }],
        },
      },
    },
  });
});

const owned = (kind: string, apiVersion = 'apps/v1') =>
  body({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'web-6f5b-x2x',
      namespace: 'shop',
      generation: 1,
      labels: { app: 'web', 'pod-template-hash': '6f5b' },
      ownerReferences: [{ apiVersion, kind, name: 'web-6f5b', uid: 'u', controller: true }],
    },
    spec: { nodeName: 'n1', containers: [{ name: 'app', image: 'i', imagePullPolicy: 'Always' }] },
    status: { phase: 'Running', hostIP: '10.0.0.1', containerStatuses: [crashing] },
  });

test('of a pod that a workload keeps stays who it is and how it is', () => {
  expect(stripToRun(owned('ReplicaSet'), '/Pod')).toEqual({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'web-6f5b-x2x',
      namespace: 'shop',
      labels: { app: 'web', 'pod-template-hash': '6f5b' },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-6f5b', uid: 'u', controller: true },
      ],
    },
    status: {
      phase: 'Running',
      containerStatuses: [
        {
          name: 'app',
          image: 'registry.example/app:1',
          ready: false,
          restartCount: 7,
          state: { waiting: crashing.state.waiting },
          lastState: { terminated: { reason: 'Error', exitCode: 1, finishedAt: '2026-11-21T12:00:00Z' } },
        },
      ],
    },
  });
});

test.for([
  ['a custom resource keeps', owned('CloneSet', 'apps.kruise.io/v1alpha1')],
  ['nobody keeps', { ...owned('ReplicaSet'), metadata: { name: 'web' } }],
] as const)('of a pod that %s the spec stays too', ([, pod]) => {
  expect(stripToRun(pod, '/Pod').spec).toEqual({ containers: [{ name: 'app', image: 'i' }] });
});

test('what a watch keeps says nothing of what runs', () => {
  const deployment = body({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', generation: 3 },
    spec: { replicas: 2 },
    status: { observedGeneration: 3, replicas: 2 },
  });
  expect(stripToRun(deployment, 'apps/Deployment')).toEqual(deployment);
  const { status: _, ...others } = deployment;
  expect(strip(deployment, 'apps/Deployment')).toEqual({ ...others, metadata: { name: 'web' } });
});

test('the metadata that a canary gives its pods stays', () => {
  const spec = {
    strategy: { canary: { canaryMetadata: { labels: { role: 'canary' } }, steps: [{ setWeight: 5 }] } },
  };
  const rollout = body({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'web' },
    spec,
  });
  expect(strip(rollout, 'argoproj.io/Rollout').spec).toEqual(spec);
});

test('a part of a wrong shape stays as it is', () => {
  const odd = body({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { ports: 'none', selector: 3 },
  });
  expect(strip(odd, '/Service')).toEqual(odd);
  const none = body({ apiVersion: 'v1', kind: 'Service', metadata: 'web', spec: [1] });
  expect(strip(none, '/Service')).toEqual(none);
});
