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
import { placedPorts } from './port-index.ts';
import { servicesOf } from './selection.ts';
import type { PlacedServicePort } from './subject.ts';

/**
 * The endpoints that proxies see for a Service port. `unseen`: no EndpointSlice was read (manifests have none);
 * `closing`: only terminating pods still answer, which some proxies use; `other-ports`: pods are ready, and none of
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

/** Whether a Service that selects the workload has a port without a ready endpoint, and no pod is ready. */
export function lacksEndpoints(workload: ReadableWorkload, query: Query): boolean {
  return servicesOf(workload, query).yes.some(
    service =>
      !hasReadyPod(service, query) &&
      placedPorts(service).some(placed => ['none', 'closing'].includes(endpointsFor(service, placed, query))),
  );
}

/** Whether a pod is ready. Its endpoint may be newer than the list of endpoints, which is read at another moment. */
export function hasReadyPod(service: ReadableService, query: Query): boolean {
  return ready(query, service, () => podsBehind(service, query).some(isReady));
}

const ready = perQuery<ReadableService, boolean>();

/** The Service's slices; none where not all were listed. The controller writes a slice for every Service, even an empty one. */
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
