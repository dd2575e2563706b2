import type { Arrival, SubjectOf } from '../../src/graph/chain/subject.ts';
import type { Query } from '../../src/graph/index/query.ts';
import { type NetworkPolicy, policiesIn } from '../../src/graph/network/isolation.ts';
import { type PacketDestination, ruleForOtherPorts } from '../../src/graph/network/network-policy.ts';
import type { NetworkPolicyPort } from '../../src/kube/kinds/network-policy.ts';
import { formatRef } from '../../src/kube/object.ts';
import type { Pointer } from '../../src/kube/pointer.ts';
import { protocolOf } from '../../src/kube/ports.ts';
import { defineRule, type Evidence, evidence, type Found } from '../../src/rule.ts';
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
    for (const same of Map.groupBy(arrivals, ({ podPort }) => podPort).values()) {
      const arrival = same.find(({ backends }) => backends.length > 0);
      if (arrival === undefined) continue;
      const routed = same.flatMap(({ backends }) => backends);
      const destination = { workload, port: arrival.podPort, protocol: protocolOf(arrival.servicePort.port) };
      const verdict = judge(routed, destination, query);
      if (verdict === null) continue;
      const shut = same.map(one => ({
        ...one,
        backends: one.backends.filter(({ route }) => verdict.routes.has(route)),
      }));
      yield found({ ...subject, arrivals: shut }, arrival, destination, verdict, query);
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
  query: Query,
): Found<Data> {
  const { workload } = part;
  const policies = policiesIn(verdict.reach.sets);
  const { policy, at } = placeOf(policies, destination, verdict, query);
  const shown = policies.filter((one, index) => index < mostShown || one === policy);
  return {
    at: { obj: policy, at },
    key: `${workload.ref.kind}/${workload.ref.name}:${destination.port}`,
    data: {
      is: verdict.is,
      workload: formatRef(workload.ref),
      port: destination.port,
      policies: listed(
        shown.map(({ ref }) => formatRef(ref)),
        policies.length,
      ),
      sender: verdict.sender?.title ?? 'the ingress controller',
      ports: verdict.is === 'port' ? listPorts(policies) : '',
    },
    failure: 'dropped',
    when: 'always',
    certainty: verdict.certainty,
    end: 'open',
    limit: verdict.limit,
    broken: { hop: 'workload', policies: shown, part },
    evidence: [...evidenceOf(policies), evidence('routing', arrival.service, '/spec/selector')],
    fix: additivePolicy(workload, arrival, destination, verdict.sender),
  };
}

/** No message lists more policies or ports. */
const mostShown = 10;

function listed(shown: readonly string[], all: number): string {
  const more = all - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

// The policies of all pods are one list for all workloads of the namespace.
const evidences = new WeakMap<readonly NetworkPolicy[], readonly Evidence[]>();

function evidenceOf(policies: readonly NetworkPolicy[]): readonly Evidence[] {
  let known = evidences.get(policies);
  if (known === undefined) {
    known = policies.map(policy => evidence('fault', policy, '/spec'));
    evidences.set(policies, known);
  }
  return known;
}

/** The field to edit: the wrong port, the rule that admits others, or the NetworkPolicy. */
function placeOf(
  policies: readonly NetworkPolicy[],
  destination: PacketDestination,
  { is, sender, reach }: Verdict,
  query: Query,
): { readonly policy: NetworkPolicy; readonly at: Pointer } {
  if (is === 'port' && sender !== null) {
    const heard = ruleForOtherPorts(reach.sets, sender.source, destination, query);
    if (heard !== null) return { policy: heard.policy, at: `/spec/ingress/${heard.index}/ports` };
  }
  const [first] = policies;
  if (first === undefined) throw new Error('a verdict without a policy');
  const narrow = policies.find(policy => (policy.body.spec?.ingress ?? []).length > 0);
  return is === 'port' || is === 'nobody' || narrow === undefined
    ? { policy: first, at: '/spec/podSelector' }
    : { policy: narrow, at: '/spec/ingress/0/from' };
}

function listPorts(policies: readonly NetworkPolicy[]): string {
  const ports = policies.flatMap(policy =>
    (policy.body.spec?.ingress ?? []).flatMap(rule => rule.ports ?? []),
  );
  const all = [...new Set(ports.map(formatPort))];
  return listed(all.slice(0, mostShown), all.length) || 'no port';
}

function formatPort(port: NetworkPolicyPort): string {
  const protocol = protocolOf(port) === 'TCP' ? '' : `/${protocolOf(port)}`;
  const range = port.endPort == null ? '' : `-${port.endPort}`;
  const value = typeof port.port === 'string' ? `"${port.port}"` : (port.port ?? 'any');
  return `port ${value}${range}${protocol}`;
}
