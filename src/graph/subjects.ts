import type { Obj } from '../kube/object.ts';
import { isWorkloadKind, type Workload } from '../kube/workload.ts';
import { routeOf } from '../routes/adapters.ts';
import type { Query } from './query.ts';
import { placedPorts } from './routing.ts';
import { servingsOf } from './serving.ts';
import type { Service, Subject } from './subject.ts';

/** What may be judged of an object. Of one whose contents are not known, only the object itself. */
export function* subjectsOf(obj: Obj, query: Query): Iterable<Subject> {
  yield { kind: 'object', obj };
  if (obj.opaque !== null) return;
  const route = routeOf(obj);
  if (route !== null && route.served.by !== 'mesh') {
    for (const backend of route.backends) yield { kind: 'backend', route, backend };
  } else if (obj.ref.kind === 'Service' && obj.ref.group === '') {
    const service = obj as unknown as Service;
    yield { kind: 'service', service };
    for (const servicePort of placedPorts(service)) yield { kind: 'service-port', service, servicePort };
  } else if (isWorkloadKind(obj.ref.kind)) {
    yield* servingsOf(obj as unknown as Workload, query);
  }
}
