import type {
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicyRule,
} from '../../kube/kinds/network-policy.ts';
import type { PodSpec } from '../../kube/kinds/pod-template.ts';
import { hasParametricPort, portsNamed, protocolOf } from '../../kube/ports.ts';
import { isEmptySelector, type KnownLabels, matchesSelector } from '../../kube/selector.ts';
import { isParametric } from '../../kube/text.ts';
import { and, or, type Truth, truth } from '../../kube/truth.ts';
import { podLabelsWritten, podSpecOf, type ReadableWorkload } from '../../kube/workload.ts';
import type { Why } from '../index/lookup.ts';
import { perQuery } from '../index/memo.ts';
import { namespaceLabels } from '../index/namespaces.ts';
import type { Query } from '../index/query.ts';
import { byName, isUnderForeignPolicy, type NetworkPolicy, type PolicySet, policiesOf } from './isolation.ts';

/** The source of packets: pods of one namespace, with the known labels of both. */
export interface PacketSource {
  readonly namespace: SourceNamespace;
  readonly namespaceLabels: KnownLabels;
  readonly podLabels: KnownLabels;
  /** Whether the source may be in that namespace instead. Absent where its namespace is not an assumption. */
  readonly mayMove?: (namespace: string) => boolean;
  /** `node`: pods on the host's network, which a network plugin may or may not match by selectors; `outside`: an address. */
  readonly kind: 'pod' | 'node' | 'outside';
}

/** `unset`: the namespace of objects that state none. `elsewhere`: any namespace but the destination's own. */
export type SourceNamespace =
  | { readonly is: 'named'; readonly name: string }
  | { readonly is: 'unset' }
  | { readonly is: 'elsewhere' };

/** The pods that receive packets, and the port. */
export interface PacketDestination {
  readonly workload: ReadableWorkload;
  readonly port: number;
  readonly protocol: string;
}

/** Whether the NetworkPolicies of the pods admit the packets. */
export interface IngressVerdict {
  readonly admitted: Truth;
  readonly sets: readonly PolicySet[];
  /** Why the verdict is not complete; null where it is. */
  readonly why: Why | null;
}

/**
 * Whether a network that enforces NetworkPolicies admits packets. Pods that no NetworkPolicy isolates take every packet;
 * else the union of all rules of all NetworkPolicies that select the pods decides.
 * Source: networking/v1 types.go; semantics of https://kubernetes.io/docs/concepts/services-networking/network-policies.
 */
export function admitsIngress(
  source: PacketSource,
  destination: PacketDestination,
  query: Query,
): IngressVerdict {
  const { workload } = destination;
  const namespace = workload.ref.namespace;
  // An ambient mesh sends the packets to a port of its own.
  if (isAmbient(workload, query)) return { admitted: 'unknown', sets: [], why: 'foreign-policy' };
  // The network plugin decides how NetworkPolicies treat pods on the host's network.
  if (podSpecOf(workload).hostNetwork === true)
    return { admitted: 'unknown', sets: [], why: 'foreign-policy' };
  const { sets, maybe, why: unread } = policiesOf(workload, query);
  const why = isUnderForeignPolicy(namespace, query) ? 'foreign-policy' : unread;
  const admitted = sets.map(set => admits(set, source, destination, query)).reduce<Truth>(or, 'no');
  if (why !== null) {
    // An unread NetworkPolicy can only admit more; a policy of another kind can also refuse.
    const isAdmitted = why !== 'foreign-policy' && admitted === 'yes';
    return { admitted: isAdmitted ? 'yes' : 'unknown', sets, why };
  }
  const perhaps = maybe.map(policy => admits(policy, source, destination, query));
  return { admitted: combine(sets.length > 0, admitted, perhaps), sets, why };
}

function isAmbient(workload: ReadableWorkload, query: Query): boolean {
  const mode = 'istio.io/dataplane-mode';
  const { namespace } = workload.ref;
  const own = podLabelsWritten(workload)[mode];
  const inherited = namespace === null ? undefined : namespaceLabels(namespace, query)?.[mode];
  return (own ?? inherited) === 'ambient';
}

/** The verdict over every subset of the policies that may select the pods, beside those that certainly do. */
function combine(isIsolated: boolean, admitted: Truth, perhaps: readonly Truth[]): Truth {
  if (isIsolated) return admitted === 'no' && perhaps.some(one => one !== 'no') ? 'unknown' : admitted;
  return perhaps.every(one => one === 'yes') ? 'yes' : 'unknown';
}

/** A rule of a NetworkPolicy whose peers admit a source, or may admit it. */
export interface HeardRule {
  readonly policy: NetworkPolicy;
  readonly index: number;
  readonly rule: NetworkPolicyRule;
  readonly peers: Truth;
}

interface Heard {
  readonly rules: readonly HeardRule[];
  /** Whether one of the rules names a port, which is another number in each workload. */
  readonly namesPort: boolean;
  /** Whether the rules admit the source, by protocol and number of the port. */
  readonly known: Map<string, Truth>;
}

// Kept for each set and source: many workloads may have the same policies.
const heardBySource = perQuery<PolicySet, Map<PacketSource, Heard>>();

function heardIn(set: PolicySet, source: PacketSource, query: Query): Heard {
  const bySource = heardBySource(query, set, () => new Map());
  let heard = bySource.get(source);
  if (heard === undefined) {
    const rules = set.flatMap(policy =>
      (policy.body.spec?.ingress ?? []).flatMap((rule, index) => {
        const peers = peersAdmit(rule, policy, source);
        return peers === 'no' ? [] : { policy, index, rule, peers };
      }),
    );
    const namesPort = rules.some(({ rule }) =>
      (rule.ports ?? []).some(({ port }) => typeof port === 'string'),
    );
    heard = { rules, namesPort, known: new Map() };
    bySource.set(source, heard);
  }
  return heard;
}

/** Whether a rule of the NetworkPolicies admits the packets. */
function admits(set: PolicySet, source: PacketSource, destination: PacketDestination, query: Query): Truth {
  const { rules, namesPort, known } = heardIn(set, source, query);
  const decide = () =>
    rules.reduce<Truth>(
      (result, { rule, peers }) =>
        result === 'yes' ? result : or(result, and(peers, portsAdmit(rule, destination))),
      'no',
    );
  if (namesPort) return decide();
  const key = `${destination.protocol}/${destination.port}`;
  const answer = known.get(key) ?? decide();
  known.set(key, answer);
  return answer;
}

/** The first rule that admits the source, or may admit it, to other ports alone; null where there is none. */
export function ruleForOtherPorts(
  sets: readonly PolicySet[],
  source: PacketSource,
  destination: PacketDestination,
  query: Query,
): HeardRule | null {
  const found = sets.flatMap(
    set => heardIn(set, source, query).rules.find(({ rule }) => portsAdmit(rule, destination) === 'no') ?? [],
  );
  const [first = null] = found.sort((a, b) => byName(a.policy, b.policy));
  return first;
}

/** An absent or empty list of peers admits every source. */
function peersAdmit(rule: NetworkPolicyRule, policy: NetworkPolicy, source: PacketSource): Truth {
  const peers = rule.from ?? [];
  if (peers.length === 0) return 'yes';
  return peers.reduce<Truth>((result, peer) => or(result, peerAdmits(peer, policy, source)), 'no');
}

/** An absent or empty list of ports admits every port. */
export function portsAdmit(rule: NetworkPolicyRule, destination: PacketDestination): Truth {
  const ports = rule.ports ?? [];
  if (ports.length === 0) return 'yes';
  return ports.reduce<Truth>((result, port) => or(result, portAdmits(port, destination)), 'no');
}

function peerAdmits(peer: NetworkPolicyPeer, policy: NetworkPolicy, source: PacketSource): Truth {
  if (peer.ipBlock !== null && peer.ipBlock !== undefined) {
    const open =
      /^(0\.0\.0\.0|::)\/0$/.test(peer.ipBlock.cidr ?? '') && (peer.ipBlock.except ?? []).length === 0;
    return open ? 'yes' : 'unknown';
  }
  if (source.kind === 'outside') return 'no';
  if (namesMoved(peer, source)) return 'unknown';
  const bySelectors = and(namespaceAdmits(peer, policy, source), podAdmits(peer, source));
  return source.kind === 'pod' || bySelectors === 'no' ? bySelectors : 'unknown';
}

/** Whether the peer names the traffic source by its labels, in a namespace where the source may be instead. */
function namesMoved(peer: NetworkPolicyPeer, source: PacketSource): boolean {
  const { namespaceSelector, podSelector } = peer;
  if (source.mayMove === undefined || namespaceSelector == null || podSelector == null) return false;
  if (isEmptySelector(podSelector) || podAdmits(peer, source) !== 'yes') return false;
  return source.mayMove(namespaceSelector.matchLabels?.['kubernetes.io/metadata.name'] ?? '');
}

function namespaceAdmits(peer: NetworkPolicyPeer, policy: NetworkPolicy, source: PacketSource): Truth {
  const selector = peer.namespaceSelector;
  if (selector !== null && selector !== undefined) return matchesSelector(selector, source.namespaceLabels);
  return inNamespace(source.namespace, policy.ref.namespace);
}

/** Users apply objects without a namespace to a namespace of their own, not to that of the ingress controller. */
function inNamespace(source: SourceNamespace, own: string | null): Truth {
  switch (source.is) {
    case 'named':
      return truth(source.name === own);
    case 'unset':
      return own === null ? 'yes' : 'unknown';
    case 'elsewhere':
      return 'no';
    default:
      return source satisfies never;
  }
}

function podAdmits(peer: NetworkPolicyPeer, source: PacketSource): Truth {
  const selector = peer.podSelector;
  if (selector === null || selector === undefined || isEmptySelector(selector)) return 'yes';
  return matchesSelector(selector, source.podLabels);
}

function portAdmits(port: NetworkPolicyPort, destination: PacketDestination): Truth {
  if (isRefused(port)) return 'unknown';
  if (protocolOf(port) !== destination.protocol) return 'no';
  const wanted = port.port;
  if (wanted === null || wanted === undefined) return 'yes';
  if (typeof wanted === 'number') {
    return truth(destination.port >= wanted && destination.port <= (port.endPort ?? wanted));
  }
  const spec = podSpecOf(destination.workload);
  if (hasNamedPort(spec, wanted, destination)) return 'yes';
  return isParametric(wanted) || hasParametricPort(spec) ? 'unknown' : 'no';
}

/** Whether the API server refuses the port: the author's later text is not known. */
function isRefused(port: NetworkPolicyPort): boolean {
  const isDigits = typeof port.port === 'string' && /^\d+$/.test(port.port);
  return isDigits || !['TCP', 'UDP', 'SCTP'].includes(protocolOf(port));
}

/** A named port is a port of the destination pod. */
function hasNamedPort(spec: PodSpec, name: string, destination: PacketDestination): boolean {
  return portsNamed(spec, name).some(
    ({ port }) => port.containerPort === destination.port && protocolOf(port) === destination.protocol,
  );
}
