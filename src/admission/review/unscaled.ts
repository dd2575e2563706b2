import { isJsonObject, own } from '../../kube/json.ts';
import type { Obj } from '../../kube/object.ts';
import type { Request } from './request.ts';

/**
 * The object with as many replicas as before; null where the request does not scale. To scale is never a fault: what
 * is found of the object only because of it was there under the other number too.
 */
export function unscaled({ object, old }: Request): Obj | null {
  if (old === null) return null;
  const [is, was] = [own(object.body, 'spec'), own(old.body, 'spec')];
  if (!isJsonObject(is) || own(is, 'replicas') === own(was, 'replicas')) return null;
  const { replicas: _, ...rest } = is;
  const before = own(was, 'replicas');
  const spec = before === undefined ? rest : { ...rest, replicas: before };
  return { ...object, body: { ...object.body, spec } };
}
