import type { Arrival } from '../../src/graph/chain/subject.ts';
import type { PacketDestination } from '../../src/graph/network/network-policy.ts';
import type { TrafficSource } from '../../src/graph/network/traffic-sources.ts';
import type { Json } from '../../src/kube/json.ts';
import { selectorOf } from '../../src/kube/service.ts';
import type { ReadableWorkload } from '../../src/kube/workload.ts';
import type { Fix } from '../../src/rule.ts';

/**
 * A new NetworkPolicy that admits the traffic source to the port. It opens the pods to more traffic, so it is only
 * suggested.
 */
export function additivePolicy(
  workload: ReadableWorkload,
  arrival: Arrival,
  destination: PacketDestination,
  source: TrafficSource | null,
): Fix | undefined {
  const admit = source?.admit ?? null;
  const selector = selectorOf(arrival.service);
  if (admit === null || selector === null) return undefined;
  const peer: { [field: string]: Json } = {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': admit.namespace } },
  };
  if (admit.labels !== null) peer.podSelector = { matchLabels: { ...admit.labels } };
  const { namespace } = workload.ref;
  return {
    safety: 'suggestion',
    title: `Admit ${source?.title ?? 'the ingress controller'} to port ${destination.port}`,
    on: workload.ref,
    operations: [],
    creates: [
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: {
          name: `${arrival.service.ref.name}-from-ingress`,
          ...(namespace === null ? {} : { namespace }),
        },
        spec: {
          podSelector: { matchLabels: { ...selector } },
          policyTypes: ['Ingress'],
          ingress: [{ from: [peer], ports: [{ protocol: destination.protocol, port: destination.port }] }],
        },
      },
    ],
  };
}
