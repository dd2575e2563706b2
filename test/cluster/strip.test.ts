import fc from 'fast-check';
import { expect, test } from 'vitest';
import { profiles, rules } from '../../policies/index.ts';
import { evaluate } from '../../src/evaluate.ts';
import { buildGraph } from '../../src/graph/graph.ts';
import { clusterScope } from '../../src/graph/scope.ts';
import { toObject } from '../../src/kube/door.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/kube/json.ts';
import type { Obj } from '../../src/kube/object.ts';
import { createPolicy } from '../../src/policy.ts';
import { createStripper } from '../../src/sources/cluster/strip.ts';
import { now } from '../support/check.ts';
import { objects } from '../support/generate-objects.ts';

const { strip } = createStripper();
const kindOf = ({ ref }: Obj) => `${ref.group}/${ref.kind}`;

/** The object as a door sees it that gets the other body. */
function withBody(obj: Obj, body: JsonObject): Obj {
  const made = toObject(body, obj.origin);
  if (typeof made === 'string') throw new Error(made);
  return obj.opaque === 'ambiguous' ? { ...made, opaque: obj.opaque } : made;
}

/** What a cluster has in its objects and no manifest does. */
function dressed(obj: Obj): Obj {
  const { metadata } = obj.body;
  return withBody(obj, {
    ...obj.body,
    metadata: {
      ...(isJsonObject(metadata) ? metadata : {}),
      uid: `uid-${obj.ref.name}`,
      managedFields: [{ manager: 'kubectl', fieldsV1: { 'f:spec': {} } }],
      creationTimestamp: '2026-11-21T12:00:00Z',
    },
    spec: dress(stored(obj)),
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  });
}

/** An API server stores no field that its kind has not, and the generator gives all workloads the same. */
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

/** Their keys are data. */
const isMap = (key: string) => /^(labels|matchLabels|selector|annotations)$/.test(key);

const policies = (['baseline', 'strict'] as const).map(profile => createPolicy({ profile }, profiles));
const scope = clusterScope((_, kind) => !/^(Pod|ReplicaSet|EndpointSlice|Endpoints|ConfigMap)$/.test(kind));

/** All that findings say, without the objects themselves. */
const findingsIn = (some: readonly Obj[]) =>
  policies.map(policy => {
    const { findings } = evaluate(buildGraph(some, scope), { rules, policy, now });
    return JSON.parse(
      JSON.stringify(findings, (key, value) => (key === 'body' || key === 'origin' ? undefined : value)),
    );
  });

test('what is stripped changes no finding', () => {
  let found = 0;
  fc.assert(
    fc.property(fc.array(objects, { minLength: 4, maxLength: 14 }), made => {
      const whole = made.map(dressed);
      const bare = whole.map(obj => withBody(obj, strip(obj.body, kindOf(obj))));
      const wanted = findingsIn(whole);
      found += wanted.flat().length;
      expect(findingsIn(bare)).toEqual(wanted);
    }),
    { numRuns: 1000 },
  );
  expect(found).toBeGreaterThan(400);
});

test('what is stripped is as opaque, and stands under the same name', () => {
  fc.assert(
    fc.property(objects, obj => {
      const bare = withBody(obj, strip(obj.body, kindOf(obj)));
      expect(bare).toMatchObject({ ref: obj.ref, opaque: obj.opaque, malformed: obj.malformed });
    }),
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
          containers: [{ name: 'app', image: 'i', env: [{ name: 'A', value: 'b' }], resources: {} }],
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
          containers: [{ name: 'app', image: 'i', env: [{ name: 'A', value: 'b' }] }],
          volumes: [{ name: 'data', configMap: { name: 'c' } }],
        },
      },
    },
  });
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
