import { isReadable, type Obj } from '../../kube/object.ts';
import type { BackendService } from '../../routes/controllers/dialect.ts';
import type { Backend, Route } from '../../routes/route.ts';
import type { Query } from '../index/query.ts';
import { refs } from '../index/refs.ts';
import { serviceOf } from './routing.ts';

/** The backend with its Service and the parameters of its class; null where the Service is not known. */
export function backendServiceOf(route: Route, backend: Backend, query: Query): BackendService | null {
  const service = serviceOf(backend, query);
  if (service.is !== 'found' || service.value.opaque !== null) return null;
  return { route, backend, service: service.value, parameters: parametersOf(route, query) };
}

/** No watch covers the kinds of parameters, so only an input of manifests holds them. */
function parametersOf({ served }: Route, query: Query): BackendService['parameters'] {
  if (served.by !== 'class' || served.name === null) return null;
  const found = query.get(refs.ingressClass(served.name));
  if (found.is !== 'found' || found.value.opaque !== null) return null;
  const named = found.value.body.spec?.parameters;
  if (named == null) return null;
  const { apiGroup, kind, namespace, name } = named;
  const ref = { group: apiGroup ?? '', kind: kind ?? '', namespace: namespace ?? null, name: name ?? '' };
  const parameters = query.untracked.get<Obj>(ref);
  return parameters.is === 'found' && isReadable(parameters.value) ? parameters.value : 'unseen';
}
