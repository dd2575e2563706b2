import { carriesHttp } from '../../kube/application-protocol.ts';
import { type PlacedContainer, protocolOf, resolvePort, servingContainers } from '../../kube/ports.ts';
import { isTransient, type Workload } from '../../kube/workload.ts';
import { perQuery } from '../index/memo.ts';
import type { Query } from '../index/query.ts';
import { isAuxiliary } from './port-doubt.ts';
import { placedPorts } from './port-index.ts';
import { ownerOf, podSpecFor } from './resolve-port.ts';
import { backendsTo } from './routing.ts';
import { servicesOf } from './selection.ts';
import type { Arrival, SubjectOf } from './subject.ts';

export type Serving = SubjectOf<'serving'>;

/**
 * The containers of the workload that receive requests, with every arrival. A container that declares a TCP port is
 * included without an arrival, too: a Service for it may come later.
 */
export function servingsOf(workload: Workload, query: Query): readonly Serving[] {
  return servings(query, workload, () => findServings(workload, query));
}

const servings = perQuery<Workload, readonly Serving[]>();

function findServings(workload: Workload, query: Query): readonly Serving[] {
  if (workload.opaque !== null || isTransient(workload)) return [];
  const spec = podSpecFor(workload, query);
  const byOwner = new Map<string, { owner: PlacedContainer | null; arrivals: Arrival[] }>();
  for (const service of servicesOf(workload, query).yes) {
    for (const servicePort of placedPorts(service)) {
      // No HTTP request arrives on a UDP or SCTP port.
      if (protocolOf(servicePort.port) !== 'TCP') continue;
      const resolved = resolvePort(servicePort.port, spec);
      if (resolved.is === 'missing') continue;
      const owner = ownerOf(resolved, spec);
      const key = owner === null ? '' : `${owner.list}/${owner.index}`;
      const entry = byOwner.get(key) ?? { owner, arrivals: [] };
      byOwner.set(key, entry);
      const { backends } = backendsTo(service, servicePort, query);
      entry.arrivals.push({ service, servicePort, podPort: resolved.number, backends });
    }
  }
  for (const owner of servingContainers(spec)) {
    const key = `${owner.list}/${owner.index}`;
    if (!byOwner.has(key) && declaresTcp(owner)) byOwner.set(key, { owner, arrivals: [] });
  }
  return [...byOwner.values()].map(entry => ({ kind: 'serving', workload, ...entry }));
}

function declaresTcp(placed: PlacedContainer): boolean {
  return (placed.container.ports ?? []).some(port => protocolOf(port) === 'TCP');
}

/** Whether a route leads here. */
export const isRouted = (arrivals: readonly Arrival[]): boolean =>
  arrivals.some(({ backends }) => backends.length > 0);

/** Whether a route leads to a container of the workload. */
export const isRoutedWorkload = (workload: Workload, query: Query): boolean =>
  servingsOf(workload, query).some(({ arrivals }) => isRouted(arrivals));

/**
 * Whether no route leads here and none is meant to: a port carries another protocol than HTTP and none carries HTTP, or
 * every port is for metrics and the like.
 */
export function isBesideRoutes(arrivals: readonly Arrival[]): boolean {
  if (arrivals.length === 0 || isRouted(arrivals)) return false;
  const main = arrivals.filter(({ servicePort }) => !isAuxiliary(servicePort.port));
  const carried = main.map(({ servicePort, podPort }) => carriesHttp(servicePort.port, podPort));
  return main.length === 0 || (carried.includes('no') && !carried.includes('yes'));
}

/**
 * Whether every Service that leads here has publishNotReadyAddresses: the pod's address is then ready from its creation
 * to its end, whatever its probes and its preStop hook do.
 */
export const ignoreReadiness = (arrivals: readonly Arrival[]): boolean =>
  arrivals.length > 0 &&
  arrivals.every(({ service }) => service.body.spec?.publishNotReadyAddresses === true);
