import type { Obj } from '../kube/object.ts';
import { isService } from '../kube/service.ts';
import { isOwned, isWorkload } from '../kube/workload.ts';
import { routeOf } from '../routes/adapters.ts';
import type { Query } from './query.ts';
import { placedPorts } from './routing.ts';
import { servingsOf } from './serving.ts';
import type { Subject } from './subject.ts';

/** What may be judged of an object. Of one whose contents are not known, only the object itself. */
export function* subjectsOf(obj: Obj, query: Query): Iterable<Subject> {
  yield { kind: 'object', obj };
  if (obj.opaque !== null) return;
  const route = routeOf(obj);
  if (route !== null && route.served.by !== 'mesh') {
    for (const backend of route.backends) yield { kind: 'backend', route, backend };
  } else if (isService(obj)) {
    yield { kind: 'service', service: obj };
    for (const servicePort of placedPorts(obj)) yield { kind: 'service-port', service: obj, servicePort };
  } else if (isWorkload(obj)) {
    // Their owner is judged in the place of its pods and ReplicaSets.
    if (isOwned(obj)) return;
    yield { kind: 'workload', workload: obj };
    yield* servingsOf(obj, query);
  }
}
