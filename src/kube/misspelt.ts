import { isJsonObject, type Json } from './json.ts';
import { type Pointer, pointer } from './pointer.ts';
import type { Fields, Schema } from './schema.ts';
import { isParametric } from './text.ts';
import { editsBetween } from './typo.ts';

/** A key that no field has, and the field that is meant. */
export interface MisspeltKey {
  readonly at: Pointer;
  readonly key: string;
  readonly meant: string;
}

/**
 * The keys of an object that are nearly those of a field. A schema has only the fields that we read, so another unknown key
 * may be valid, and a key beside the field itself is left alone. Maps, such as labels, take any key. A status is not written
 * by a person.
 */
export function misspeltKeys(value: Json, schema: Schema): readonly MisspeltKey[] {
  const found: MisspeltKey[] = [];
  collect(value, schema, [], found);
  return found;
}

/** `path` leads to the value; it is changed on the way, so that a sound object costs no text. */
function collect(value: Json, schema: Schema, path: (string | number)[], found: MisspeltKey[]): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return;
    for (const [index, item] of (value as readonly Json[]).entries()) {
      path.push(index);
      collect(item, items, path, found);
      path.pop();
    }
    return;
  }
  const { properties } = schema;
  if (!isJsonObject(value) || properties === undefined) return;
  for (const key of Object.keys(value)) {
    const field = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (field !== undefined) {
      if (path.length === 0 && key === 'status') continue;
      path.push(key);
      collect(value[key] as Json, field, path, found);
      path.pop();
      continue;
    }
    const meant = isParametric(key) ? null : meantField(key, properties);
    if (meant !== null && !Object.hasOwn(value, meant)) found.push({ at: pointer(...path, key), key, meant });
  }
}

/** The field that the key is one slip away from; null where there is none, or the key is valid. */
export function meantField(key: string, fields: Fields): string | null {
  let known = meantBy.get(fields);
  if (known === undefined) {
    known = new Map();
    meantBy.set(fields, known);
  }
  let meant = known.get(key);
  if (meant === undefined) {
    meant = findMeant(key, fields);
    if (known.size < mostKeys) known.set(key, meant);
  }
  return meant;
}

/** Kept, because the objects of an input have mostly the same keys. */
const meantBy = new WeakMap<Fields, Map<string, string | null>>();
const mostKeys = 500;

function findMeant(key: string, fields: Fields): string | null {
  if (alsoValid.has(key)) return null;
  const found = Object.keys(fields).filter(field => isSlip(key, field));
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** Valid fields that we do not read, near ones that we do; a test compares the schemas with those of the API server. */
const alsoValid = new Set(['clusterIPs']);

/** One edit, or two in a long name. */
function isSlip(key: string, field: string): boolean {
  const most = field.length < 4 ? 0 : field.length < 12 ? 1 : 2;
  if (Math.abs(key.length - field.length) > most) return false;
  return editsBetween(key.toLowerCase(), field.toLowerCase()) <= most;
}
