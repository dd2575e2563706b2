import fc from 'fast-check';
import { buildGraph } from '../../src/graph/index/graph.ts';
import { closedScope } from '../../src/graph/index/scope.ts';
import { admitsIngress, type PacketSource } from '../../src/graph/network/network-policy.ts';
import type { Json } from '../../src/kube/json.ts';
import type { Obj } from '../../src/kube/object.ts';
import type { Truth } from '../../src/kube/truth.ts';
import { isWorkload } from '../../src/kube/workload.ts';
import { object } from '../support/check.ts';
import { type PolicyShape, policySpecs } from '../support/generate-policies.ts';
import type { Known, PolicySpec, World } from './oracle.ts';

export type Port = World['target']['ports'][number];

/** A policy and the namespace that it states. */
export interface Placed {
  readonly namespace: string | null;
  readonly spec: PolicySpec;
}

/** The engine is asked whether packets get from the source to a port of the workload's pods. */
export interface Question {
  readonly workload: Obj;
  readonly policies: readonly Obj[];
  readonly source: PacketSource;
  readonly packet: Packet;
}

export interface Packet {
  readonly port: number;
  readonly protocol: string;
}

export function ask({ workload, policies, source, packet }: Question): Truth {
  if (!isWorkload(workload) || workload.opaque !== null) throw new Error('no workload that can be read');
  const query = buildGraph([workload, ...policies], closedScope).query();
  return admitsIngress(source, { workload, ...packet }, query).admitted;
}

export const declared: fc.Arbitrary<readonly Port[]> = fc.subarray<Port>([
  { name: 'http', containerPort: 8080 },
  { name: 'dns', containerPort: 9090, protocol: 'UDP' },
  { name: 'dns', containerPort: 80, protocol: 'TCP' },
  { containerPort: 80 },
]);

export const packets: fc.Arbitrary<Packet> = fc.record({
  port: fc.constantFrom(80, 8080, 9090, 53),
  protocol: fc.constantFrom('TCP', 'UDP'),
});

export const placed = (shape: PolicyShape, where: readonly (string | null)[]): fc.Arbitrary<Placed> =>
  fc.record({ namespace: fc.constantFrom(...where), spec: policySpecs(shape) });

export function policyObject({ namespace, spec }: Placed, index: number): Obj {
  return object({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `policy-${index}`, ...(namespace === null ? {} : { namespace }) },
    spec: spec as Json,
  });
}

export function deployment(namespace: string | null, podLabels: Known, ports: readonly Port[]): Obj {
  return object({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', ...(namespace === null ? {} : { namespace }) },
    spec: {
      template: {
        metadata: { labels: podLabels },
        spec: { containers: [{ name: 'web', ports: ports as unknown as Json }] },
      },
    },
  });
}

export const isSound = (answer: Truth, truth: Truth) => answer === 'unknown' || answer === truth;
