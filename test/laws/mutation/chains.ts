import { resolveBackend } from '../../../src/graph/chain/resolve-backend.ts';
import { ownerOf, podSpecFor, resolveServicePort } from '../../../src/graph/chain/resolve-port.ts';
import { portsOf, serviceOf } from '../../../src/graph/chain/routing.ts';
import { workloadsOf } from '../../../src/graph/chain/selection.ts';
import type { PlacedServicePort } from '../../../src/graph/chain/subject.ts';
import type { Graph } from '../../../src/graph/index/graph.ts';
import type { Query } from '../../../src/graph/index/query.ts';
import { formatRef } from '../../../src/kube/object.ts';
import type { PlacedContainer, Resolved } from '../../../src/kube/ports.ts';
import type { ReadableService } from '../../../src/kube/service.ts';
import { isTransient, type ReadableWorkload } from '../../../src/kube/workload.ts';
import type { Backend, Route } from '../../../src/routes/route.ts';
import { routeOf } from '../../../src/routes/route-kinds.ts';
import type { App } from './app.ts';

/** A complete chain, found by the graph itself. */
export interface SoundChain {
  readonly app: App;
  readonly query: Query;
  readonly route: Route;
  readonly backend: Backend;
  readonly service: ReadableService;
  readonly port: PlacedServicePort;
  readonly workload: ReadableWorkload;
  readonly resolved: Exclude<Resolved, { is: 'missing' }>;
  /** The container that owns the port; null where several containers are there and none declares the port. */
  readonly owner: PlacedContainer | null;
  /** Whether the Service selects no other pods, so that a fault of these pods breaks the Service. */
  readonly alone: boolean;
}

/** Every chain that ends in a container, each workload of a Service by itself. */
export function* chainsOf(app: App, graph: Graph): Iterable<SoundChain> {
  const query = graph.query();
  for (const obj of graph.store.objects()) {
    const route = routeOf(obj);
    if (route === null || route.served.by === 'mesh') continue;
    for (const backend of route.backends) {
      if (backend.weight > 0 && !backend.mirror && resolveBackend(backend, query).is === 'resolved') {
        yield* chainsThrough(app, route, backend, query);
      }
    }
  }
}

function* chainsThrough(app: App, route: Route, backend: Backend, query: Query): Iterable<SoundChain> {
  const service = serviceOf(backend, query);
  if (service.is !== 'found' || service.value.opaque !== null) return;
  const ports = portsOf(backend, service.value, query);
  if (ports.is !== 'found') return;
  const { yes, maybe } = workloadsOf(service.value, query);
  for (const port of ports.value) {
    for (const workload of yes) {
      const resolved = resolveServicePort(port, workload, query);
      if (resolved.is === 'missing' || isTransient(workload)) continue;
      yield {
        app,
        query,
        route,
        backend,
        service: service.value,
        port,
        workload,
        resolved,
        owner: ownerOf(resolved, podSpecFor(workload, query)),
        alone: yes.length === 1 && maybe.length === 0,
      };
    }
  }
}

export function formatChain({ route, backend, service, port, workload }: SoundChain): string {
  const steps = [
    `${formatRef(route.obj.ref)} ${backend.match}`,
    `${formatRef(service.ref)}:${port.port.port}`,
    formatRef(workload.ref),
  ];
  return steps.join(' → ');
}
