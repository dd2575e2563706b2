import { isJsonObject, type Json, own } from './json.ts';
import type { Labels, OwnerReference } from './kinds/metadata.ts';
import type { Obj } from './object.ts';

// Reads the metadata of any object, opaque or readable, and leaves out values of a wrong type. A wrong value among an
// object's own labels and annotations does not make it opaque.

const metadata = (obj: Obj): Json | undefined => own(obj.body, 'metadata');

export const labelsOf = (obj: Obj): Labels => textsIn(own(metadata(obj), 'labels'));

export const annotationsOf = (obj: Obj): Labels => textsIn(own(metadata(obj), 'annotations'));

/** The value of one annotation; null where the object has no such annotation, or one that is not a string. */
export function annotationOf(obj: Obj, key: string): string | null {
  const value = own(own(metadata(obj), 'annotations'), key);
  return typeof value === 'string' ? value : null;
}

/** Whether the object is being deleted. */
export const isBeingDeleted = (obj: Obj): boolean =>
  (own(metadata(obj), 'deletionTimestamp') ?? null) !== null;

/** The owners with `controller: true`. Kubernetes allows one; an object that no API server has checked may have several. */
export function controllerRefsOf(obj: Obj): readonly OwnerReference[] {
  const owners = own(metadata(obj), 'ownerReferences');
  if (!Array.isArray(owners)) return none;
  const list: readonly Json[] = owners;
  return list.flatMap(owner => {
    if (own(owner, 'controller') !== true) return [];
    return {
      apiVersion: text(owner, 'apiVersion'),
      kind: text(owner, 'kind'),
      name: text(owner, 'name'),
      uid: text(owner, 'uid'),
    };
  });
}

const none: readonly OwnerReference[] = [];
const empty: Labels = {};

function text(value: Json, key: string): string | null {
  const field = own(value, key);
  return typeof field === 'string' ? field : null;
}

/** The string values of the map. Nearly every map has only strings, and is returned itself. */
export function textsIn(map: Json | undefined): Labels {
  if (!isJsonObject(map)) return empty;
  return isSound(map)
    ? map
    : Object.fromEntries(
        Object.entries(map).flatMap(([key, value]) => (isText(value) ? [[key, value] as const] : [])),
      );
}

const isText = (value: Json | undefined): value is string | null =>
  value === null || typeof value === 'string';

function isSound(map: { readonly [key: string]: Json }): map is Labels {
  for (const key in map) if (!isText(map[key])) return false;
  return true;
}
