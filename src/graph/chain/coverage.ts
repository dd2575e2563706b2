import type { Obj, Ref } from '../../kube/object.ts';
import { type Pointer, pointer } from '../../kube/pointer.ts';
import type { Backend } from '../../routes/route.ts';
import { isRouteKind, routeOf } from '../../routes/route-kinds.ts';
import { isDetached } from '../attachment/attachment.ts';
import { collections } from '../index/collections.ts';
import type { Graph } from '../index/graph.ts';
import type { Why } from '../index/lookup.ts';
import type { Query } from '../index/query.ts';
import { refs } from '../index/refs.ts';
import { type BackendEnd, resolveBackend } from './resolve-backend.ts';
import { portsOf, serviceOf } from './routing.ts';

/** How many objects and chains a graph has, and how far the chains lead. */
export interface Coverage {
  readonly objects: number;
  readonly routes: number;
  /** The chains, one for each backend that receives requests. */
  readonly chains: number;
  /** The chains that lead to a container. */
  readonly resolved: number;
  /** The chains whose end is not known, by reason. */
  readonly unknown: Readonly<Partial<Record<Why, number>>>;
}

/** One chain, by the fields that lead on: the backend in the route, and the ports of the Service that it names. */
export interface ChainKey {
  readonly route: Ref;
  readonly backendAt: Pointer;
  readonly service: Ref;
  /** Empty where the Service or the port was not found. */
  readonly portsAt: readonly Pointer[];
}

/** Which objects count, and which chains a finding breaks: such a chain is not unknown, however far it is known. */
export interface CoverageOptions {
  counts?(obj: Obj): boolean;
  isBroken?(chain: ChainKey): boolean;
}

export function coverageOf(
  graph: Graph,
  { counts = () => true, isBroken = () => false }: CoverageOptions = {},
): Coverage {
  const query = graph.query();
  let objects = 0;
  let routes = 0;
  let chains = 0;
  let resolved = 0;
  const unknown: Partial<Record<Why, number>> = {};
  for (const obj of graph.store.objects()) {
    if (!counts(obj)) continue;
    objects++;
    if (isRouteKind(obj)) routes++;
    const route = routeOf(obj);
    if (route === null) continue;
    const detached = isDetached(route, query);
    for (const backend of route.backends) {
      if (backend.target.is === 'other') continue;
      chains++;
      if (isBroken(chainKey(backend, refs.service(backend.target.namespace, backend.target.name), query)))
        continue;
      if (detached) continue;
      const end: BackendEnd =
        route.served.by === 'mesh' ? { is: 'unknown', why: 'mesh' } : endOf(backend, query);
      if (end.is === 'resolved') resolved++;
      else if (end.is === 'unknown') unknown[end.why] = (unknown[end.why] ?? 0) + 1;
    }
  }
  return { objects, routes, chains, resolved, unknown };
}

/** A policy of another kind, such as a CiliumNetworkPolicy, may shut the pods out of a chain that leads to a container. */
function endOf(backend: Backend, query: Query): BackendEnd {
  const end = resolveBackend(backend, query);
  if (end.is !== 'resolved' || backend.target.is !== 'service') return end;
  const policies = query.lookup(collections.foreignPolicies(backend.target.namespace));
  return policies.length === 0 ? end : { is: 'unknown', why: 'foreign-policy' };
}

function chainKey(backend: Backend, service: Ref, query: Query): ChainKey {
  const found = serviceOf(backend, query);
  const ports = found.is === 'found' ? portsOf(backend, found.value, query) : found;
  return {
    route: backend.route,
    backendAt: backend.at,
    service,
    portsAt: ports.is === 'found' ? ports.value.map(({ index }) => pointer('spec', 'ports', index)) : [],
  };
}
