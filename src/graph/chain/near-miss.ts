import type { Labels } from '../../kube/kinds/metadata.ts';
import { labelsOf } from '../../kube/metadata.ts';
import { isReadable } from '../../kube/object.ts';
import { type ReadableService, selectorOf } from '../../kube/service.ts';
import { isTypo, stem } from '../../kube/typo.ts';
import { isTransient, podLabelsWritten, type ReadableWorkload, type Workload } from '../../kube/workload.ts';
import { collections } from '../index/collections.ts';
import { perQuery } from '../index/memo.ts';
import type { Query } from '../index/query.ts';
import { resolveServicePort } from './resolve-port.ts';
import { placedPorts } from './routing.ts';
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
  const near: NearMiss[] = [];
  let outside: ReadableWorkload | null = null;
  for (const workload of workloadsBeside(service, query)) {
    const miss = compare(service, selector, workload);
    if (miss !== null && hasPorts(service, workload, query) && servicesOf(workload, query).yes.length === 0)
      near.push(miss);
    if (outside === null && carries(labelsOf(workload), selector)) outside = workload;
  }
  return { near: near.length === 1 ? (near[0] ?? null) : null, outside };
}

/** The workloads that a Service of that namespace may be intended for. */
export function workloadsBeside(service: ReadableService, query: Query): readonly ReadableWorkload[] {
  const all = query.lookup(collections.workloads(service.ref.namespace));
  return lasting(query, all, () => all.filter(isReadable).filter(workload => !isTransient(workload)));
}

// Cached by the list, because the index returns the same list for every Service of a namespace.
const lasting = perQuery<readonly Workload[], readonly ReadableWorkload[]>();

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
  const [key] = Object.keys(selector);
  if (key === undefined) return null;
  let searched = 0;
  for (const namespace of query.namespaces()) {
    if (namespace === service.ref.namespace) continue;
    if (++searched > mostNamespaces) return null;
    const found = query
      .lookup(collections.workloadsWith(namespace, key, selector[key] ?? ''))
      .find(workload => carries(podLabelsWritten(workload), selector));
    if (found !== undefined) return found;
  }
  return null;
}

function carries(labels: Labels, selector: Labels): boolean {
  return Object.keys(selector).every(
    key => Object.hasOwn(labels, key) && (labels[key] ?? '') === (selector[key] ?? ''),
  );
}
