import type { Arrival, SubjectOf } from '../../src/graph/chain/subject.ts';
import {
  type NetworkPolicy,
  type PacketDestination,
  peersAdmit,
  portsAdmit,
} from '../../src/graph/network/network-policy.ts';
import type { NetworkPolicyPort } from '../../src/kube/kinds/network-policy.ts';
import { formatRef } from '../../src/kube/object.ts';
import type { Pointer } from '../../src/kube/pointer.ts';
import { protocolOf } from '../../src/kube/ports.ts';
import { defineRule, evidence, type Found } from '../../src/rule.ts';
import { additivePolicy } from './policy.ts';
import { judge, type Shut, type Verdict } from './verdict.ts';

interface Data {
  readonly is: Shut;
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
  chainBreak: {
    stage: 'network-policy',
    recipe: 'apply the policy that admits, then this one',
    writtenFirstBy: ['helm', 'argocd'],
  },
  params: {},

  *check(subject, query): Iterable<Found<Data>> {
    const { workload, arrivals } = subject;
    const judged = new Set<number>();
    for (const arrival of arrivals) {
      if (arrival.backends.length === 0 || judged.has(arrival.podPort)) continue;
      judged.add(arrival.podPort);
      const routed = arrivals
        .filter(({ podPort }) => podPort === arrival.podPort)
        .flatMap(({ backends }) => backends);
      const destination = { workload, port: arrival.podPort, protocol: protocolOf(arrival.servicePort.port) };
      const verdict = judge(routed, destination, query);
      if (verdict === null) continue;
      const shut = arrivals.flatMap(one =>
        one.podPort === arrival.podPort
          ? { ...one, backends: one.backends.filter(({ route }) => verdict.routes.has(route)) }
          : [],
      );
      yield found({ ...subject, arrivals: shut }, arrival, destination, verdict);
    }
  },

  say(data) {
    const { policies, sender: source } = data;
    const pods = `port ${data.port} of ${data.workload}`;
    const admit = policies.includes(',') ? 'admit' : 'admits';
    switch (data.is) {
      case 'nobody':
        return `no packet from another namespace reaches ${pods}: ${policies} ${admit} none`;
      case 'own-namespace':
        return `${policies} ${admit} pods of the same namespace alone to ${pods}, and not ${source}`;
      case 'port':
        return `${policies} ${admit} ${source} to ${data.ports}, and requests go to ${pods}: a policy is judged on the port of the pod`;
      case 'source':
        return `${policies} ${admit} others to ${pods}, and not ${source}`;
      case 'stale-label':
        return `${policies} ${admit} ${source} to ${pods} only where somebody gave its namespace the label "name"; every namespace has "kubernetes.io/metadata.name"`;
      case 'node':
        return `${policies} ${admit} pods to ${pods}, and ${source} sends from the address of its node`;
      default:
        return data.is satisfies never;
    }
  },
});

function found(
  part: SubjectOf<'serving'>,
  arrival: Arrival,
  destination: PacketDestination,
  verdict: Verdict,
): Found<Data> {
  const { workload } = part;
  const policies = verdict.reach.policies.map(({ policy }) => policy);
  const { policy, at } = placeOf(policies, destination, verdict);
  const names = policies.map(({ ref }) => formatRef(ref)).join(', ');
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
    end: 'open',
    limit: verdict.limit,
    broken: { hop: 'workload', policies, part },
    evidence: [
      ...policies.map(policy => evidence('fault', policy, '/spec')),
      evidence('routing', arrival.service, '/spec/selector'),
    ],
    fix: additivePolicy(workload, arrival, destination, verdict.sender),
  };
}

/** The field to edit: the wrong port, the rule that admits others, or the NetworkPolicy. */
function placeOf(
  policies: readonly NetworkPolicy[],
  destination: PacketDestination,
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
