import patch from 'fast-json-patch';
import { expect, test } from 'vitest';
import { type Json, own } from '../../src/kube/json.ts';
import type { Labels } from '../../src/kube/kinds/metadata.ts';
import type { Options } from '../support/check.ts';
import { found, judge, objectsOf } from '../support/check.ts';
import { cronJob, custom, deployment, ingress, manifest, service, workload } from '../support/manifests.ts';

const rule = 'service-selects-nothing';
const route = ingress('shop', ['web']);
const mended = {
  'ingress-policy.io/exempt': rule,
  'ingress-policy.io/reason': 'The pods come with release 8',
};

interface Case {
  readonly is: string;
  readonly yaml: string;
  readonly expected: readonly string[];
  readonly options?: Options;
}

const error = [`error ${rule} Service shop/web`];
const warning = [`warning ${rule} Service shop/web`];
const info = [`info ${rule} Service shop/web`];
const clean: readonly string[] = [];
const onDeployment = (severity: string) => [`${severity} ${rule} Deployment shop/web`];

const endpointSlice = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'web-1', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'web' } },
  addressType: 'IPv4',
  endpoints: [{ addresses: ['192.0.2.7'] }],
  ports: [{ name: 'web', port: 8080 }],
};
const endpoints = {
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: { name: 'web', namespace: 'shop' },
  subsets: [],
};

const db = (pod: string, spec = {}) =>
  manifest(
    workload('StatefulSet', 'db', { spec: { replicas: 3, ...spec } }),
    service('db-one', { selector: { 'statefulset.kubernetes.io/pod-name': pod } }),
    ingress('shop', ['db-one']),
  );

const rollout = (options: Parameters<typeof workload>[2] = {}) => workload('Rollout', 'web', options);
const scaled = (kind: string, apiVersion: string, spec: object) => ({
  apiVersion,
  kind,
  metadata: { name: 'web', namespace: 'shop' },
  spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, ...spec },
});
const asleep = deployment('web', { spec: { replicas: 0 } });

const cases: readonly Case[] = [
  {
    is: 'a template with the very labels is selected',
    yaml: manifest(deployment('web'), service('web'), route),
    expected: clean,
  },
  {
    is: 'a template with more labels is selected too',
    yaml: manifest(deployment('web', { labels: { app: 'web', tier: 'front' } }), service('web'), route),
    expected: clean,
  },
  {
    is: 'a pair of the selector that no template has selects nothing',
    yaml: manifest(deployment('web'), service('web', { selector: { app: 'web', tier: 'front' } }), route),
    expected: error,
  },
  {
    is: 'labels of the Deployment itself are not those of its pods',
    yaml: manifest(
      deployment('web', { labels: { component: 'front' }, metadata: { labels: { app: 'web' } } }),
      service('web'),
      route,
    ),
    expected: error,
  },
  {
    is: 'pods of another namespace are not selected',
    yaml: manifest(deployment('web', { namespace: 'shpo' }), service('web'), route),
    expected: error,
  },
  {
    is: 'objects that state no namespace share one',
    yaml: manifest(
      deployment('web', { namespace: null }),
      service('web', { namespace: null }),
      ingress('shop', ['web'], { namespace: null }),
    ),
    expected: clean,
  },
  {
    is: 'the selector of an ExternalName Service is not looked at',
    yaml: manifest(
      deployment('cart'),
      service('web', { spec: { type: 'ExternalName', externalName: 'web.example' } }),
      route,
    ),
    expected: clean,
  },
  {
    is: 'a Service without a selector has an EndpointSlice',
    yaml: manifest(deployment('cart'), service('web', { selector: {} }), endpointSlice, route),
    expected: clean,
  },
  {
    is: 'a Service without a selector has Endpoints',
    yaml: manifest(deployment('cart'), service('web', { selector: null }), endpoints, route),
    expected: clean,
  },
  {
    is: 'a Service without a selector may get its endpoints from a program',
    yaml: manifest(deployment('cart'), service('web', { selector: {} }), route),
    expected: info,
  },
  {
    is: 'a Service without a selector and without endpoints in a complete world',
    yaml: manifest(deployment('cart'), service('web', { selector: null }), route),
    expected: warning,
    options: { world: 'closed' },
  },
  {
    is: 'endpoints in a namespace that is not seen',
    yaml: manifest(deployment('cart'), service('web', { selector: null }), route),
    expected: clean,
    options: { world: 'open' },
  },
  { is: 'the last pod of a StatefulSet', yaml: db('db-2'), expected: clean },
  {
    is: 'one pod behind the last of a StatefulSet',
    yaml: db('db-3'),
    expected: [`error ${rule} Service shop/db-one`],
  },
  {
    is: 'the ordinals of a StatefulSet begin where it says',
    yaml: db('db-3', { ordinals: { start: 1 } }),
    expected: clean,
  },
  {
    is: 'the first ordinal of a StatefulSet that begins at 1',
    yaml: db('db-0', { ordinals: { start: 1 } }),
    expected: [`error ${rule} Service shop/db-one`],
  },
  {
    is: 'the hash that Argo Rollouts writes into a live selector',
    yaml: manifest(
      rollout({ spec: { strategy: { blueGreen: { activeService: 'web' } } } }),
      service('web', { selector: { app: 'web', 'rollouts-pod-template-hash': '6d4cf56db6' } }),
      route,
    ),
    expected: clean,
  },
  {
    is: 'the Deployment whose template a Rollout takes has 0 replicas',
    yaml: manifest(
      asleep,
      {
        ...(rollout() as object),
        spec: { replicas: 2, workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
      },
      service('web'),
      route,
    ),
    expected: clean,
  },
  { is: '0 replicas', yaml: manifest(asleep, service('web'), route), expected: onDeployment('warning') },
  {
    is: '0 replicas that KEDA wakes up',
    yaml: manifest(asleep, service('web'), route, scaled('ScaledObject', 'keda.sh/v1alpha1', {})),
    expected: onDeployment('info'),
  },
  {
    is: '0 replicas that an autoscaler with minReplicas 0 wakes up',
    yaml: manifest(
      asleep,
      service('web'),
      route,
      scaled('HorizontalPodAutoscaler', 'autoscaling/v2', { minReplicas: 0, maxReplicas: 5 }),
    ),
    expected: onDeployment('info'),
  },
  {
    is: '0 replicas pause an autoscaler that goes down to 1',
    yaml: manifest(
      asleep,
      service('web'),
      route,
      scaled('HorizontalPodAutoscaler', 'autoscaling/v2', { minReplicas: 1, maxReplicas: 5 }),
    ),
    expected: onDeployment('warning'),
  },
  {
    is: 'one of two workloads has 0 replicas',
    yaml: manifest(asleep, deployment('web-canary', { labels: { app: 'web' } }), service('web'), route),
    expected: clean,
  },
  {
    is: 'a DeploymentConfig gives its pods a label of its name',
    yaml: manifest(
      workload('DeploymentConfig', 'web', { labels: { tier: 'front' } }),
      service('web', { selector: { deploymentconfig: 'web' } }),
      route,
    ),
    expected: clean,
  },
  {
    is: 'a Deployment gives no such label',
    yaml: manifest(
      deployment('web', { labels: { tier: 'front' } }),
      service('web', { selector: { deploymentconfig: 'web' } }),
      route,
    ),
    expected: error,
  },
  {
    is: 'what labels a template with a float among them has is not known',
    yaml: manifest(
      `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template: { metadata: { labels: { app: web, version: 1.10 } }, spec: { containers: [{ name: web }] } }`,
      service('web', { selector: { app: 'web', version: '1.10' } }),
      route,
    ),
    expected: clean,
  },
  {
    is: 'pods of Jobs alone',
    yaml: manifest(cronJob('web'), service('web'), route),
    expected: warning,
  },
  {
    is: 'pods of a Job beside those of a Deployment',
    yaml: manifest(cronJob('report', { labels: { app: 'web' } }), deployment('web'), service('web'), route),
    expected: clean,
  },

  // Exposure and scope.
  {
    is: 'no route in the input: one may come',
    yaml: manifest(deployment('web'), service('web', { selector: { app: 'shop' } })),
    expected: warning,
  },
  {
    is: 'a Service that no route names is never silent, only a step lower',
    yaml: manifest(
      deployment('cart'),
      service('cart'),
      service('web', { selector: { app: 'shop' } }),
      ingress('shop', ['cart']),
    ),
    expected: warning,
  },
  {
    is: 'scope served: full force without a route',
    yaml: manifest(deployment('web'), service('web', { selector: { app: 'shop' } })),
    expected: error,
    options: { policy: { rules: { [rule]: { scope: 'served' } } } },
  },
  {
    is: 'profile strict: full force without a route',
    yaml: manifest(deployment('web'), service('web', { selector: { app: 'shop' } })),
    expected: error,
    options: { policy: { profile: 'strict' } },
  },
  {
    is: 'a load balancer without a route falls a step',
    yaml: manifest(
      deployment('cart'),
      service('web', { selector: { app: 'shop' }, spec: { type: 'LoadBalancer' } }),
    ),
    expected: warning,
  },

  // What is not known.
  {
    is: 'an open world may hold the pods',
    yaml: manifest(deployment('cart'), service('web', { selector: { tier: 'front' } }), route),
    expected: clean,
    options: { world: 'open' },
  },
  {
    is: 'a system namespace is open',
    yaml: manifest(
      service('web', { namespace: 'kube-system', selector: { tier: 'front' } }),
      deployment('web', { namespace: 'kube-system' }),
    ),
    expected: clean,
  },
  {
    is: 'the namespace stands on the Service alone',
    yaml: manifest(deployment('web', { namespace: null }), service('web'), route),
    expected: clean,
  },
  {
    is: 'the namespace stands on the workload alone',
    yaml: manifest(
      deployment('web'),
      service('web', { namespace: null }),
      ingress('shop', ['web'], { namespace: null }),
    ),
    expected: clean,
  },
  {
    is: 'a custom resource may make the pods',
    yaml: manifest(
      deployment('cart'),
      custom('postgresql.cnpg.io/v1', 'Cluster', 'db'),
      service('web', { selector: { 'cnpg.io/cluster': 'db' } }),
      route,
    ),
    expected: clean,
  },
  {
    is: 'a custom resource of another namespace makes none here',
    yaml: manifest(
      deployment('cart'),
      custom('postgresql.cnpg.io/v1', 'Cluster', 'db', { namespace: 'data' }),
      service('web', { selector: { 'cnpg.io/cluster': 'db' } }),
      route,
    ),
    expected: error,
  },
  {
    is: 'the Service belongs to an operator',
    yaml: manifest(
      deployment('cart'),
      service('web', {
        selector: { cluster: 'db' },
        metadata: {
          ownerReferences: [{ apiVersion: 'acid.zalan.do/v1', kind: 'postgresql', name: 'db', uid: '1' }],
        },
      }),
      route,
    ),
    expected: clean,
  },
  {
    is: 'a label that an agent sets while the pod runs',
    yaml: manifest(deployment('web'), service('web', { selector: { app: 'web', role: 'master' } }), route),
    expected: clean,
  },
  {
    is: 'a label that an agent sets does not excuse another that differs',
    yaml: manifest(deployment('web'), service('web', { selector: { app: 'shop', role: 'master' } }), route),
    expected: error,
  },
  {
    is: 'the value of a label is a parameter',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a parameter as OpenShift and envsubst write it
    yaml: manifest(deployment('web', { labels: { app: '${NAME}' } }), service('web'), route),
    expected: clean,
  },
  {
    is: 'the same parameter on both sides',
    yaml: manifest(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: see above
      deployment('web', { labels: { app: '${NAME}' } }),
      // biome-ignore lint/suspicious/noTemplateCurlyInString: see above
      service('web', { selector: { app: '${NAME}', tier: 'front' } }),
      route,
    ),
    expected: error,
  },
  {
    is: 'a workload that exists twice with different content',
    yaml: manifest(deployment('web'), deployment('web', { labels: { app: 'shop' } }), service('web'), route),
    expected: clean,
  },

  // Near misses.
  {
    is: 'a slip: what is meant is seen even where a custom resource might make pods',
    yaml: manifest(
      deployment('storefront'),
      custom('postgresql.cnpg.io/v1', 'Cluster', 'db'),
      service('web', { selector: { app: 'storefornt' } }),
      route,
    ),
    expected: error,
  },
  {
    is: 'an open world and a slip',
    yaml: manifest(deployment('storefront'), service('web', { selector: { app: 'store-front' } }), route),
    expected: error,
    options: { world: 'open' },
  },
  {
    is: 'an alias of the key',
    yaml: manifest(
      deployment('storefront'),
      service('web', { selector: { 'app.kubernetes.io/name': 'storefront' } }),
      route,
    ),
    expected: error,
    options: { world: 'open' },
  },
  {
    is: 'a digit is never a slip',
    yaml: manifest(
      deployment('storefront-v1'),
      service('web', { selector: { app: 'storefront-v2' } }),
      route,
    ),
    expected: clean,
    options: { world: 'open' },
  },
  {
    is: 'a slip of four letters is none',
    yaml: manifest(deployment('cart'), service('web', { selector: { app: 'crat' } }), route),
    expected: clean,
    options: { world: 'open' },
  },
  {
    is: 'the name of the Service names the workload',
    yaml: manifest(
      deployment('web-deployment', { labels: { app: 'front' } }),
      service('web-svc', { selector: { app: 'web' } }),
      ingress('shop', ['web-svc']),
    ),
    expected: [`error ${rule} Service shop/web-svc`],
    options: { world: 'open' },
  },
  {
    is: 'two candidates are none',
    yaml: manifest(
      deployment('storefront'),
      deployment('storefront-b', { labels: { app: 'store-front' } }),
      service('web', { selector: { app: 'store.front' } }),
      route,
    ),
    expected: clean,
    options: { world: 'open' },
  },
  {
    is: 'a candidate that another Service selects is none',
    yaml: manifest(
      deployment('storefront'),
      service('storefront'),
      service('web', { selector: { app: 'storefornt' } }),
      route,
    ),
    expected: clean,
    options: { world: 'open' },
  },
  {
    is: 'a candidate without the port is none',
    yaml: manifest(
      deployment('storefront', { ports: [{ name: 'grpc', containerPort: 9000 }] }),
      service('web', { selector: { app: 'storefornt' } }),
      route,
    ),
    expected: clean,
    options: { world: 'open' },
  },
];

test.for(cases)('$is', ({ yaml, expected, options }) => {
  expect(found(yaml, rule, options)).toEqual(expected);
});

const messages: readonly (readonly [string, string, string])[] = [
  [
    'the pair that the nearest template lacks',
    manifest(deployment('web'), service('web', { selector: { app: 'web', tier: 'front' } })),
    'Service shop/web selects "app=web,tier=front", and no pod template has these labels; closest is Deployment shop/web, which has no "tier"',
  ],
  [
    'the labels stand on the Deployment and not on its pods',
    manifest(
      deployment('web', { labels: { component: 'front' }, metadata: { labels: { app: 'web' } } }),
      service('web'),
    ),
    'Service shop/web selects "app=web", and no pod template has these labels; Deployment shop/web has them on itself and not on its pod template',
  ],
  [
    'the namespace of the pods differs',
    manifest(deployment('web', { namespace: 'shpo' }), service('web')),
    'Service shop/web selects "app=web", and no pod template has these labels; Deployment shpo/web in another namespace has them',
  ],
];

test.for(messages)('%s is said', ([, yaml, message]) => {
  const [finding] = judge(yaml, {}, rule).findings;
  expect(finding?.message).toBe(message);
});

test('an exemption with a reason silences it, one that has ended does not', () => {
  const of = (annotations: { readonly [key: string]: string }) =>
    judge(manifest(deployment('cart'), service('web', { metadata: { annotations } }), route), {}, rule);
  expect(of(mended).exempt.map(finding => finding.rule)).toContain(rule);
  expect(of(mended).findings.map(finding => finding.rule)).not.toContain(rule);
  const ended = of({ ...mended, 'ingress-policy.io/until': '2026-01-31' });
  expect(ended.findings.map(finding => finding.rule)).toContain(rule);
  expect(ended.voided.map(({ why }) => why)).toEqual(['ended on 2026-01-31']);
});

test('nothing is missing from an input of which a part could not be read', () => {
  const yaml = manifest(deployment('cart'), service('web', { selector: { tier: 'front' } }), route);
  expect(objectsOf(yaml)).toHaveLength(3);
  expect(found(yaml, rule, { unread: true })).toEqual(clean);
});

test('the fix selects what the one near workload has', () => {
  const yaml = manifest(deployment('storefront'), service('web', { selector: { app: 'storefornt' } }));
  const [finding] = judge(yaml, {}, rule).findings;
  expect(finding?.fix?.operations).toEqual([
    { op: 'test', path: '/spec/selector/app', value: 'storefornt' },
    { op: 'replace', path: '/spec/selector/app', value: 'storefront' },
  ]);
});

const nameKey = 'app.kubernetes.io/name';

/** The Service after its fix; null without a fix. */
function fixedService(yaml: string): Json | null {
  const [finding] = judge(yaml, {}, rule).findings;
  if (finding?.fix == null) return null;
  const { body } = finding.at.obj;
  return patch.applyPatch(structuredClone(body), structuredClone(finding.fix.operations) as never, true)
    .newDocument as Json;
}

const moves: readonly (readonly [string, selector: Labels, labels: Labels, fixed: Labels | null])[] = [
  ['another identity label has the value', { app: 'web' }, { [nameKey]: 'web' }, { [nameKey]: 'web' }],
  [
    'the selector already has that label, too',
    { app: 'web', [nameKey]: 'web' },
    { [nameKey]: 'web', tier: 'front' },
    { [nameKey]: 'web' },
  ],
  ['a typo in the key', { componnet: 'web' }, { component: 'web' }, { component: 'web' }],
  ['a label that the pods lack, and the only one', { app: 'web' }, { tier: 'front' }, null],
];

test.for(moves)('the fix of a selector where %s', ([, selector, labels, fixed]) => {
  const yaml = manifest(deployment('web', { labels }), service('web', { selector }), route);
  const mended = fixedService(yaml);
  if (fixed === null) expect(mended).toBeNull();
  else {
    expect(mended).toMatchObject({ spec: { selector: fixed } });
    expect(Object.keys(own(own(mended ?? undefined, 'spec'), 'selector') as object)).toEqual(
      Object.keys(fixed),
    );
    expect(found(manifest(deployment('web', { labels }), mended as Json, route), rule)).toEqual(clean);
  }
});

test('no fix drops a pair if other workloads would be selected, too', () => {
  const worker = deployment('worker', { labels: { [nameKey]: 'web', component: 'worker' }, ports: [] });
  const web = deployment('web', { labels: { [nameKey]: 'web', component: 'front' } });
  expect(fixedService(manifest(web, worker, service('web', { selector: { app: 'web' } }), route))).toBeNull();
});

test('the fix says which label it takes, and in place of which', () => {
  const labels = { [nameKey]: 'web' };
  const [finding] = judge(
    manifest(deployment('web', { labels }), service('web', { selector: { app: 'web' } }), route),
    {},
    rule,
  ).findings;
  expect(finding?.fix).toMatchObject({
    safety: 'suggestion',
    title: `Select "${nameKey}=web", which Deployment shop/web has, instead of "app=web"`,
  });
});
