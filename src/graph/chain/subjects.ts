import type { Obj } from '../../kube/object.ts';
import { isService } from '../../kube/service.ts';
import { isOwned, isWorkload } from '../../kube/workload.ts';
import { routeOf } from '../../routes/route-kinds.ts';
import { attachmentsOf } from '../attachment/attachment.ts';
import type { Query } from '../index/query.ts';
import { placedPorts } from './port-index.ts';
import { servingsOf } from './serving.ts';
import type { Subject } from './subject.ts';

/**
 * The subjects of an object. An opaque object has only itself. An owned Pod or ReplicaSet has none: its owner is judged
 * in its place, and users do not write it.
 */
export function* subjectsOf(obj: Obj, query: Query): Iterable<Subject> {
  if (obj.opaque === null && isWorkload(obj) && isOwned(obj)) return;
  yield { kind: 'object', obj };
  if (obj.opaque !== null) return;
  const route = routeOf(obj);
  if (route !== null && route.served.by !== 'mesh') {
    for (const attachment of attachmentsOf(route, query)) yield { kind: 'attachment', route, attachment };
    for (const backend of route.backends) yield { kind: 'backend', route, backend };
  } else if (isService(obj)) {
    yield { kind: 'service', service: obj };
    for (const servicePort of placedPorts(obj)) yield { kind: 'service-port', service: obj, servicePort };
  } else if (isWorkload(obj)) {
    yield { kind: 'workload', workload: obj };
    yield* servingsOf(obj, query);
  }
}
