import type {
  NetworkPolicyBody,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicyRule,
} from '../../kube/kinds/network-policy.ts';
import type { PodSpec } from '../../kube/kinds/pod-template.ts';
import type { Obj, ReadableObj } from '../../kube/object.ts';
import { isParametric } from '../../kube/parameter.ts';
import { declaredPorts, protocolOf } from '../../kube/ports.ts';
import { isEmptySelector, type KnownLabels, matchesSelector } from '../../kube/selector.ts';
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

/** Where packets come from: pods of one namespace, with what is known of both. */
export interface PacketSource {
  readonly namespace: SourceNamespace;
  readonly namespaceLabels: KnownLabels;
  readonly podLabels: KnownLabels;
  /** Whether it may be in that namespace instead, since where it is is only assumed. */
  readonly mayMove?: (namespace: string) => boolean;
  /** `node`: pods on the host's network, which a plugin may or may not match by selectors; `outside`: an address. */
  readonly kind: 'pod' | 'node' | 'outside';
}

/** `unset`: that of objects which state none. `elsewhere`: any but the destination's own. */
export type SourceNamespace =
  | { readonly is: 'named'; readonly name: string }
  | { readonly is: 'unset' }
  | { readonly is: 'elsewhere' };

/** The pods that packets go to, and where on them. */
export interface PacketDestination {
  readonly workload: ReadableWorkload;
  readonly port: number;
  readonly protocol: string;
}

/** The policies that select the pods, and what each says of the packets. */
export interface IngressVerdict {
  readonly admitted: Truth;
  readonly policies: readonly { readonly policy: NetworkPolicy; readonly admits: Truth }[];
  /** Why it is not known, where it is not. */
  readonly why: Why | null;
}

/**
 * Whether a NetworkPolicy-enforcing network lets packets through. Pods that no policy isolates take everything;
 * else the union of all rules of all policies that select them decides.
 * Source: networking/v1 types.go; semantics of https://kubernetes.io/docs/concepts/services-networking/network-policies.
 */
export function admitsIngress(
  source: PacketSource,
  destination: PacketDestination,
  query: Query,
): IngressVerdict {
  const { workload } = destination;
  const namespace = workload.ref.namespace;
  // The packets of an ambient mesh come to a port of its own.
  if (isAmbient(workload, query)) return { admitted: 'unknown', policies: [], why: 'foreign-policy' };
  // How policies treat pods on the host's network is up to the network plugin.
  if (podSpecOf(workload).hostNetwork === true)
    return { admitted: 'unknown', policies: [], why: 'foreign-policy' };
  const { policies, maybe, why: unread } = policiesOf(workload, query);
  const said = policies.map(policy => ({ policy, admits: admits(policy, source, destination) }));
  const perhaps = maybe.map(policy => admits(policy, source, destination));
  const why = isUnderForeignPolicy(namespace, query) ? 'foreign-policy' : unread;
  if (why === null)
    return {
      admitted: combine(
        said.map(one => one.admits),
        perhaps,
      ),
      policies: said,
      why,
    };
  // A NetworkPolicy that nobody has read can only add to what others admit; one of another kind can also refuse.
  const isAdmitted = why !== 'foreign-policy' && said.some(one => one.admits === 'yes');
  return { admitted: isAdmitted ? 'yes' : 'unknown', policies: said, why };
}

function isAmbient(workload: ReadableWorkload, query: Query): boolean {
  const mode = 'istio.io/dataplane-mode';
  const { namespace } = workload.ref;
  const own = podLabelsWritten(workload)[mode];
  const inherited = namespace === null ? undefined : namespaceLabels(namespace, query)?.[mode];
  return (own ?? inherited) === 'ambient';
}

/** Over every way in which the policies that perhaps select the pods do or do not. */
function combine(certain: readonly Truth[], perhaps: readonly Truth[]): Truth {
  const admitted = certain.reduce<Truth>(or, 'no');
  if (certain.length > 0)
    return admitted === 'no' && perhaps.some(one => one !== 'no') ? 'unknown' : admitted;
  return perhaps.every(one => one === 'yes') ? 'yes' : 'unknown';
}

interface Isolation {
  readonly policies: readonly NetworkPolicy[];
  readonly maybe: readonly NetworkPolicy[];
  readonly why: Why | null;
}

/** The policies that isolate the workload's pods for ingress, by name. */
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
  // Policies add up: one that nobody has read may admit what these do not.
  why ??= query.scope.unseen('networking.k8s.io', 'NetworkPolicy', own);
  return { policies, maybe, why };
}

/** The policies of the namespace that may select the workload: by a label that it carries, or by none in particular. */
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

/** Absent or empty policyTypes mean Ingress always, and Egress when there is an egress section. */
function isolates(policy: NetworkPolicy): boolean {
  const types = policy.body.spec?.policyTypes ?? [];
  return types.length === 0 || types.includes('Ingress');
}

/** A cluster-wide policy counts everywhere, a namespaced one in its namespace. */
function isUnderForeignPolicy(namespace: string | null, query: Query): boolean {
  const places = namespace === null ? [null, ...query.namespaces()] : [null, namespace];
  return places.some(where => query.lookup(collections.foreignPolicies(where)).length > 0);
}

/** Whether some rule of the policy lets the packets in. */
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

/** An absent or empty list of peers is every source. */
export function peersAdmit(rule: NetworkPolicyRule, policy: NetworkPolicy, source: PacketSource): Truth {
  const peers = rule.from ?? [];
  if (peers.length === 0) return 'yes';
  return peers.reduce<Truth>((result, peer) => or(result, peerAdmits(peer, policy, source)), 'no');
}

/** An absent or empty list of ports is every port. */
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

/** The peer is the sender by its own labels, in a namespace that its author will know. */
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

/** Objects without a namespace are applied to one that their user chooses: not to that of the ingress controller. */
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

/** The API server takes no such policy, so nobody knows what its author will write instead. */
function isRefused(port: NetworkPolicyPort): boolean {
  const isDigits = typeof port.port === 'string' && /^\d+$/.test(port.port);
  return isDigits || !['TCP', 'UDP', 'SCTP'].includes(protocolOf(port));
}

/** A named port is the destination pod's own. */
function hasNamedPort(spec: PodSpec, name: string, destination: PacketDestination): boolean {
  return declaredPorts(spec).some(
    ({ port }) =>
      port.name === name &&
      port.containerPort === destination.port &&
      protocolOf(port) === destination.protocol,
  );
}
