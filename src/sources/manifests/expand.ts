import { isJsonObject, type Json, type JsonObject, own } from '../../kube/json.ts';
import { join, type Pointer } from '../../kube/pointer.ts';
import { instantiate } from './template.ts';

/** A value that holds one object, and its pointer in the document. */
export interface Part {
  readonly value: Json;
  readonly base: Pointer;
}

/** The objects of a document: those of a List or an OpenShift Template one by one, at any depth; else the value itself. */
export function expand(value: Json, base: Pointer = ''): readonly Part[] {
  const kind = own(value, 'kind');
  if (!isJsonObject(value) || typeof kind !== 'string') return [{ value, base }];
  if (kind.endsWith('List')) {
    const items = own(value, 'items');
    if (Array.isArray(items))
      return items.flatMap((item, index) => expand(typed(item, value), join(base, 'items', index)));
    // An empty List of kubectl has `items: null` or no items; a custom kind such as AccessList is an object.
    if (kind === 'List' && (items === undefined || items === null)) return [];
  }
  if (isTemplate(value))
    return instantiate(value).flatMap(({ at, object }) => expand(object, join(base, 'objects', at)));
  return [{ value, base }];
}

/** The API omits kind and version in the items of a DeploymentList. kubectl adds them back, and so do we. */
function typed(item: Json, list: JsonObject): Json {
  const kind = own(list, 'kind');
  const apiVersion = own(list, 'apiVersion');
  if (!isJsonObject(item) || Object.hasOwn(item, 'kind') || typeof kind !== 'string' || kind === 'List')
    return item;
  return {
    ...(apiVersion === undefined ? {} : { apiVersion }),
    kind: kind.slice(0, -'List'.length),
    ...item,
  };
}

function isTemplate(value: JsonObject): boolean {
  const apiVersion = own(value, 'apiVersion');
  if (own(value, 'kind') !== 'Template' || !Array.isArray(own(value, 'objects'))) return false;
  return (
    apiVersion === 'v1' || (typeof apiVersion === 'string' && apiVersion.startsWith('template.openshift.io/'))
  );
}
