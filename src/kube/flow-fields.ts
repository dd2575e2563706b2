import { isJsonObject, type Json, jsonEqual, own } from './json.ts';
import { kindOf } from './kinds.ts';
import type { Obj } from './object.ts';
import type { Schema } from './schema.ts';

/**
 * Whether two states of an object differ in a field that says how requests flow. The schema of the kind names the fields
 * that rules read. A new image or another number of replicas changes no link of a chain, and status is not written by
 * users.
 */
export function flowFieldsDiffer(a: Obj, b: Obj): boolean {
  const known = kindOf(a.apiVersion, a.ref.kind);
  return known === null ? !jsonEqual(a.body, b.body) : differ(a.body, b.body, known.kind.schema);
}

const ignored = new Set(['status', 'image', 'replicas', 'managedFields', 'generation']);
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

function differ(a: Json | undefined, b: Json | undefined, schema: Schema): boolean {
  const { properties, items, open } = schema;
  if (Array.isArray(a) && Array.isArray(b) && items !== undefined) {
    const other: readonly Json[] = b;
    return a.length !== other.length || a.some((item, index) => differ(item, other[index], items));
  }
  if (isJsonObject(a) && isJsonObject(b)) {
    if (properties === undefined || open === true) return mapsDiffer(a, b);
    return Object.keys(properties).some(key => {
      const field = properties[key];
      return field !== undefined && !ignored.has(key) && differ(own(a, key), own(b, key), field);
    });
  }
  return !jsonEqual(a ?? null, b ?? null);
}

/** Labels, annotations and values of any shape. kubectl's copy of the object tells nothing of its own. */
function mapsDiffer(a: Json, b: Json): boolean {
  const keys = new Set([...Object.keys(a as object), ...Object.keys(b as object)]);
  keys.delete(lastApplied);
  return [...keys].some(key => !jsonEqual(own(a, key) ?? null, own(b, key) ?? null));
}
