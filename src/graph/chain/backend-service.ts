import type { Container } from '../../kube/kinds/pod-template.ts';
import { isReadable, type Obj, type ReadableObj, type Ref } from '../../kube/object.ts';
import { podSpecOf, type ReadableWorkload } from '../../kube/workload.ts';
import type { BackendService, CheckedContainer } from '../../routes/controllers/dialect.ts';
import type { Backend, Route } from '../../routes/route.ts';
import { namespaceLabels } from '../index/namespaces.ts';
import type { Query } from '../index/query.ts';
import { refs } from '../index/refs.ts';
import { serviceOf } from './routing.ts';
import type { Arrival } from './subject.ts';

/** The backend with its Service and the parameters of its class; null where the Service is not known. */
export function backendServiceOf(route: Route, backend: Backend, query: Query): BackendService | null {
  const service = serviceOf(backend, query);
  if (service.is !== 'found' || service.value.opaque !== null) return null;
  return { route, backend, service: service.value, parameters: parametersOf(route, query) };
}

function parametersOf({ served }: Route, query: Query): BackendService['parameters'] {
  if (served.by !== 'class' || served.name === null) return null;
  const found = query.get(refs.ingressClass(served.name));
  if (found.is !== 'found' || found.value.opaque !== null) return null;
  const named = found.value.body.spec?.parameters;
  if (named == null) return null;
  const { apiGroup, kind, namespace, name } = named;
  const ref = { group: apiGroup ?? '', kind: kind ?? '', namespace: namespace ?? null, name: name ?? '' };
  return objectAt(ref, query) ?? 'unseen';
}

/** The container that an arrival leads to, with what may state how a load balancer checks it. */
export function checkedContainer(
  route: Route,
  backend: Backend,
  { servicePort, podPort }: Arrival,
  workload: ReadableWorkload,
  container: Container,
  query: Query,
): CheckedContainer | null {
  const to = backendServiceOf(route, backend, query);
  if (to === null) return null;
  const { namespace } = workload.ref;
  return {
    ...to,
    port: servicePort.port,
    podPort,
    container,
    readinessGates: podSpecOf(workload).readinessGates ?? [],
    namespaceLabels: namespace === null ? null : namespaceLabels(namespace, query),
    object: ref => objectAt(ref, query),
  };
}

/** No watch covers such kinds, so only an input of manifests holds them. */
function objectAt(ref: Ref, query: Query): ReadableObj | null {
  const found = query.untracked.get<Obj>(ref);
  return found.is === 'found' && isReadable(found.value) ? found.value : null;
}
