import type { Labels } from '../../kube/kinds/metadata.ts';
import { labelsOf } from '../../kube/metadata.ts';
import { type ReadableService, selectorOf } from '../../kube/service.ts';
import { isTypo, stem } from '../../kube/typo.ts';
import { podLabelsWritten, type ReadableWorkload, type Workload } from '../../kube/workload.ts';
import { collections } from '../index/collections.ts';
import { perQuery } from '../index/memo.ts';
import type { Query } from '../index/query.ts';
import { type Beside, besideIn, type Pair } from './beside.ts';
import { placedPorts } from './port-index.ts';
import { resolveServicePort } from './resolve-port.ts';
import { servicesOf } from './selection.ts';

/** Labels that identify the application of a pod. Labels such as a version or a shard only tell its pods apart. */
const identityKeys = new Set(['app', 'name', 'k8s-app', 'run', 'app.kubernetes.io/name']);

/** The workload that a selector is intended for, and how the selector differs from its labels. */
export interface NearMiss {
  readonly workload: ReadableWorkload;
  readonly kind: 'typo' | 'spelling';
  /** The pairs of the selector that do not match, each beside the template's label. */
  readonly differs: readonly {
    readonly key: string;
    readonly wanted: string;
    readonly has: string | null;
    readonly hasKey: string;
  }[];
}

/**
 * The intended workload of a selector without matches: the only workload that no Service selects, that declares the
 * Service's ports, and whose labels differ by one typo or, under the Service's name, only in the identity labels.
 */
export function nearMiss(service: ReadableService, query: Query): NearMiss | null {
  return intendedBy(service, query).near;
}

/** A workload that has the selector's labels on itself and not in its pod template: a usual mistake of copying. */
export function workloadLabelledOutside(service: ReadableService, query: Query): ReadableWorkload | null {
  return intendedBy(service, query).outside;
}

interface Intended {
  readonly near: NearMiss | null;
  readonly outside: ReadableWorkload | null;
}

function intendedBy(service: ReadableService, query: Query): Intended {
  return intended(query, service, () => findIntended(service, query));
}

const intended = perQuery<ReadableService, Intended>();

function findIntended(service: ReadableService, query: Query): Intended {
  const selector = selectorOf(service);
  if (selector === null) return { near: null, outside: null };
  const beside = besideIn(service.ref.namespace, query);
  const near = new Map<ReadableWorkload, NearMiss>();
  for (const workload of candidates(service, selector, beside)) {
    if (near.has(workload)) continue;
    const miss = compare(service, selector, workload);
    if (miss !== null && hasPorts(service, workload, query) && servicesOf(workload, query).yes.length === 0)
      near.set(workload, miss);
    if (near.size > 1) break;
  }
  const [only = null, ...more] = near.values();
  return { near: more.length === 0 ? only : null, outside: labelledOutside(selector, beside) };
}

/** The workloads that `compare` may take: not all of the namespace, where many Services may look for one. */
function* candidates(service: ReadableService, selector: Labels, beside: Beside): Iterable<ReadableWorkload> {
  const pairs = pairsOf(selector).sort((a, b) => beside.with(a).length - beside.with(b).length);
  const [rarest, next] = pairs;
  if (rarest !== undefined) {
    // At most one pair differs: another one, or this one.
    if (next !== undefined) yield* beside.with(rarest);
    for (const variant of variantsOf(rarest, beside)) {
      const rest =
        next === undefined || beside.with(variant).length < beside.with(next).length ? variant : next;
      yield* beside.with(rest);
    }
  }
  yield* beside.named(service.ref.name);
}

/** What a pair may be meant for: another value by a typo, or the value under another key. */
function variantsOf([key, value]: Pair, beside: Beside): readonly Pair[] {
  const aliases = [...(identityKeys.has(key) ? identityKeys : []), ...beside.keysNear(key)];
  return [
    ...beside.valuesNear([key, value]).map(near => [key, near] as const),
    ...aliases.filter(alias => alias !== key).map(alias => [alias, value] as const),
  ];
}

const pairsOf = (selector: Labels): Pair[] =>
  Object.keys(selector).map(key => [key, selector[key] ?? ''] as const);

/** The first workload that has all pairs on itself. */
function labelledOutside(selector: Labels, beside: Beside): ReadableWorkload | null {
  const all = pairsOf(selector).map(pair => beside.labelledOutside(pair));
  return rarestOf(all).find(workload => carries(labelsOf(workload), selector)) ?? null;
}

/** The shortest list: what is in all of them is in it. */
function rarestOf<Item>(lists: readonly (readonly Item[])[]): readonly Item[] {
  const [first = [], ...others] = lists;
  return others.reduce((least, one) => (one.length < least.length ? one : least), first);
}

/** The workloads that a Service of that namespace may be intended for. */
export function workloadsBeside(service: ReadableService, query: Query): readonly ReadableWorkload[] {
  return besideIn(service.ref.namespace, query).all;
}

/** Whether a pod template beside the Service has a label of one of its keys. */
export function hasKeyBeside(service: ReadableService, query: Query): boolean {
  const beside = besideIn(service.ref.namespace, query);
  return Object.keys(selectorOf(service) ?? {}).some(key => beside.hasKey(key));
}

/** The workload with the most pairs of the selector; null where several have as many, or none has any. */
export function closestWorkload(service: ReadableService, query: Query): ReadableWorkload | null {
  const beside = besideIn(service.ref.namespace, query);
  const pairs = pairsOf(selectorOf(service) ?? {}).filter(pair => beside.with(pair).length > 0);
  const key = JSON.stringify([service.ref.namespace, ...pairs]);
  // Null is an answer, too.
  return closest(query, key, () => ({ workload: findClosest(pairs, beside) })).workload;
}

const closest = perQuery<string, { readonly workload: ReadableWorkload | null }>();

/** Looks at the rarest pairs first, and ends where no other workload can have more of them. */
function findClosest(pairs: readonly Pair[], beside: Beside): ReadableWorkload | null {
  const seen = new Set<ReadableWorkload>();
  let best: readonly ReadableWorkload[] = [];
  let most = 0;
  const sorted = pairs.toSorted((a, b) => beside.with(a).length - beside.with(b).length);
  for (const [index, pair] of sorted.entries()) {
    const possible = sorted.length - index;
    if (most > possible) break;
    for (const workload of beside.with(pair)) {
      if (most === possible && best.length > 1) return null;
      if (seen.has(workload)) continue;
      seen.add(workload);
      const labels = podLabelsWritten(workload);
      const has = sorted.filter(([key, value]) => (labels[key] ?? null) === value).length;
      if (has > most) [most, best] = [has, [workload]];
      else if (has === most) best = [...best.slice(0, 1), workload];
    }
  }
  const [only = null, ...more] = best;
  return more.length === 0 ? only : null;
}

function compare(service: ReadableService, selector: Labels, workload: ReadableWorkload): NearMiss | null {
  const labels = podLabelsWritten(workload);
  const differs = Object.keys(selector).flatMap(key => {
    const wanted = selector[key] ?? '';
    const has = Object.hasOwn(labels, key) ? (labels[key] ?? '') : null;
    return has === wanted ? [] : [{ key, wanted, has, hasKey: key }];
  });
  const [only, ...more] = differs;
  if (only === undefined) return null;
  if (more.length === 0) {
    if (only.has !== null && isTypo(only.wanted, only.has)) return { workload, kind: 'typo', differs };
    const alias = only.has === null ? aliasOf(only.key, only.wanted, labels) : null;
    if (alias !== null)
      return { workload, kind: 'spelling', differs: [{ ...only, hasKey: alias, has: only.wanted }] };
  }
  const identityOnly = differs.every(({ key }) => identityKeys.has(key));
  return identityOnly && isSameName(workload.ref.name, service.ref.name)
    ? { workload, kind: 'spelling', differs }
    : null;
}

/** Compares names without a suffix that names the kind. */
function isSameName(a: string, b: string): boolean {
  return a[0] === b[0] && stem(a) === stem(b);
}

/** Another identity key, or a typo of the key, with the same value. */
function aliasOf(key: string, value: string, labels: Labels): string | null {
  const keys = Object.keys(labels).filter(other => labels[other] === value);
  const alias = keys.find(other => (identityKeys.has(key) && identityKeys.has(other)) || isTypo(key, other));
  return alias ?? null;
}

function hasPorts(service: ReadableService, workload: ReadableWorkload, query: Query): boolean {
  const ports = placedPorts(service);
  return ports.length > 0 && ports.every(port => resolveServicePort(port, workload, query).is === 'declared');
}

/** More namespaces are not searched: in a large cluster a hint is not worth the time. */
const mostNamespaces = 50;

/** A workload of another namespace that matches the whole selector: the namespace may be the mistake. */
export function elsewhere(service: ReadableService, { untracked: query }: Query): Workload | null {
  const selector = selectorOf(service);
  if (selector === null) return null;
  const pairs = pairsOf(selector);
  let searched = 0;
  for (const namespace of query.namespaces()) {
    if (namespace === service.ref.namespace) continue;
    if (++searched > mostNamespaces) return null;
    const all = pairs.map(pair => query.lookup(collections.workloadsWith(namespace, ...pair)));
    const found = rarestOf(all).find(workload => carries(podLabelsWritten(workload), selector));
    if (found !== undefined) return found;
  }
  return null;
}

function carries(labels: Labels, selector: Labels): boolean {
  return Object.keys(selector).every(
    key => Object.hasOwn(labels, key) && (labels[key] ?? '') === (selector[key] ?? ''),
  );
}
