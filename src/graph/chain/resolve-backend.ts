import type { Backend } from '../../routes/route.ts';
import type { Why } from '../index/lookup.ts';
import type { Query } from '../index/query.ts';
import { resolveServicePort } from './resolve-port.ts';
import { portsOf, serviceOf } from './routing.ts';
import { workloadsOf } from './selection.ts';

/** The end of a backend's chain: a container, a break that a rule reports, or an unknown link. */
export type BackendEnd =
  | { readonly is: 'resolved' }
  | { readonly is: 'broken' }
  | { readonly is: 'unknown'; readonly why: Why };

export function resolveBackend(backend: Backend, query: Query): BackendEnd {
  const service = serviceOf(backend, query);
  if (service.is !== 'found') return service.is === 'missing' ? { is: 'broken' } : service;
  const ports = portsOf(backend, service.value, query);
  if (ports.is !== 'found') return ports.is === 'missing' ? { is: 'broken' } : ports;
  const workloads = workloadsOf(service.value, query);
  if (workloads.yes.length === 0) {
    const why = workloads.maybe[0]?.why ?? workloads.rest;
    return why === 'none' ? { is: 'broken' } : { is: 'unknown', why };
  }
  const resolved = workloads.yes.some(workload =>
    ports.value.some(port => resolveServicePort(port, workload, query).is !== 'missing'),
  );
  return { is: resolved ? 'resolved' : 'broken' };
}
