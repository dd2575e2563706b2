import type {
  NetworkPolicyBody,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicyRule,
} from '../../kube/kinds/network-policy.ts';
import type { PodSpec } from '../../kube/kinds/pod-template.ts';
import type { Obj, ReadableObj } from '../../kube/object.ts';
import { declaredPorts, portsNamed, protocolOf } from '../../kube/ports.ts';
import { isEmptySelector, type KnownLabels, matchesSelector } from '../../kube/selector.ts';
import { isParametric } from '../../kube/text.ts';
import { and, or, type Truth, truth } from '../../kube/truth.ts';
import {
  hasOpenLabels,
  podLabels,
  podLabelsWritten,
  podSpecOf,
  type ReadableWorkload,
} from '../../kube/workload.ts';
import { collections } from '../index/collections.ts';
import type { Why } from '../index/lookup.ts';
import { perQuery } from '../index/memo.ts';
import { namespaceLabels, neighbours } from '../index/namespaces.ts';
import type { Query } from '../index/query.ts';

export type NetworkPolicy = ReadableObj<NetworkPolicyBody>;

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

/** Whether the NetworkPolicies of the pods admit the packets, with the verdict of each. */
export interface IngressVerdict {
  readonly admitted: Truth;
  readonly policies: readonly { readonly policy: NetworkPolicy; readonly admits: Truth }[];
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
  if (isAmbient(workload, query)) return { admitted: 'unknown', policies: [], why: 'foreign-policy' };
  // The network plugin decides how NetworkPolicies treat pods on the host's network.
  if (podSpecOf(workload).hostNetwork === true)
    return { admitted: 'unknown', policies: [], why: 'foreign-policy' };
  const { policies, maybe, why: unread } = policiesOf(workload, query);
  const verdicts = policies.map(policy => ({ policy, admits: admits(policy, source, destination) }));
  const perhaps = maybe.map(policy => admits(policy, source, destination));
  const why = isUnderForeignPolicy(namespace, query) ? 'foreign-policy' : unread;
  if (why === null)
    return {
      admitted: combine(
        verdicts.map(verdict => verdict.admits),
        perhaps,
      ),
      policies: verdicts,
      why,
    };
  // An unread NetworkPolicy can only admit more; a policy of another kind can also refuse.
  const isAdmitted = why !== 'foreign-policy' && verdicts.some(verdict => verdict.admits === 'yes');
  return { admitted: isAdmitted ? 'yes' : 'unknown', policies: verdicts, why };
}

function isAmbient(workload: ReadableWorkload, query: Query): boolean {
  const mode = 'istio.io/dataplane-mode';
  const { namespace } = workload.ref;
  const own = podLabelsWritten(workload)[mode];
  const inherited = namespace === null ? undefined : namespaceLabels(namespace, query)?.[mode];
  return (own ?? inherited) === 'ambient';
}

/** The verdict over every subset of the policies that may select the pods. */
function combine(certain: readonly Truth[], perhaps: readonly Truth[]): Truth {
  const admitted = certain.reduce<Truth>(or, 'no');
  if (certain.length > 0)
    return admitted === 'no' && perhaps.some(admits => admits !== 'no') ? 'unknown' : admitted;
  return perhaps.every(admits => admits === 'yes') ? 'yes' : 'unknown';
}

interface Isolation {
  readonly policies: readonly NetworkPolicy[];
  readonly maybe: readonly NetworkPolicy[];
  readonly why: Why | null;
}

/** The NetworkPolicies that isolate the workload's pods for ingress, sorted by name. */
export function policiesOf(workload: ReadableWorkload, query: Query): Isolation {
  return isolations(query, workload, () => findPolicies(workload, query));
}

const isolations = perQuery<ReadableWorkload, Isolation>();

function findPolicies(workload: ReadableWorkload, query: Query): Isolation {
  const policies: NetworkPolicy[] = [];
  const maybe: NetworkPolicy[] = [];
  let why: Why | null = null;
  const { own, perhaps } = neighbours(workload.ref.namespace, query);
  const labels = podLabels(workload);
  for (const policy of policiesIn(own, workload, query)) {
    if (policy.opaque !== null) {
      why = policy.opaque;
      continue;
    }
    const selects = isolates(policy) ? matchesSelector(policy.body.spec?.podSelector ?? {}, labels) : 'no';
    if (selects === 'yes') policies.push(policy);
    else if (selects === 'unknown') maybe.push(policy);
  }
  for (const namespace of perhaps) {
    if (policiesIn(namespace, workload, query).length > 0) why = 'namespace-unstated';
  }
  // NetworkPolicies add up: an unread one may admit what these do not.
  why ??= query.scope.unseen('networking.k8s.io', 'NetworkPolicy', own);
  return { policies, maybe, why };
}

/** The NetworkPolicies that may select the workload: those indexed under one of its labels, and those without an index pair. */
function policiesIn(
  namespace: string | null,
  workload: ReadableWorkload,
  query: Query,
): readonly Obj<NetworkPolicyBody>[] {
  const policies = hasOpenLabels(workload)
    ? [...query.lookup(collections.policies(namespace))]
    : [...query.lookup(collections.policiesByNoLabel(namespace)), ...labelled(workload, namespace, query)];
  return policies.sort((a, b) => (a.ref.name < b.ref.name ? -1 : 1));
}

function labelled(
  workload: ReadableWorkload,
  namespace: string | null,
  query: Query,
): readonly Obj<NetworkPolicyBody>[] {
  const labels = podLabelsWritten(workload);
  return Object.keys(labels).flatMap(key =>
    query.lookup(collections.policiesBy(namespace, key, labels[key] ?? '')),
  );
}

/** Absent or empty policyTypes always mean Ingress, and also Egress when there is an egress section. */
function isolates(policy: NetworkPolicy): boolean {
  const types = policy.body.spec?.policyTypes ?? [];
  return types.length === 0 || types.includes('Ingress');
}

/** A cluster-wide policy counts everywhere, a namespaced one in its namespace. */
function isUnderForeignPolicy(namespace: string | null, query: Query): boolean {
  const places = namespace === null ? [null, ...query.namespaces()] : [null, namespace];
  return places.some(where => query.lookup(collections.foreignPolicies(where)).length > 0);
}

/** Whether a rule of the NetworkPolicy admits the packets. */
function admits(policy: NetworkPolicy, source: PacketSource, destination: PacketDestination): Truth {
  return (policy.body.spec?.ingress ?? []).reduce<Truth>(
    (result, rule) => or(result, ruleAdmits(rule, policy, source, destination)),
    'no',
  );
}

function ruleAdmits(
  rule: NetworkPolicyRule,
  policy: NetworkPolicy,
  source: PacketSource,
  destination: PacketDestination,
): Truth {
  return and(peersAdmit(rule, policy, source), portsAdmit(rule, destination));
}

/** An absent or empty list of peers admits every source. */
export function peersAdmit(rule: NetworkPolicyRule, policy: NetworkPolicy, source: PacketSource): Truth {
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
  const names = [wanted, ...declaredPorts(spec).map(({ port: declared }) => declared.name ?? '')];
  return names.some(isParametric) ? 'unknown' : 'no';
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
