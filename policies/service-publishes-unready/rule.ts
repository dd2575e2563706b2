import { placedPorts } from '../../src/graph/chain/port-index.ts';
import { isScaledToZero } from '../../src/graph/chain/replicas.ts';
import { backendsTo } from '../../src/graph/chain/routing.ts';
import { workloadsOf } from '../../src/graph/chain/selection.ts';
import { type Serving, servingsOf } from '../../src/graph/chain/serving.ts';
import type { Query } from '../../src/graph/index/query.ts';
import { formatRef, sameRef } from '../../src/kube/object.ts';
import type { Pointer } from '../../src/kube/pointer.ts';
import { servingContainers } from '../../src/kube/ports.ts';
import { type ReadableService, selectorOf } from '../../src/kube/service.ts';
import { isTransient, podSpecOf } from '../../src/kube/workload.ts';
import { defineRule, evidence, type Fix, type Found } from '../../src/rule.ts';

interface Data {
  readonly service: string;
  /** What has to change besides the field, so that its removal helps and breaks nothing; null if nothing has to. */
  readonly first: First | null;
}

type First =
  /** The peers of a StatefulSet find each other by this Service, and need the field. */
  | { readonly is: 'peers'; readonly workload: string }
  /** Without the field a pod counts as ready when its process starts. */
  | { readonly is: 'unprobed'; readonly workload: string };

const field: Pointer = '/spec/publishNotReadyAddresses';

export default defineRule({
  id: 'service-publishes-unready',
  summary: 'a Service on a route sends requests to pods that are not ready',
  subject: 'service',
  chainBreak: null,
  params: {},

  *check({ service }, query): Iterable<Found<Data>> {
    if (service.body.spec?.publishNotReadyAddresses !== true) return;
    // Without a selector, whoever writes the EndpointSlices decides what is ready.
    if (selectorOf(service) === null || !isRouted(service, query)) return;
    const { yes, maybe, rest } = workloadsOf(service, query);
    // What selects no pods, or only those of Jobs, is the fault that `service-selects-nothing` reports.
    if (yes.length === 0 && maybe.length === 0 && rest === 'none') return;
    const servings = yes
      .filter(workload => !isTransient(workload) && !isScaledToZero(workload, query))
      .flatMap(workload => servingsOf(workload, query))
      .filter(serving => isReached(serving, service));
    // The same for pods without the port, which `service-target-port-missing` reports.
    if (yes.length > 0 && servings.length === 0) return;
    const first = firstOf(service, servings);
    yield {
      at: { obj: service, at: field },
      key: '',
      data: { service: formatRef(service.ref), first },
      failure: 'refused',
      when: 'whenever a pod starts',
      // A label that is set on a running pod may keep the others out.
      certainty: servings.length > 0 ? 'proven' : 'unknown',
      broken: 'service',
      evidence: [evidence('fault', service, field), evidence('routing', service, '/spec/selector')],
      fix: first === null ? remove(service) : undefined,
    };
  },

  say({ service, first }) {
    const sends = `${service} sends requests to pods that are not ready: publishNotReadyAddresses is true`;
    switch (first?.is) {
      case 'peers':
        return `${sends}; a second Service without it fits, since the peers of ${first.workload} may need this one`;
      case 'unprobed':
        return `${sends}; add a readinessProbe to ${first.workload}, then remove the field`;
      case undefined:
        return sends;
      default:
        return first satisfies never;
    }
  },
});

/** Whether a route leads to a port that the Service has. */
function isRouted(service: ReadableService, query: Query): boolean {
  return placedPorts(service).some(placed => backendsTo(service, placed, query).backends.length > 0);
}

function isReached({ arrivals }: Serving, service: ReadableService): boolean {
  return arrivals.some(arrival => sameRef(arrival.service.ref, service.ref) && arrival.backends.length > 0);
}

function firstOf(service: ReadableService, servings: readonly Serving[]): First | null {
  const peers = servings.find(({ workload }) => workload.ref.kind === 'StatefulSet');
  if (peers !== undefined && service.body.spec?.clusterIP === 'None')
    return { is: 'peers', workload: formatRef(peers.workload.ref) };
  const unprobed = servings.find(serving => !isProbed(serving));
  return unprobed === undefined ? null : { is: 'unprobed', workload: formatRef(unprobed.workload.ref) };
}

/** If no container declares the port, the probe of any of them may be the one that tests it. */
function isProbed({ workload, owner }: Serving): boolean {
  const owners = owner === null ? servingContainers(podSpecOf(workload)) : [owner];
  return owners.some(({ container }) => container.readinessProbe != null);
}

function remove(service: ReadableService): Fix {
  return {
    safety: 'suggestion',
    title: 'Remove publishNotReadyAddresses, so that only ready pods receive requests',
    on: service.ref,
    operations: [
      { op: 'test', path: field, value: true },
      { op: 'remove', path: field },
    ],
    creates: [],
  };
}
