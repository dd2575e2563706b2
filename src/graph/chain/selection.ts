import { countsOf } from '../../kube/counts.ts';
import { tellsOfPods } from '../../kube/foreign-kinds.ts';
import type { Labels } from '../../kube/kinds/metadata.ts';
import { isReadable } from '../../kube/object.ts';
import { topOwnerOf } from '../../kube/owners.ts';
import { matchesLabels } from '../../kube/selector.ts';
import { isManaged, type ReadableService, type Service, selectorOf } from '../../kube/service.ts';
import {
  hasOpenLabels,
  labelsAreKnown,
  podLabels,
  podLabelsWritten,
  type ReadableWorkload,
  type Workload,
} from '../../kube/workload.ts';
import { collections } from '../index/collections.ts';
import { indexPair } from '../index/index-keys.ts';
import type { Matches, Why } from '../index/lookup.ts';
import { perQuery } from '../index/memo.ts';
import { neighbours } from '../index/namespaces.ts';
import type { Query } from '../index/query.ts';
import { podsBehind } from './pods.ts';

/**
 * The workloads whose pods the Service selects. An owned Pod or ReplicaSet is left out, and its owner is taken instead.
 */
export function workloadsOf(service: Service, query: Query): Matches<ReadableWorkload, Workload> {
  return workloadMatches(query, service, () => findWorkloads(service, query));
}

const workloadMatches = perQuery<Service, Matches<ReadableWorkload, Workload>>();

function findWorkloads(service: Service, query: Query): Matches<ReadableWorkload, Workload> {
  if (service.opaque !== null) return { yes: [], maybe: [], rest: service.opaque };
  const selector = selectorOf(service);
  if (selector === null) return { yes: [], maybe: [], rest: 'no-selector' };
  const matches = selected(selector, service.ref.namespace, query, whyElsewhere(service, selector, query));
  if (matches.yes.length > 0) return matches;
  // Untracked: only a one-time read of a cluster has owned pods, and such a read is not confirmed live.
  const labelled = ownersOf(podsBehind(service, query.untracked), service.ref.namespace, query.untracked);
  return {
    ...matches,
    maybe: [...matches.maybe, ...labelled.map(value => ({ value, why: 'runtime-label' as const }))],
  };
}

/** Why the pods of this Service may be none that the input shows; null where nothing says so. */
function whyElsewhere(service: ReadableService, selector: Labels, query: Query): Why | null {
  if (isManaged(service)) return 'operator';
  const { namespace, name } = service.ref;
  if (query.lookup(collections.trafficSplits(namespace, name)).length > 0) return 'mesh';
  const isGateway = Object.entries(selector).some(
    ([key, value]) => query.lookup(collections.gatewayPods(key, value ?? '')).length > 0,
  );
  return isGateway ? 'operator' : null;
}

/**
 * Whether a custom resource beside the Service seems to have made its pods: the fields of the resource tell of pods, or
 * the Service has the name of the resource, its kind or its group, as what an operator makes has.
 */
export function seemsMadeByOperator(service: ReadableService, query: Query): boolean {
  const selector = selectorOf(service) ?? {};
  if (whyElsewhere(service, selector, query) !== null) return true;
  const own = [service.ref.name, ...Object.entries(selector).flat()].join(' ').toLowerCase();
  const { namespace } = service.ref;
  const around = neighbours(namespace, query);
  return [around.own, ...(namespace === null ? [] : around.perhaps)]
    .flatMap(where => query.lookup(collections.podMakers(where)))
    .some(({ ref, opaque, body }) => {
      const [group = ''] = ref.group.split('.');
      const names = [ref.name, ref.kind, group].map(name => name.toLowerCase());
      return opaque !== null || tellsOfPods(body) || names.some(name => own.includes(name));
    });
}

/**
 * The owners of these pods whose pods all have the present template: a label that the template lacks was then set on
 * running pods. Pods of an old template say nothing about future pods.
 */
function ownersOf(
  pods: readonly ReadableWorkload[],
  namespace: string | null,
  query: Query,
): readonly ReadableWorkload[] {
  const owners = new Set(
    pods.flatMap(pod => topOwnerOf(pod) ?? []).map(({ kind, name }) => `${kind}/${name}`),
  );
  if (owners.size === 0) return [];
  return query
    .lookup(collections.workloads(namespace))
    .filter(isReadable)
    .filter(workload => {
      if (!owners.has(`${workload.ref.kind}/${workload.ref.name}`)) return false;
      const counts = countsOf(workload);
      return counts !== null && counts.updated >= counts.wanted;
    });
}

/** The workloads of the namespace whose pods carry these labels. `fallback`: why there may be more than were seen. */
function selected(
  selector: Labels,
  namespace: string | null,
  query: Query,
  fallback: Why | null = null,
): Matches<ReadableWorkload, Workload> {
  const { own, perhaps } = neighbours(namespace, query);
  const yes: ReadableWorkload[] = [];
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

/** Why there may be pods of an unseen template; null where there are none. */
function unseenPods(namespace: string | null, query: Query): Why | null {
  const makers = neighbours(namespace, query);
  for (const where of [makers.own, ...(namespace === null ? [] : makers.perhaps)]) {
    if (query.lookup(collections.podMakers(where)).length > 0) return 'operator';
  }
  for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet']) {
    const why = query.scope.unseen('apps', kind, namespace);
    if (why !== null) return why;
  }
  return null;
}

/** The workloads that may match: those with one label of the selector, and those whose labels are not all written. */
function candidates(selector: Labels, namespace: string | null, query: Query): readonly Workload[] {
  const pair = indexPair(selector);
  if (pair === null) return query.lookup(collections.workloads(namespace, selector));
  const labelled = query.lookup(collections.workloadsWith(namespace, ...pair, selector));
  const open = query.lookup(collections.workloadsOfOpenLabels(namespace, selector));
  return open.length === 0 ? labelled : [...new Set([...labelled, ...open])];
}

/** The Services that select the workload's pods. */
export function servicesOf(workload: Workload, query: Query): Matches<ReadableService, Service> {
  return serviceMatches(query, workload, () => findServices(workload, query));
}

const serviceMatches = perQuery<Workload, Matches<ReadableService, Service>>();

function findServices(workload: Workload, query: Query): Matches<ReadableService, Service> {
  const yes: ReadableService[] = [];
  const maybe: { value: Service; why: Why }[] = [];
  const { own, perhaps } = neighbours(workload.ref.namespace, query);
  const known = labelsAreKnown(workload);
  const labels = podLabels(workload);
  const judge = (namespace: string | null, sure: boolean) => {
    for (const service of selecting(workload, namespace, query)) {
      if (service.opaque !== null) {
        maybe.push({ value: service, why: service.opaque });
        continue;
      }
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
 * The Services that may select the workload. The index holds a Service under one pair of its selector, or under
 * run-time labels where the selector has only those. A workload with open labels may match any Service.
 */
function selecting(workload: Workload, namespace: string | null, query: Query): readonly Service[] {
  if (hasOpenLabels(workload)) return query.lookup(collections.services(namespace));
  const labels = podLabelsWritten(workload);
  const services = [...query.lookup(collections.servicesByRuntimeLabels(namespace))];
  for (const key of Object.keys(labels)) {
    services.push(...query.lookup(collections.servicesBy(namespace, key, labels[key] ?? '')));
  }
  return services;
}
