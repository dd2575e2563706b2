import { endpointsFor, hasReadyPod } from '../../src/graph/chain/endpoints.ts';
import { nearMiss } from '../../src/graph/chain/near-miss.ts';
import { crashes, podsBehind, podsOf } from '../../src/graph/chain/pods.ts';
import { isScaledToZero } from '../../src/graph/chain/replicas.ts';
import { resolveServicePort } from '../../src/graph/chain/resolve-port.ts';
import { workloadsOf } from '../../src/graph/chain/selection.ts';
import type { PlacedServicePort } from '../../src/graph/chain/subject.ts';
import type { Query } from '../../src/graph/index/query.ts';
import { formatRef } from '../../src/kube/object.ts';
import { isExternalName, isIdled, type ReadableService, selectorOf } from '../../src/kube/service.ts';
import { isTransient, type ReadableWorkload } from '../../src/kube/workload.ts';
import { absence, defineRule, evidence, type Found } from '../../src/rule.ts';
import { type Data, dataOf, say } from './say.ts';

export default defineRule({
  id: 'endpoints-not-ready',
  summary: 'a Service on a route has no ready endpoint',
  subject: 'service-port',
  chainBreak: null,
  live: true,
  params: {},

  *check({ service, servicePort }, query): Iterable<Found<Data>> {
    if (isExternalName(service) || isIdled(service)) return;
    if (service.body.metadata?.deletionTimestamp != null) return;
    const endpoints = endpointsFor(service, servicePort, query);
    if (endpoints === 'unseen' || endpoints === 'ready') return;
    const selector = selectorOf(service);
    const { yes: workloads } = workloadsOf(service, query);
    const serving = workloads.filter(workload => !isTransient(workload));
    const pods = podsBehind(service, query);
    if (selector !== null) {
      if (isSaidElsewhere(service, servicePort, workloads, query)) return;
      if (endpoints !== 'other-ports' && hasReadyPod(service, query)) return;
    } else if (endpoints === 'other-ports') return;
    const isAsleep = serving.length > 0 && serving.every(workload => isScaledToZero(workload, query));
    yield {
      at: { obj: service, at: selector === null ? '/spec' : '/spec/selector' },
      // All ports have one cause, unless pods are ready and lack this port.
      key: endpoints === 'other-ports' ? `port ${nameOf(servicePort)}` : '',
      data: dataOf({
        service: formatRef(service.ref),
        endpoints,
        port: nameOf(servicePort),
        pods,
        kept: serving.reduce((sum, workload) => sum + podsOf(workload, query).length, 0),
        arePodsSeen: query.scope.unseen('', 'Pod', service.ref.namespace) === null,
        workloads: serving,
        selector,
        isAsleep,
      }),
      failure: 'no-endpoint',
      when: 'always',
      certainty: 'proven',
      limit: isAsleep || endpoints === 'closing' ? 'warn' : undefined,
      broken: 'workload',
      evidence: [
        absence(service.ref, `ready endpoints of ${service.ref.name} with port ${nameOf(servicePort)}`),
        evidence('routing', service, '/spec/selector'),
      ],
    };
  },

  say,
});

const nameOf = ({ port }: PlacedServicePort) => (port.name ?? '') || String(port.port);

/** Whether another rule reports the cause, with the field to edit. */
function isSaidElsewhere(
  service: ReadableService,
  servicePort: PlacedServicePort,
  workloads: readonly ReadableWorkload[],
  query: Query,
): boolean {
  if (workloads.length === 0) {
    const { maybe, rest } = workloadsOf(service, query);
    return (maybe.length === 0 && rest === 'none') || nearMiss(service, query) !== null;
  }
  const serving = workloads.filter(workload => !isTransient(workload));
  // service-selects-nothing reports Jobs and 0 replicas.
  if (serving.every(workload => isScaledToZero(workload, query))) return true;
  // service-target-port-missing
  if (serving.every(workload => resolveServicePort(servicePort, workload, query).is === 'missing'))
    return true;
  // pods-crashing
  return serving.some(workload => crashes(workload, query));
}
