import { expect, test } from 'vitest';
import { replicasOf, rolloutOf } from '../../../src/graph/chain/replicas.ts';
import type { Graph } from '../../../src/graph/index/graph.ts';
import type { Json } from '../../../src/kube/json.ts';
import { isWorkload, type ReadableWorkload } from '../../../src/kube/workload.ts';
import { graphFrom } from '../../support/check.ts';
import { autoscaler, custom, deployment, manifest, scaledObject, workload } from '../../support/manifests.ts';

const rollout = (workloadRef: Json) =>
  custom('argoproj.io/v1alpha1', 'Rollout', 'front', { spec: { replicas: 5, workloadRef } });

function find(graph: Graph, kind: string): ReadableWorkload {
  for (const obj of graph.store.objects()) {
    if (obj.ref.kind === kind && isWorkload(obj) && obj.opaque === null) return obj;
  }
  throw new Error(`no ${kind}`);
}

/** The replicas of the first workload of that kind. */
function replicas(kind: string, ...objects: readonly Json[]) {
  const graph = graphFrom(manifest(...objects));
  const { min, max, by } = replicasOf(find(graph, kind), graph.query());
  return { min, max, by };
}

const author = (count: number) => ({ min: count, max: count, by: 'author' });
const range = (min: number, max: number) => ({ min, max, by: 'autoscaler' });
const web = (count: number) => deployment('web', { spec: { replicas: count } });

test('the replicas are those that the author wrote', () => {
  expect(replicas('Deployment', web(3))).toEqual(author(3));
  expect(replicas('Deployment', web(0))).toEqual(author(0));
});

test('without replicas there is 1, which nobody said', () => {
  const one = { min: 1, max: 1, by: 'defaulted' };
  expect(replicas('DaemonSet', workload('DaemonSet', 'web'))).toEqual(one);
});

test('an autoscaler has the last word', () => {
  expect(replicas('Deployment', web(3), autoscaler('web', { minReplicas: 2, maxReplicas: 9 }))).toEqual(
    range(2, 9),
  );
  expect(replicas('Deployment', web(3), autoscaler('web', { maxReplicas: 9 }))).toEqual(range(1, 9));
  expect(replicas('Deployment', web(3), autoscaler('shop', { maxReplicas: 9 }))).toEqual(author(3));
});

test('KEDA goes from 0 to 100 where nothing is said, and scales a Deployment', () => {
  expect(replicas('Deployment', web(3), scaledObject('web', {}))).toEqual(range(0, 100));
  expect(
    replicas('Deployment', web(3), scaledObject('web', { minReplicaCount: 2, maxReplicaCount: 4 })),
  ).toEqual(range(2, 4));
});

test('a Deployment whose template a Rollout takes has the replicas of the Rollout', () => {
  const taken = rollout({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' });
  expect(replicas('Deployment', web(0), taken)).toEqual(author(5));
  expect(replicas('Deployment', web(0), taken, autoscaler('front', { maxReplicas: 7 }, 'Rollout'))).toEqual(
    range(1, 7),
  );
});

test.for<[string, Json, boolean]>([
  ['the Deployment', { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, true],
  ['another Deployment', { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' }, false],
  ['a ReplicaSet of that name', { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web' }, false],
  ['nothing', null, false],
])('a Rollout that takes the template of %s', ([, workloadRef, expected]) => {
  const graph = graphFrom(manifest(web(0), rollout(workloadRef)));
  expect(rolloutOf(find(graph, 'Deployment'), graph.query()) !== null).toBe(expected);
});
