import type { RoutedBackend } from '../../src/graph/chain/subject.ts';
import { perQuery } from '../../src/graph/index/memo.ts';
import type { Query } from '../../src/graph/index/query.ts';
import { type PolicySet, policiesOf } from '../../src/graph/network/isolation.ts';
import {
  admitsIngress,
  type IngressVerdict,
  type PacketDestination,
  type PacketSource,
  ruleForOtherPorts,
} from '../../src/graph/network/network-policy.ts';
import {
  anotherNamespace,
  anyPodIn,
  type TrafficSource,
  trafficSourcesOf,
} from '../../src/graph/network/traffic-sources.ts';
import type { Route } from '../../src/routes/route.ts';
import type { Certainty, Level } from '../../src/rule.ts';

/** How the NetworkPolicies shut the route's controller out, the vaguest first. */
const shuts = ['stale-label', 'node', 'source', 'own-namespace', 'nobody', 'port'] as const;
export type Shut = (typeof shuts)[number];

export interface Verdict {
  readonly is: Shut;
  readonly reach: IngressVerdict;
  readonly sender: TrafficSource | null;
  readonly certainty: Certainty;
  readonly limit: Level | undefined;
}

/** The routes whose controller is shut out, and how; null where none is, or it is not known. */
export function judge(
  routed: readonly RoutedBackend[],
  destination: PacketDestination,
  query: Query,
): (Verdict & { readonly routes: ReadonlySet<Route> }) | null {
  if (policiesOf(destination.workload, query).sets.length === 0) return null;
  const verdicts = new Map<Route, Verdict>();
  for (const { route } of routed) {
    const verdict = judgeRoute(route, destination, query);
    if (verdict !== null) verdicts.set(route, verdict);
  }
  const [first, ...others] = verdicts.values();
  if (first === undefined) return null;
  const surest = others.reduce((best, one) => (sureness(one) > sureness(best) ? one : best), first);
  return { ...surest, routes: new Set(verdicts.keys()) };
}

/** Ranks verdicts, so that the most certain one is reported, independent of the order of the routes. */
function sureness({ certainty, is }: Verdict): number {
  const order: readonly Certainty[] = ['unknown', 'likely', 'proven'];
  return order.indexOf(certainty) * shuts.length + shuts.indexOf(is);
}

/** The controller is shut out where no possible traffic source is admitted. */
function judgeRoute(route: Route, destination: PacketDestination, query: Query): Verdict | null {
  const { sources, by } = trafficSourcesOf(route, query);
  const verdicts: Heard[] = [];
  for (const source of sources) {
    const one = { sender: source, reach: admitsIngress(source.source, destination, query) };
    if (one.reach.admitted === 'yes') return null;
    verdicts.push(one);
  }
  const { namespace } = destination.workload.ref;
  const [first] = verdicts;
  if (first === undefined) return judgeAnybody(route, destination, query);
  if (verdicts.some(verdict => verdict.reach.admitted === 'unknown')) return doubtOf(verdicts, query);
  const is = reasonOf(first.sender, destination, first.reach, query);
  const everyone = admitsIngress(outsiders(namespace, query), destination, query).admitted;
  const known = by !== 'assumed' || (is !== 'port' && everyone === 'no');
  const elsewhere = verdicts.every(verdict => verdict.sender.source.kind === 'pod');
  return {
    is: is !== 'port' && everyone === 'no' ? insiders(first.reach, query) : is,
    reach: first.reach,
    sender: first.sender,
    certainty: known && elsewhere ? 'proven' : 'likely',
    // Packets from a node's own address are admitted to the pods of that node.
    limit: verdicts.some(verdict => verdict.sender.source.kind === 'node') ? 'warn' : undefined,
  };
}

interface Heard {
  readonly sender: TrafficSource;
  readonly reach: IngressVerdict;
}

/** For an unknown controller: it is shut out where no namespace is admitted. */
function judgeAnybody(route: Route, destination: PacketDestination, query: Query): Verdict | null {
  const { namespace } = destination.workload.ref;
  const everyone = admitsIngress(outsiders(namespace, query), destination, query);
  if (everyone.admitted !== 'no') return null;
  if (
    isBeside(route, namespace) &&
    admitsIngress(neighbours(namespace, query), destination, query).admitted !== 'no'
  ) {
    return null;
  }
  return {
    is: insiders(everyone, query),
    reach: everyone,
    sender: null,
    certainty: 'likely',
    limit: undefined,
  };
}

/** Whether a Gateway is in the namespace of the pods, where its proxies may be, too. */
function isBeside({ served }: Route, namespace: string | null): boolean {
  return served.by === 'gateways' && served.parents.some(({ ref }) => ref.namespace === namespace);
}

const insiders = (found: IngressVerdict, query: Query) =>
  has('hasPeersOfOwnNamespace', found, query) ? 'own-namespace' : 'nobody';

/** `port`: a rule admits the source on other ports. `nobody`: there are no rules. `source`: the rules admit only others. */
function reasonOf(
  { source }: TrafficSource,
  destination: PacketDestination,
  { sets }: IngressVerdict,
  query: Query,
): 'nobody' | 'port' | 'source' {
  if (ruleForOtherPorts(sets, source, destination, query) !== null) return 'port';
  return sets.some(set => traitsOf(set, query).hasRules) ? 'source' : 'nobody';
}

/** Doubtful cases, which only warn: a label that no installer sets, a selector for a node address. */
function doubtOf(verdicts: readonly Heard[], query: Query): Verdict | null {
  const unsure = verdicts.find(verdict => verdict.reach.admitted === 'unknown' && verdict.reach.why === null);
  if (unsure === undefined || has('hasAddresses', unsure.reach, query)) return null;
  const isNode = unsure.sender.source.kind === 'node' && unsure.sender.admit !== null;
  const stale = has('selectsByNameLabel', unsure.reach, query);
  if (!isNode && !stale) return null;
  return {
    is: isNode ? 'node' : 'stale-label',
    reach: unsure.reach,
    sender: unsure.sender,
    certainty: 'unknown',
    limit: isNode ? 'warn' : 'audit',
  };
}

/** What the rules of a set of policies have, whatever the workload. */
interface Traits {
  readonly hasRules: boolean;
  readonly hasAddresses: boolean;
  /** Whether a peer has a podSelector without a namespaceSelector, often meant for the controller's pods. */
  readonly hasPeersOfOwnNamespace: boolean;
  /** Whether a selector has `name: ingress-nginx`, a label that is only ever set by hand. */
  readonly selectsByNameLabel: boolean;
}

const traits = perQuery<PolicySet, Traits>();

function traitsOf(set: PolicySet, query: Query): Traits {
  return traits(query, set, () => {
    const rules = set.flatMap(policy => policy.body.spec?.ingress ?? []);
    const peers = rules.flatMap(rule => rule.from ?? []);
    return {
      hasRules: rules.length > 0,
      hasAddresses: peers.some(peer => peer.ipBlock != null),
      hasPeersOfOwnNamespace: peers.some(peer => peer.podSelector != null && peer.namespaceSelector == null),
      selectsByNameLabel: peers.some(peer => peer.namespaceSelector?.matchLabels?.name !== undefined),
    };
  });
}

const has = (trait: keyof Traits, { sets }: IngressVerdict, query: Query) =>
  sets.some(set => traitsOf(set, query)[trait]);

// One object for each namespace, because what the policies say to it is kept.
const others = perQuery<string | null, PacketSource>();
const insidePods = perQuery<string | null, PacketSource>();
const outsiders = (namespace: string | null, query: Query) =>
  others(query, namespace, () => anotherNamespace(namespace));
const neighbours = (namespace: string | null, query: Query) =>
  insidePods(query, namespace, () => anyPodIn(namespace));
