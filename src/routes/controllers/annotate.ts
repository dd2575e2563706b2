import { isJsonObject } from '../../kube/json.ts';
import type { Obj } from '../../kube/object.ts';
import { type Operation, pointer, valueAt } from '../../kube/pointer.ts';

/** The operations that set an annotation of the object. */
export function annotate({ body }: Obj, key: string, value: string): readonly Operation[] {
  const annotations = valueAt(body, '/metadata/annotations');
  if (!isJsonObject(annotations))
    return [{ op: 'add', path: '/metadata/annotations', value: { [key]: value } }];
  const path = pointer('metadata', 'annotations', key);
  const old = annotations[key];
  if (old === undefined) return [{ op: 'add', path, value }];
  return [
    { op: 'test', path, value: old },
    { op: 'replace', path, value },
  ];
}
