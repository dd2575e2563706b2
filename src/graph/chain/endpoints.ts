import { type Endpoint, type EndpointSliceBody, endpointSlice } from '../../kube/kinds/endpoint-slice.ts';
import { isOf } from '../../kube/kinds.ts';
import { isReadable, type ReadableObj } from '../../kube/object.ts';
import { isReady } from '../../kube/pod-state.ts';
import type { ReadableService } from '../../kube/service.ts';
import type { ReadableWorkload } from '../../kube/workload.ts';
import { collections } from '../index/collections.ts';
import { perQuery } from '../index/memo.ts';
import type { Query } from '../index/query.ts';
import { podsBehind } from './pods.ts';
import { placedPorts } from './routing.ts';
import { servicesOf } from './selection.ts';
import type { PlacedServicePort } from './subject.ts';

/**
 * What the proxies are told of a Service port. `unseen` where nobody told us, as of manifests; `closing` where the last
 * pods still answer and are on their way out, which some proxies use; `other-ports` where pods are ready and none of
 * them has this port.
 */
export type Endpoints = 'unseen' | 'ready' | 'closing' | 'other-ports' | 'none';

export function endpointsFor(service: ReadableService, { port }: PlacedServicePort, query: Query): Endpoints {
  const slices = slicesOf(service, query);
  if (slices.length === 0) return 'unseen';
  const own = slices.filter(({ body }) =>
    (body.ports ?? []).some(({ name }) => (name ?? '') === (port.name ?? '')),
  );
  if (endpointsIn(own).some(isReadyEndpoint)) return 'ready';
  if (endpointsIn(slices).some(isReadyEndpoint)) return 'other-ports';
  return endpointsIn(own).some(isClosing) ? 'closing' : 'none';
}

/** Whether some port of a Service that selects the workload has no ready endpoint, and no pod says otherwise. */
export function lacksEndpoints(workload: ReadableWorkload, query: Query): boolean {
  return servicesOf(workload, query).yes.some(
    service =>
      !hasReadyPod(service, query) &&
      placedPorts(service).some(placed => ['none', 'closing'].includes(endpointsFor(service, placed, query))),
  );
}

/** Pods and endpoints are listed one after the other: where a pod is ready, its endpoint may have come since. */
export function hasReadyPod(service: ReadableService, query: Query): boolean {
  return ready(query, service, () => podsBehind(service, query).some(isReady));
}

const ready = perQuery<ReadableService, boolean>();

/** None where they were not all listed: the controller writes one for each Service, an empty one where it has no pods. */
function slicesOf({ ref }: ReadableService, query: Query): readonly ReadableObj<EndpointSliceBody>[] {
  if (query.scope.unseen('discovery.k8s.io', 'EndpointSlice', ref.namespace) !== null) return [];
  const slices = query
    .lookup(collections.endpointsOf(ref.namespace, ref.name))
    .filter(obj => isOf(endpointSlice, obj));
  return slices.every(isReadable) ? slices : [];
}

const endpointsIn = (slices: readonly ReadableObj<EndpointSliceBody>[]) =>
  slices.flatMap(({ body }) => body.endpoints ?? []);

/** Source: EndpointConditions in discovery/v1/types.go: a nil ready is true. */
const isReadyEndpoint = ({ conditions }: Endpoint) => conditions?.ready ?? true;

const isClosing = ({ conditions }: Endpoint) =>
  conditions?.terminating === true && (conditions.serving ?? true);
