import type { NetworkPolicyBody } from '../../kube/kinds/network-policy.ts';
import { isReadable, type ReadableObj } from '../../kube/object.ts';
import { isEmptySelector, matchesSelector } from '../../kube/selector.ts';
import { isParametric } from '../../kube/text.ts';
import {
  hasOpenLabels,
  isRuntimeKey,
  podLabels,
  podLabelsWritten,
  type ReadableWorkload,
} from '../../kube/workload.ts';
import { collections } from '../index/collections.ts';
import type { Why } from '../index/lookup.ts';
import { perQuery } from '../index/memo.ts';
import { neighbours } from '../index/namespaces.ts';
import type { Query } from '../index/query.ts';

export type NetworkPolicy = ReadableObj<NetworkPolicyBody>;

/** NetworkPolicies, sorted by name. */
export type PolicySet = readonly NetworkPolicy[];

export interface Isolation {
  /**
   * The policies that select all pods, those that select one label of the pods, and further ones. Workloads with the
   * same label have the very same set.
   */
  readonly sets: readonly PolicySet[];
  /** The policies that may select the pods, each a set of its own. */
  readonly maybe: readonly PolicySet[];
  readonly why: Why | null;
}

/** The NetworkPolicies that isolate the workload's pods for ingress. */
export function policiesOf(workload: ReadableWorkload, query: Query): Isolation {
  return isolations(query, workload, () => findPolicies(workload, query));
}

const isolations = perQuery<ReadableWorkload, Isolation>();

/** All policies of the sets, sorted by name. */
export function policiesIn(sets: readonly PolicySet[]): readonly NetworkPolicy[] {
  const [only, ...more] = sets;
  return only !== undefined && more.length === 0 ? only : sets.flat().sort(byName);
}

export const byName = (a: NetworkPolicy, b: NetworkPolicy) => (a.ref.name < b.ref.name ? -1 : 1);

function findPolicies(workload: ReadableWorkload, query: Query): Isolation {
  const further: NetworkPolicy[] = [];
  const maybe: PolicySet[] = [];
  const { own, perhaps } = neighbours(workload.ref.namespace, query);
  const labels = podLabels(workload);
  const found = foundFor(workload, own, query);
  let { why } = found;
  for (const policy of found.some) {
    const selects = matchesSelector(policy.body.spec?.podSelector ?? {}, labels);
    if (selects === 'yes') further.push(policy);
    else if (selects === 'unknown') maybe.push([policy]);
  }
  for (const namespace of withPolicies(own, perhaps, query)) {
    if (foundFor(workload, namespace, query).any) why = 'namespace-unstated';
  }
  // NetworkPolicies add up: an unread one may admit what these do not.
  why ??= query.scope.unseen('networking.k8s.io', 'NetworkPolicy', own);
  return { sets: [...found.sets, further.sort(byName)].filter(set => set.length > 0), maybe, why };
}

/** Those of the namespaces that have NetworkPolicies; the same for all workloads of `own`. */
function withPolicies(
  own: string | null,
  perhaps: readonly (string | null)[],
  query: Query,
): readonly (string | null)[] {
  return places(query, own, () =>
    perhaps.filter(namespace => query.lookup(collections.policies(namespace)).length > 0),
  );
}

const places = perQuery<string | null, readonly (string | null)[]>();

/** The NetworkPolicies of one namespace for a workload: those that select it, and those that may. */
interface Found {
  readonly sets: readonly PolicySet[];
  readonly some: readonly NetworkPolicy[];
  readonly any: boolean;
  readonly why: Why | null;
}

function foundFor(workload: ReadableWorkload, namespace: string | null, query: Query): Found {
  const common = commonPolicies(namespace, query);
  if (hasOpenLabels(workload)) {
    const all = query.lookup(collections.policies(namespace));
    const { why } = common;
    return { sets: [], some: all.filter(isReadable).filter(isolates), any: all.length > 0, why };
  }
  const labels = Object.entries(podLabelsWritten(workload)).map(
    ([key, value]) => [key, value ?? ''] as const,
  );
  const tied = labels.flatMap(([key, value]) => common.byLabel.get(labelOf(key, value)) ?? []);
  const ofLabels = labels.map(([key, value]) => labelPolicies(namespace, key, value, query));
  return {
    sets: [common.all, ...ofLabels.map(({ all }) => all)],
    some: [...common.others, ...tied, ...ofLabels.flatMap(({ others }) => others)],
    any: common.any || ofLabels.some(({ any }) => any),
    why: common.why,
  };
}

/** The NetworkPolicies that the index finds by a label. */
interface LabelPolicies {
  /** Those that select by this label alone. */
  readonly all: PolicySet;
  readonly others: readonly NetworkPolicy[];
  readonly any: boolean;
}

const byPair = perQuery<string, LabelPolicies>();

function labelPolicies(namespace: string | null, key: string, value: string, query: Query): LabelPolicies {
  const range = collections.policiesBy(namespace, key, value);
  return byPair(query, range.key, () => {
    const found = query.lookup(range);
    const [all, others] = parted(found.filter(isReadable).filter(isolates), selectsOneLabel);
    return { all: all.sort(byName), others, any: found.length > 0 };
  });
}

function parted<Item>(items: readonly Item[], belongs: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(belongs), items.filter(item => !belongs(item))];
}

function selectsOneLabel({ body }: NetworkPolicy): boolean {
  const { matchLabels, matchExpressions } = body.spec?.podSelector ?? {};
  return Object.keys(matchLabels ?? {}).length === 1 && (matchExpressions ?? []).length === 0;
}

/** The NetworkPolicies of a namespace that no index pair finds. */
interface CommonPolicies {
  /** Those that select every pod. */
  readonly all: readonly NetworkPolicy[];
  /** Those that an expression ties to one of some values of a label, by each of these. */
  readonly byLabel: ReadonlyMap<string, readonly NetworkPolicy[]>;
  /** Those that may select any pod. */
  readonly others: readonly NetworkPolicy[];
  readonly any: boolean;
  readonly why: Why | null;
}

// Found once for all workloads of a namespace: each of them may have as many policies.
const commons = perQuery<string | null, CommonPolicies>();

function commonPolicies(namespace: string | null, query: Query): CommonPolicies {
  return commons(query, namespace, () => {
    const unlabelled = query.lookup(collections.policiesByNoLabel(namespace));
    const [all, others] = parted(unlabelled.filter(isReadable).filter(isolates), selectsAll);
    return {
      all: all.sort(byName),
      ...byExpression(others),
      any: unlabelled.length > 0,
      why: unlabelled.find(policy => policy.opaque !== null)?.opaque ?? null,
    };
  });
}

function byExpression(policies: readonly NetworkPolicy[]): Pick<CommonPolicies, 'byLabel' | 'others'> {
  const byLabel = new Map<string, NetworkPolicy[]>();
  const others: NetworkPolicy[] = [];
  for (const policy of policies) {
    const labels = labelsWanted(policy);
    if (labels === null) others.push(policy);
    for (const label of labels ?? []) {
      const same = byLabel.get(label);
      if (same === undefined) byLabel.set(label, [policy]);
      else same.push(policy);
    }
  }
  return { byLabel, others };
}

/** The labels of which the pods need one; null where there is no such list. Only a template can set them: see `indexPair`. */
function labelsWanted({ body }: NetworkPolicy): ReadonlySet<string> | null {
  const tied = (body.spec?.podSelector?.matchExpressions ?? []).find(
    ({ key, operator, values }) =>
      operator === 'In' && !isRuntimeKey(key) && !(values ?? []).some(value => isParametric(value ?? '')),
  );
  return tied === undefined ? null : new Set((tied.values ?? []).map(value => labelOf(tied.key, value)));
}

const labelOf = (key: string, value: string | null | undefined) => `${key}=${value ?? ''}`;

const selectsAll = (policy: NetworkPolicy) => isEmptySelector(policy.body.spec?.podSelector ?? {});

/** Absent or empty policyTypes always mean Ingress, and also Egress when there is an egress section. */
function isolates(policy: NetworkPolicy): boolean {
  const types = policy.body.spec?.policyTypes ?? [];
  return types.length === 0 || types.includes('Ingress');
}

/** A cluster-wide policy counts everywhere, a namespaced one in its namespace. */
export function isUnderForeignPolicy(namespace: string | null, query: Query): boolean {
  return foreign(query, namespace, () => {
    const places = namespace === null ? [null, ...query.namespaces()] : [null, namespace];
    return places.some(where => query.lookup(collections.foreignPolicies(where)).length > 0);
  });
}

const foreign = perQuery<string | null, boolean>();
