import type { Query } from '../../src/graph/query.ts';
import {
  type Destination,
  type NetworkPolicy,
  peersAdmit,
  portsAdmit,
  type Reach,
  reach,
} from '../../src/graph/reach.ts';
import { anywhereElse, type Sender, sendersOf } from '../../src/graph/senders.ts';
import type { Arrival, RoutedBackend } from '../../src/graph/subject.ts';
import { formatRef } from '../../src/kube/object.ts';
import type { Pointer } from '../../src/kube/pointer.ts';
import { protocolOf } from '../../src/kube/ports.ts';
import type { NetworkPolicyPort } from '../../src/kube/types.ts';
import type { Workload } from '../../src/kube/workload.ts';
import { type Certainty, defineRule, evidence, type Found, type Level } from '../../src/rule.ts';
import { additivePolicy } from './policy.ts';

interface Data {
  readonly is: 'nobody' | 'own-namespace' | 'port' | 'source' | 'stale-label' | 'node';
  readonly workload: string;
  readonly port: number;
  readonly policies: string;
  readonly sender: string;
  readonly ports: string;
}

export default defineRule({
  id: 'network-policy-blocks-ingress',
  summary: 'NetworkPolicies shut the ingress controller out of the routed pods',
  subject: 'serving',
  params: {},

  *check({ workload, arrivals }, query): Iterable<Found<Data>> {
    const judged = new Set<number>();
    for (const arrival of arrivals) {
      if (arrival.backends.length === 0 || judged.has(arrival.podPort)) continue;
      judged.add(arrival.podPort);
      const routed = arrivals.filter(one => one.podPort === arrival.podPort).flatMap(one => one.backends);
      const destination = { workload, port: arrival.podPort, protocol: protocolOf(arrival.servicePort.port) };
      const verdict = judge(routed, destination, query);
      if (verdict !== null) yield found(workload, arrival, destination, verdict);
    }
  },

  say(data) {
    const { policies, sender } = data;
    const pods = `port ${data.port} of ${data.workload}`;
    const admit = policies.includes(',') ? 'admit' : 'admits';
    switch (data.is) {
      case 'nobody':
        return `no packet from another namespace reaches ${pods}: ${policies} ${admit} none`;
      case 'own-namespace':
        return `${policies} ${admit} pods of the same namespace alone to ${pods}, and not ${sender}`;
      case 'port':
        return `${policies} ${admit} ${sender} to ${data.ports}, and requests go to ${pods}: a policy is judged on the port of the pod`;
      case 'source':
        return `${policies} ${admit} others to ${pods}, and not ${sender}`;
      case 'stale-label':
        return `${policies} ${admit} ${sender} to ${pods} only where somebody gave its namespace the label "name"; every namespace has "kubernetes.io/metadata.name"`;
      case 'node':
        return `${policies} ${admit} pods to ${pods}, and ${sender} sends from the address of its node`;
      default:
        return data.is satisfies never;
    }
  },
});

interface Verdict {
  readonly is: Data['is'];
  readonly reach: Reach;
  readonly sender: Sender | null;
  readonly certainty: Certainty;
  readonly cap: Level | undefined;
}

/** Shut out is who has no way in from any place where the route's controller may run. */
function judge(routed: readonly RoutedBackend[], destination: Destination, query: Query): Verdict | null {
  for (const { route } of routed) {
    const { senders, by } = sendersOf(route, query);
    const everyone = reach(anywhereElse(destination.workload.ref.namespace), destination, query);
    if (everyone.policies.length === 0) return null;
    const nobody = hasPeersOfOwnNamespace(everyone) ? 'own-namespace' : 'nobody';
    if (senders.length === 0) {
      // Nobody knows the controller, and nothing from outside of the namespace comes in.
      if (everyone.admitted === 'no')
        return { is: nobody, reach: everyone, sender: null, certainty: 'likely', cap: undefined };
      continue;
    }
    const verdicts = senders.map(sender => ({ sender, reach: reach(sender.source, destination, query) }));
    const [first] = verdicts;
    if (first === undefined) continue;
    if (verdicts.every(one => one.reach.admitted === 'no')) {
      const is = reasonOf(first.sender, destination, first.reach);
      const elsewhere = verdicts.every(one => one.sender.source.sender === 'pod');
      const known = by !== 'assumed' || (is === 'nobody' && everyone.admitted === 'no');
      return {
        is: everyone.admitted === 'no' && is !== 'port' ? nobody : is,
        reach: first.reach,
        sender: first.sender,
        certainty: known && elsewhere ? 'proven' : 'likely',
        // What comes from a node's own address is admitted to the pods of that node.
        cap: verdicts.some(one => one.sender.source.sender === 'node') ? 'warn' : undefined,
      };
    }
    const doubt = doubtOf(verdicts);
    if (doubt !== null && verdicts.every(one => one.reach.admitted !== 'yes')) return doubt;
  }
  return null;
}

/** The port fails where some rule lets the sender in; the sender where some rule admits others; else nobody gets in. */
function reasonOf(
  sender: Sender,
  destination: Destination,
  { policies }: Reach,
): 'nobody' | 'port' | 'source' {
  const rules = policies.flatMap(({ policy }) =>
    (policy.body.spec?.ingress ?? []).map(rule => ({ policy, rule })),
  );
  const toOthers = rules.filter(({ rule }) => portsAdmit(rule, destination) === 'no');
  if (toOthers.some(({ policy, rule }) => peersAdmit(rule, policy, sender.source) !== 'no')) return 'port';
  return rules.length === 0 ? 'nobody' : 'source';
}

/** What may well be shut out, and is only said: a label that nobody sets, a selector that no node address meets. */
function doubtOf(verdicts: readonly { readonly sender: Sender; readonly reach: Reach }[]): Verdict | null {
  const unsure = verdicts.find(one => one.reach.admitted === 'unknown' && one.reach.why === null);
  if (unsure === undefined || hasAddresses(unsure.reach)) return null;
  const isNode = unsure.sender.source.sender === 'node' && unsure.sender.admit !== null;
  const stale = selectsByNameLabel(unsure.reach);
  if (!isNode && !stale) return null;
  return {
    is: isNode ? 'node' : 'stale-label',
    reach: unsure.reach,
    sender: unsure.sender,
    certainty: 'unknown',
    cap: isNode ? 'warn' : 'audit',
  };
}

const peersOf = (policy: NetworkPolicy) => (policy.body.spec?.ingress ?? []).flatMap(rule => rule.from ?? []);

const hasAddresses = ({ policies }: Reach) =>
  policies.some(({ policy }) => peersOf(policy).some(peer => peer.ipBlock != null));

/** A podSelector without a namespaceSelector, often meant for the pods of the controller. */
const hasPeersOfOwnNamespace = ({ policies }: Reach) =>
  policies.some(({ policy }) =>
    peersOf(policy).some(peer => peer.podSelector != null && peer.namespaceSelector == null),
  );

/** `name: ingress-nginx` was never set by anything but hand. */
const selectsByNameLabel = ({ policies }: Reach) =>
  policies.some(({ policy }) =>
    peersOf(policy).some(peer => peer.namespaceSelector?.matchLabels?.name !== undefined),
  );

function found(
  workload: Workload,
  arrival: Arrival,
  destination: Destination,
  verdict: Verdict,
): Found<Data> {
  const policies = verdict.reach.policies.map(({ policy }) => policy);
  const { policy, at } = placeOf(policies, destination, verdict);
  const names = policies.map(one => formatRef(one.ref)).join(', ');
  return {
    at: { obj: policy, at },
    key: `${workload.ref.kind}/${workload.ref.name}:${destination.port}`,
    data: {
      is: verdict.is,
      workload: formatRef(workload.ref),
      port: destination.port,
      policies: names,
      sender: verdict.sender?.title ?? 'the ingress controller',
      ports: listPorts(policies),
    },
    failure: 'dropped',
    when: 'always',
    certainty: verdict.certainty,
    open: true,
    cap: verdict.cap,
    broken: 'workload',
    policies,
    evidence: [
      ...policies.map(one => evidence('fault', one, '/spec')),
      evidence('reach', arrival.service, '/spec/selector'),
    ],
    fix: additivePolicy(workload, arrival, destination, verdict.sender),
  };
}

/** Where a person would begin to edit: the port that is wrong, the rule that admits others, or the policy. */
function placeOf(
  policies: readonly NetworkPolicy[],
  destination: Destination,
  verdict: Verdict,
): { readonly policy: NetworkPolicy; readonly at: Pointer } {
  for (const policy of policies) {
    for (const [index, rule] of (policy.body.spec?.ingress ?? []).entries()) {
      const lets = verdict.sender === null ? 'no' : peersAdmit(rule, policy, verdict.sender.source);
      if (verdict.is === 'port' && lets !== 'no' && portsAdmit(rule, destination) === 'no') {
        return { policy, at: `/spec/ingress/${index}/ports` };
      }
      if (verdict.is !== 'port' && verdict.is !== 'nobody')
        return { policy, at: `/spec/ingress/${index}/from` };
    }
  }
  const [first] = policies;
  if (first === undefined) throw new Error('a verdict without a policy');
  return { policy: first, at: '/spec/podSelector' };
}

function listPorts(policies: readonly NetworkPolicy[]): string {
  const ports = policies.flatMap(policy =>
    (policy.body.spec?.ingress ?? []).flatMap(rule => rule.ports ?? []),
  );
  return [...new Set(ports.map(formatPort))].join(', ') || 'no port';
}

function formatPort(port: NetworkPolicyPort): string {
  const protocol = protocolOf(port) === 'TCP' ? '' : `/${protocolOf(port)}`;
  const range = port.endPort == null ? '' : `-${port.endPort}`;
  const value = typeof port.port === 'string' ? `"${port.port}"` : (port.port ?? 'any');
  return `port ${value}${range}${protocol}`;
}
