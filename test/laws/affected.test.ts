import fc from 'fast-check';
import { expect, test } from 'vitest';
import { affectedByWrite, sidesOf } from '../../src/admission/review/compare.ts';
import { subjectsOf } from '../../src/graph/chain/subjects.ts';
import type { Graph } from '../../src/graph/index/graph.ts';
import { findingsOf } from '../../src/judge/evaluate.ts';
import type { Json } from '../../src/kube/json.ts';
import { formatRef, type Obj, refKey } from '../../src/kube/object.ts';
import { identityOf } from '../../src/rule.ts';
import { cases } from '../support/cases.ts';
import { object } from '../support/check.ts';
import {
  autoscaler,
  deployment,
  gateway,
  httpRoute,
  ingress,
  namespace,
  networkPolicy,
  openshiftRoute,
  referenceGrant,
  service,
  volumeClaim,
  workload,
} from '../support/manifests.ts';
import { emptyCluster, evaluator } from '../support/simulate.ts';

/** Variants of each object: a cluster holds at most one variant of each. */
const pool: readonly (readonly Json[])[] = [
  [
    deployment('web'),
    deployment('web', { ports: [] }),
    deployment('web', { spec: { replicas: 0 } }),
    deployment('web', { labels: { app: 'shop' } }),
    deployment('web', { spec: { replicas: 1, strategy: { type: 'Recreate' } } }),
    deployment('web', {
      spec: { replicas: 2, strategy: { rollingUpdate: { maxUnavailable: '60%', maxSurge: 1 } } },
    }),
    deployment('web', { pod: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] } }),
  ],
  [
    deployment('shop'),
    deployment('shop', { labels: { app: 'web' } }),
    deployment('shop', { spec: { replicas: 0 } }),
  ],
  [
    service('web'),
    service('web', { selector: { app: 'wbe' } }),
    service('web', { ports: [{ port: 80, targetPort: 'grpc' }] }),
    service('web', { spec: { selector: null } }),
  ],
  [service('shop'), service('shop', { selector: { app: 'web' } })],
  [ingress('shop', ['web']), ingress('shop', ['wbe']), ingress('shop', ['web:81', 'shop'])],
  [
    ingress('next', ['shop'], { annotations: { 'nginx.ingress.kubernetes.io/canary': 'true' } }),
    ingress('next', ['web'], {
      annotations: {
        'nginx.ingress.kubernetes.io/canary': 'true',
        'nginx.ingress.kubernetes.io/canary-weight': '20',
      },
    }),
  ],
  [
    workload('Rollout', 'roll', {
      spec: {
        strategy: {
          canary: { stableService: 'shop', trafficRouting: { nginx: { stableIngress: 'shop' } } },
        },
      },
    }),
    workload('Rollout', 'roll', { labels: { app: 'web' } }),
  ],
  [openshiftRoute('shop', 'web'), openshiftRoute('shop', 'wbe')],
  [
    httpRoute('shop', [{ name: 'web', port: 80 }]),
    httpRoute('shop', [{ name: 'web', namespace: 'front', port: 80 }]),
  ],
  [gateway('edge', 'eg'), gateway('edge', 'istio')],
  [networkPolicy('deny', { policyTypes: ['Ingress'] }), networkPolicy('deny', { ingress: [{}] })],
  [
    networkPolicy('allow', {
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }],
        },
      ],
    }),
  ],
  [
    referenceGrant('shop', { namespace: 'front' }),
    referenceGrant('shop', { namespace: 'front', to: { name: 'shop' } }),
  ],
  [service('web', { namespace: 'front' })],
  [
    autoscaler('web', { minReplicas: 1, maxReplicas: 1 }),
    autoscaler('web', { minReplicas: 4, maxReplicas: 8 }),
  ],
  [volumeClaim('data', ['ReadWriteOnce']), volumeClaim('data', ['ReadWriteMany'])],
  [namespace('shop'), namespace('shop', { 'istio-injection': 'enabled' })],
];

const objects: readonly (readonly Obj[])[] = pool.map(variants => variants.map(object));

const slot = (variants: readonly Obj[]) => fc.option(fc.constantFrom(...variants), { freq: 3 });
const cluster = fc.tuple(...objects.map(slot));
/** Kinds without review, which only an audit reads. */
const unasked = new Set(['Namespace', 'Gateway', 'PersistentVolumeClaim']);
const written = fc.constantFrom(...objects.flat().filter(({ ref }) => !unasked.has(ref.kind)));

/** The findings of each object, by its key. Messages are not compared, since they may name unrelated objects. */
function findings(graph: Graph): ReadonlyMap<string, string> {
  const query = graph.query();
  return new Map(
    [...graph.store.objects()].map(obj => [
      refKey(obj.ref),
      [...subjectsOf(obj, query)]
        .flatMap(subject => findingsOf(subject, query, evaluator))
        .map(one => `${identityOf(one)} ${one.level}`)
        .sort()
        .join('\n'),
    ]),
  );
}

test('a write changes nothing of what lies outside the objects that it affects', () => {
  fc.assert(
    fc.property(cluster, written, (held, obj) => {
      const before = held
        .filter(one => one !== null)
        .reduce<Graph>((graph, one) => graph.with(one), emptyCluster);
      const after = before.with(obj);
      const old = held.find(one => one !== null && refKey(one.ref) === refKey(obj.ref));
      const write = { object: obj, old: old ?? null };
      const touched = new Set(
        affectedByWrite(write, sidesOf(write, before)).touched.map(({ ref }) => refKey(ref)),
      );
      const [was, is] = [findings(before), findings(after)];
      for (const [key, now] of is) {
        if (touched.has(key)) continue;
        expect(now, `${formatRef(obj.ref)} changed what is found of ${key}`).toBe(was.get(key));
      }
    }),
    cases({ sample: 750, full: 1500 }),
  );
});
