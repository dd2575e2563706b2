import { kindOf } from '../../kube/kinds.ts';
import type { Obj } from '../../kube/object.ts';
import { manifestScope, type Scope } from './scope.ts';

/**
 * The scope of an input of manifests. The whole input is one context. It is closed for every namespace, and for the
 * unset namespace, in which it holds a Service or a workload.
 */
export function manifestScopeOf(
  objects: Iterable<Obj>,
  override: 'open' | 'closed' | null,
  unread: boolean,
): Scope {
  const closed = new Set<string | null>();
  for (const obj of objects) {
    const role = kindOf(obj.apiVersion, obj.ref.kind)?.kind.role;
    if (role === 'service' || role === 'workload') closed.add(obj.ref.namespace);
  }
  return manifestScope({ closed, override, unread });
}
