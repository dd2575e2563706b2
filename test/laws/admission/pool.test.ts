import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Graph } from '../../../src/graph/index/graph.ts';
import { type Evaluator, evaluate } from '../../../src/judge/evaluate.ts';
import type { Json } from '../../../src/kube/json.ts';
import type { Obj } from '../../../src/kube/object.ts';
import type { Finding } from '../../../src/rule.ts';
import { cases } from '../../support/cases.ts';
import { object } from '../../support/check.ts';
import {
  deployment,
  httpRoute,
  ingress,
  networkPolicy,
  openshiftRoute,
  referenceGrant,
  service,
} from '../../support/manifests.ts';
import { evaluator } from '../../support/simulate.ts';
import { nameOf, sound } from './apps.ts';
import { createCluster, type Lag, type ModelCluster, type Step } from './cluster.ts';

/** Variants of a few objects that refer to each other in every way; a set holds at most one variant of each. */
const pool: readonly (readonly Json[])[] = [
  [
    sound('web'),
    sound('web', { labels: { app: 'shop' } }),
    sound('web', {
      ports: [{ name: 'web', containerPort: 8080 }],
      container: { readinessProbe: { tcpSocket: { port: 8080 } } },
    }),
    deployment('web'),
    deployment('web', { ports: [] }),
    sound('web', { spec: { replicas: 1, strategy: { rollingUpdate: { maxUnavailable: 1, maxSurge: 1 } } } }),
  ],
  [
    sound('shop'),
    sound('shop', { labels: { app: 'web' } }),
    deployment('shop', { ports: [], labels: { app: 'web' } }),
  ],
  [
    service('web'),
    service('web', { selector: { app: 'wbe' } }),
    service('web', { ports: [{ name: 'web', port: 80, targetPort: 'grpc' }] }),
    service('web', { ports: [{ name: 'web', port: 80, targetPort: 8080 }] }),
    service('web', { selector: { app: 'shop' } }),
  ],
  [service('shop'), service('shop', { selector: { app: 'web' } })],
  [
    ingress('shop', ['web']),
    ingress('shop', ['shop']),
    ingress('shop', ['web:81']),
    ingress('shop', ['web', 'shop']),
  ],
  [openshiftRoute('shop', 'web'), openshiftRoute('shop', 'web', 'http')],
  [
    httpRoute('shop', [{ name: 'web', port: 80 }]),
    httpRoute('shop', [{ name: 'web', namespace: 'back', port: 80 }]),
  ],
  [service('web', { namespace: 'back' })],
  [sound('web', { namespace: 'back' })],
  [referenceGrant('shop', { namespace: 'back' })],
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
];

const objects = pool.map(variants => variants.map(object));
const set = fc
  .tuple(...objects.map(variants => fc.option(fc.constantFrom(...variants), { freq: 2 })))
  .map(held => held.filter(obj => obj !== null))
  .filter(held => held.length > 0)
  .chain(held => fc.shuffledSubarray(held, { minLength: held.length, maxLength: held.length }));
const lag = fc.constantFrom<Lag>(0, 1, 3, 'cold');

async function writeAll(order: readonly Obj[], behind: Lag) {
  const cluster = createCluster({ lag: behind });
  const steps: Step[] = [];
  for (const obj of order) steps.push(await cluster.write(obj));
  return { cluster, steps };
}

/** The graph of all objects. */
function whole(order: readonly Obj[]): Graph {
  const cluster: ModelCluster = createCluster({ stored: order });
  return cluster.graph();
}

const denied = (graph: Graph, by: Evaluator = evaluator): readonly Finding[] =>
  evaluate(graph, by).findings.filter(({ level }) => level === 'deny');

const words = (order: readonly Obj[], steps: readonly Step[]) =>
  order.map((obj, at) => `${nameOf(obj)} ${steps[at]?.refusedBy.join() ?? ''}`).join(' → ');

test('a set without a denied finding has refusals only of the kinds that law 4 allows', async () => {
  await fc.assert(
    fc.asyncProperty(set, lag, async (order, behind) => {
      fc.pre(denied(whole(order)).length === 0);
      const { steps } = await writeAll(order, behind);
      const said = new Set(evaluate(whole(order), evaluator).findings.map(({ rule }) => rule));
      for (const { verdict, obj } of steps) {
        const wrong = verdict.refused.filter(
          ({ end }) => end === 'closed' || (end === 'open' && obj.ref.kind !== 'NetworkPolicy'),
        );
        // A warning of the whole set may be a denial of a part.
        const unsaid = wrong.filter(({ rule }) => !laterMends.has(rule) && !said.has(rule));
        expect(
          unsaid.map(({ rule }) => rule),
          words(order, steps),
        ).toEqual([]);
      }
    }),
    cases({ sample: 300, full: 3000 }),
  );
});

test('what stands whole in the cluster afterwards holds no closed contradiction on a route', async () => {
  await fc.assert(
    fc.asyncProperty(set, lag, async (order, behind) => {
      const { cluster, steps } = await writeAll(order, behind);
      const last = steps.at(-1)?.obj;
      const left = denied(cluster.graph()).filter(({ end }) => end === 'closed');
      // A workload without any port may come last, and is never refused for a missing name.
      const portless = left.filter(
        ({ rule }) => rule !== 'service-target-port-missing' || last === undefined || !order.some(isPortless),
      );
      expect(
        portless.map(({ rule }) => rule),
        words(order, steps),
      ).toEqual([]);
    }),
    cases({ sample: 300, full: 3000 }),
  );
});

/** A later workload may have the port, or share the load of a workload whose rollout takes every pod. */
const laterMends = new Set(['service-target-port-missing', 'rollout-drops-capacity']);

function isPortless({ ref, body }: Obj): boolean {
  return ref.kind === 'Deployment' && JSON.stringify(body).includes('"ports":[]');
}
