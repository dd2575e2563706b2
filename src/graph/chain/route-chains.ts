import type { Backend, Route } from '../../routes/route.ts';
import { attachmentsOf, isDetached } from '../attachment/attachment.ts';
import type { Attachment } from '../attachment/result.ts';
import type { Why } from '../index/lookup.ts';
import type { Query } from '../index/query.ts';
import type { Chain } from './chain.ts';
import { resolveBackend } from './resolve-backend.ts';
import { portsOf, serviceOf } from './routing.ts';
import { workloadsOf } from './selection.ts';
import { servingsOf } from './serving.ts';
import type { Subject } from './subject.ts';
import { traceTo } from './trace.ts';

/** One chain of a route, as far as it is known. */
export interface RouteChain {
  /** The links up to the container, or up to the link that ends the chain. */
  readonly chain: Chain;
  /** Why the next link is not known; null where the whole chain is. */
  readonly unknown: Why | null;
}

/** Every chain of the route, in the order of its backends: one for each container that a backend leads to. */
export function chainsOf(route: Route, query: Query): readonly RouteChain[] {
  if (isDetached(route, query))
    return attachmentsOf(route, query).map(one => detachedChain(route, one, query));
  return route.backends.flatMap(backend => backendChains(route, backend, query));
}

/** The chain of a route that its parent does not take ends at the route. */
function detachedChain(route: Route, attachment: Attachment, query: Query): RouteChain {
  const subject = { kind: 'attachment', route, attachment } as const;
  return { chain: traceTo(subject, 'route', [], query).chain, unknown: null };
}

function backendChains(route: Route, backend: Backend, query: Query): readonly RouteChain[] {
  const end = resolveBackend(backend, query);
  const servings = end.is === 'resolved' ? servingsBehind(route, backend, query) : [];
  if (servings.length > 0)
    return servings.map(subject => ({
      chain: { ...traceTo(subject, 'container', [], query).chain, broken: null },
      unknown: null,
    }));
  const unknown = end.is === 'unknown' ? end.why : null;
  const broken = hasPort(backend, query) ? 'workload' : 'service';
  const { chain } = traceTo({ kind: 'backend', route, backend }, broken, [], query);
  return [{ chain: unknown === null ? chain : { ...chain, broken: null }, unknown }];
}

function hasPort(backend: Backend, query: Query): boolean {
  const service = serviceOf(backend, query);
  return service.is === 'found' && portsOf(backend, service.value, query).is === 'found';
}

/** The containers that the backend leads to, each with its arrival from that backend. */
function servingsBehind(route: Route, backend: Backend, query: Query): readonly Subject[] {
  const service = serviceOf(backend, query);
  if (service.is !== 'found') return [];
  const ports = portsOf(backend, service.value, query);
  if (ports.is !== 'found') return [];
  const indexes = ports.value.map(({ index }) => index);
  return workloadsOf(service.value, query).yes.flatMap(workload =>
    servingsOf(workload, query).flatMap(serving => {
      const arrivals = serving.arrivals.filter(
        arrival => arrival.service === service.value && indexes.includes(arrival.servicePort.index),
      );
      const [arrival] = arrivals;
      return arrival === undefined
        ? []
        : [{ ...serving, arrivals: [{ ...arrival, backends: [{ route, backend }] }] }];
    }),
  );
}
