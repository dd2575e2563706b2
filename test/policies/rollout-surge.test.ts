import { expect, test } from 'vitest';
import { holdsNodePort, isKeptFromSurging } from '../../policies/rollout-drops-capacity/surge.ts';
import type { Json } from '../../src/kube/json.ts';
import type { PodSpec } from '../../src/kube/kinds/pod-template.ts';
import { isWorkload } from '../../src/kube/workload.ts';
import { graphFrom } from '../support/check.ts';
import { deployment, manifest, volumeClaim } from '../support/manifests.ts';

const hostPort = { ports: [{ containerPort: 8080, hostPort: 8080 }] };

test.for<[string, PodSpec, boolean]>([
  ['nothing', { containers: [{ ports: [{ containerPort: 8080 }] }] }, false],
  ['hostPort 0', { containers: [{ ports: [{ containerPort: 8080, hostPort: 0 }] }] }, false],
  ['a hostPort', { containers: [{}, hostPort] }, true],
  ['a hostPort of a native sidecar', { initContainers: [{ restartPolicy: 'Always', ...hostPort }] }, true],
  ['a hostPort of an init container, which has ended', { initContainers: [hostPort] }, false],
  ['hostNetwork', { hostNetwork: true }, true],
])('a pod with %s', ([, spec, expected]) => {
  expect(holdsNodePort(spec)).toBe(expected);
});

function isKept(volume: Json, ...others: readonly Json[]): boolean {
  const graph = graphFrom(manifest(deployment('web', { pod: { volumes: [volume] } }), ...others));
  for (const obj of graph.store.objects()) {
    if (isWorkload(obj) && obj.opaque === null) return isKeptFromSurging(obj, graph.query());
  }
  throw new Error('no Deployment');
}

const data = { name: 'data', persistentVolumeClaim: { claimName: 'data' } };

test('only a claim that is known to be ReadWriteMany lets pods surge', () => {
  expect(isKept(data)).toBe(true);
  expect(isKept(data, volumeClaim('other', ['ReadWriteMany']))).toBe(true);
  expect(isKept(data, volumeClaim('data', ['ReadWriteOnce']))).toBe(true);
  expect(isKept(data, volumeClaim('data', ['ReadWriteOncePod']))).toBe(true);
  expect(isKept(data, volumeClaim('data', ['ReadWriteMany']))).toBe(false);
});

test('a volume that each pod has for itself lets them surge', () => {
  expect(isKept({ name: 'tmp', emptyDir: {} })).toBe(false);
  expect(isKept({ name: 'tmp', ephemeral: { volumeClaimTemplate: {} } })).toBe(false);
});
