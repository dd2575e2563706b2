import { replicasOf } from '../../src/graph/chain/replicas.ts';
import { resolveServicePort } from '../../src/graph/chain/resolve-port.ts';
import { workloadsOf } from '../../src/graph/chain/selection.ts';
import type { Arrival, PlacedServicePort } from '../../src/graph/chain/subject.ts';
import type { Query } from '../../src/graph/index/query.ts';
import type { Resolved } from '../../src/kube/ports.ts';
import type { ReadableService } from '../../src/kube/service.ts';
import { isTransient, type ReadableWorkload } from '../../src/kube/workload.ts';

/** Whether another workload, with a rollout of its own, is behind every Service port of this workload. */
export function isShared(workload: ReadableWorkload, arrivals: readonly Arrival[], query: Query): boolean {
  return (
    arrivals.length > 0 &&
    arrivals.every(({ service, servicePort }) => othersServe(workload, service, servicePort, query))
  );
}

function othersServe(
  workload: ReadableWorkload,
  service: ReadableService,
  servicePort: PlacedServicePort,
  query: Query,
): boolean {
  const own = resolveServicePort(servicePort, workload, query).is;
  return workloadsOf(service, query).yes.some(
    other =>
      other !== workload &&
      !isTransient(other) &&
      replicasOf(other, query).min > 0 &&
      mayServe(resolveServicePort(servicePort, other, query).is, own),
  );
}

/** An undeclared port counts only where this workload does not declare the port either. */
function mayServe(is: Resolved['is'], own: Resolved['is']): boolean {
  return is === 'declared' || (is === 'undeclared' && own === 'undeclared');
}
