import type { Obj } from '../kube/object.ts';
import { matchesLabels } from '../kube/selector.ts';
import { isManaged, selectorOf } from '../kube/service.ts';
import type { Labels } from '../kube/types.ts';
import {
  hasOpenLabels,
  isOwned,
  labelsAreKnown,
  podLabels,
  podLabelsWritten,
  type Workload,
} from '../kube/workload.ts';
import type { Matches, Why } from './lookup.ts';
import { perQuery } from './memo.ts';
import { neighbours } from './namespaces.ts';
import type { Query } from './query.ts';
import type { Read } from './scope.ts';
import type { Service } from './subject.ts';
import { indexPair, term } from './terms.ts';

/**
 * The workloads whose pods the Service selects. Pods and ReplicaSets that a controller keeps are left out:
 * their owner stands for them.
 */
export function workloadsOf(service: Service, query: Query): Matches<Workload> {
  return workloadMatches(query, service, () => findWorkloads(service, query));
}

const workloadMatches = perQuery<Service, Matches<Workload>>();

function findWorkloads(service: Service, query: Query): Matches<Workload> {
  if (service.opaque !== null) return { yes: [], maybe: [], rest: service.opaque };
  const selector = selectorOf(service);
  if (selector === null) return { yes: [], maybe: [], rest: 'no-selector' };
  return selected(selector, service.ref.namespace, query, isManaged(service) ? 'operator' : null);
}

/** The workloads of the namespace whose pods carry these labels. `fallback`: why there may be more than is seen. */
export function selected(
  selector: Labels,
  namespace: string | null,
  query: Query,
  fallback: Why | null = null,
): Matches<Workload> {
  const { own, perhaps } = neighbours(namespace, query);
  const yes: Workload[] = [];
  const maybe: { value: Workload; why: Why }[] = [];
  for (const workload of candidates(selector, own, query)) {
    const carried = labelsAreKnown(workload) ? matchesLabels(selector, podLabels(workload)) : 'unknown';
    if (carried === 'yes' && workload.opaque === null) yes.push(workload);
    else if (carried !== 'no') maybe.push({ value: workload, why: workload.opaque ?? 'runtime-label' });
  }
  if (yes.length > 0) return { yes, maybe, rest: 'none' };
  for (const other of perhaps) {
    for (const workload of candidates(selector, other, query)) {
      if (workload.opaque !== null || matchesLabels(selector, podLabels(workload)) === 'no') continue;
      maybe.push({ value: workload, why: 'namespace-unstated' });
    }
  }
  return { yes, maybe, rest: fallback ?? unseenPods(namespace, query) ?? 'none' };
}

/** Why pods that no template shows may be there; null where none can. */
function unseenPods(namespace: string | null, query: Query): Why | null {
  const makers = neighbours(namespace, query);
  const read = (where: string | null) => (): Read => ({ range: 'pods', namespace: where });
  for (const where of [makers.own, ...(namespace === null ? [] : makers.perhaps)]) {
    if (query.lookup(term.podMakers(where), read(where)).length > 0) return 'operator';
  }
  for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet']) {
    const why = query.scope.unseen('apps', kind, namespace);
    if (why !== null) return why;
  }
  return null;
}

/** Those that could match: the ones with one label of the selector, and the ones whose labels are not all written. */
function candidates(selector: Labels, namespace: string | null, query: Query): readonly Workload[] {
  const read = (): Read => ({ range: 'workloads', namespace, selector: formatSelector(selector) });
  const pair = indexPair(selector);
  if (pair === null) return workloads(query.lookup(term.workloads(namespace), read));
  const labelled = query.lookup(term.podLabel(namespace, pair[0], pair[1]), read);
  const runtime = query.lookup(term.runtimeLabels(namespace), read);
  if (runtime.length === 0) return workloads(labelled);
  return workloads([...new Set([...labelled, ...runtime])]);
}

function workloads(objects: readonly Obj[]): readonly Workload[] {
  const typed = objects as unknown as readonly Workload[];
  return typed.some(isOwned) ? typed.filter(workload => !isOwned(workload)) : typed;
}

/** The Services that select the workload's pods. */
export function servicesOf(workload: Workload, query: Query): Matches<Service> {
  return serviceMatches(query, workload, () => findServices(workload, query));
}

const serviceMatches = perQuery<Workload, Matches<Service>>();

function findServices(workload: Workload, query: Query): Matches<Service> {
  const yes: Service[] = [];
  const maybe: { value: Service; why: Why }[] = [];
  const { own, perhaps } = neighbours(workload.ref.namespace, query);
  const known = labelsAreKnown(workload);
  const labels = podLabels(workload);
  const judge = (namespace: string | null, sure: boolean) => {
    for (const service of selecting(workload, namespace, query)) {
      const selector = selectorOf(service);
      if (selector === null) continue;
      const carried = known ? matchesLabels(selector, labels) : 'unknown';
      if (carried === 'yes' && sure) yes.push(service);
      else if (carried !== 'no')
        maybe.push({ value: service, why: sure ? 'runtime-label' : 'namespace-unstated' });
    }
  };
  judge(own, true);
  for (const namespace of perhaps) judge(namespace, false);
  const why = query.scope.unseen('', 'Service', workload.ref.namespace);
  return { yes, maybe, rest: why ?? 'none' };
}

/**
 * Each Service stands in the index under one pair of its selector, or among those that name run-time labels alone.
 * Where any label is possible, so is any Service.
 */
function selecting(workload: Workload, namespace: string | null, query: Query): readonly Service[] {
  const read = (): Read => ({ range: 'services', namespace });
  if (hasOpenLabels(workload)) {
    return query.lookup(term.kind('', 'Service', namespace), read) as unknown as readonly Service[];
  }
  const labels = podLabelsWritten(workload);
  const services: Obj[] = [...query.lookup(term.selectsRuntime(namespace), read)];
  for (const key of Object.keys(labels)) {
    services.push(...query.lookup(term.selects(namespace, key, labels[key] ?? ''), read));
  }
  return services as unknown as readonly Service[];
}

export function formatSelector(selector: Labels): string {
  return Object.keys(selector)
    .map(key => `${key}=${selector[key] ?? ''}`)
    .join(',');
}
