import type { LabelRequirement, LabelSelector } from '../../src/kube/kinds/metadata.ts';
import type {
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicyRule,
} from '../../src/kube/kinds/network-policy.ts';

/**
 * The NetworkPolicy semantics of the Kubernetes documentation, for a completely known world: brute force, and without
 * any code of the tested implementation.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/, networking/v1 types.go and defaults.go.
 */
export interface World {
  readonly source: {
    readonly namespace: string;
    readonly namespaceLabels: Known;
    /** Null for packets from an address, which is no pod. */
    readonly podLabels: Known | null;
    readonly address: string;
  };
  readonly target: {
    readonly namespace: string;
    readonly labels: Known;
    readonly ports: readonly {
      readonly name?: string;
      readonly containerPort: number;
      readonly protocol?: string;
    }[];
  };
  readonly policies: readonly { readonly namespace: string; readonly spec: PolicySpec }[];
}

export type Known = Readonly<Record<string, string>>;

export interface PolicySpec {
  readonly podSelector?: LabelSelector;
  readonly policyTypes?: readonly string[] | null;
  readonly ingress?: readonly NetworkPolicyRule[] | null;
  readonly egress?: readonly Record<string, never>[] | null;
}

export function arrives(cluster: World, port: number, protocol: string): boolean {
  const isolating = cluster.policies.filter(
    ({ namespace, spec }) =>
      namespace === cluster.target.namespace &&
      selects(spec.podSelector ?? {}, cluster.target.labels) &&
      isForIngress(spec),
  );
  if (isolating.length === 0) return true;
  return isolating.some(({ namespace, spec }) =>
    (spec.ingress ?? []).some(
      rule => comesFrom(rule, namespace, cluster) && goesTo(rule, cluster, port, protocol),
    ),
  );
}

/** Empty or absent policyTypes are defaulted to Ingress, and Egress beside it where there are egress rules. */
function isForIngress({ policyTypes }: PolicySpec): boolean {
  if (policyTypes === undefined || policyTypes === null || policyTypes.length === 0) return true;
  return policyTypes.includes('Ingress');
}

function comesFrom({ from }: NetworkPolicyRule, policyNamespace: string, cluster: World): boolean {
  if (from === undefined || from === null || from.length === 0) return true;
  return from.some(peer => isPeer(peer, policyNamespace, cluster));
}

function isPeer(peer: NetworkPolicyPeer, policyNamespace: string, { source }: World): boolean {
  if (peer.ipBlock) {
    const { cidr, except } = peer.ipBlock;
    return contains(cidr ?? '', source.address) && !(except ?? []).some(one => contains(one, source.address));
  }
  if (source.podLabels === null) return false;
  const inNamespace = peer.namespaceSelector
    ? selects(peer.namespaceSelector, source.namespaceLabels)
    : source.namespace === policyNamespace;
  return inNamespace && (peer.podSelector ? selects(peer.podSelector, source.podLabels) : true);
}

/** Knows only the addresses of the test: 10.* is one block, and the whole family contains every address. */
function contains(cidr: string, address: string): boolean {
  return cidr.endsWith('/0') || (cidr === '10.0.0.0/8' && address.startsWith('10.'));
}

function goesTo({ ports }: NetworkPolicyRule, cluster: World, port: number, protocol: string): boolean {
  if (ports === undefined || ports === null || ports.length === 0) return true;
  return ports.some(one => isPort(one, cluster, port, protocol));
}

function isPort(one: NetworkPolicyPort, { target }: World, port: number, protocol: string): boolean {
  if ((one.protocol ?? 'TCP') !== protocol) return false;
  if (one.port === undefined || one.port === null) return true;
  if (typeof one.port === 'number') return one.port <= port && port <= (one.endPort ?? one.port);
  return target.ports.some(
    declared =>
      declared.name === one.port &&
      (declared.protocol ?? 'TCP') === protocol &&
      declared.containerPort === port,
  );
}

export function selects({ matchLabels, matchExpressions }: LabelSelector, labels: Known): boolean {
  return (
    Object.entries(matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
    (matchExpressions ?? []).every(requirement => meets(requirement, labels))
  );
}

function meets({ key, operator, values }: LabelRequirement, labels: Known): boolean {
  const value = labels[key];
  switch (operator) {
    case 'In':
      return value !== undefined && (values ?? []).includes(value);
    case 'NotIn':
      return value === undefined || !(values ?? []).includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      throw new Error(`no such operator: ${operator}`);
  }
}
