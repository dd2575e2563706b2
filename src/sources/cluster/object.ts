import { decode } from '../../kube/decode.ts';
import { isJsonObject, type Json, type JsonObject, own } from '../../kube/json.ts';
import type { Kind } from '../../kube/kinds.ts';
import type { Obj } from '../../kube/object.ts';
import { apiVersionOf } from './paths.ts';

/** Decodes a value that the server sent for that kind; a string is an error. */
export function objectFrom(
  value: Json,
  kind: Pick<Kind, 'group' | 'kind'>,
  version: string,
  strip: (body: JsonObject) => JsonObject = body => body,
): Obj | string {
  if (!isJsonObject(value)) return 'is not a map';
  // The items of a list lack `apiVersion` and `kind`.
  const body = { ...value, apiVersion: apiVersionOf(kind, version), kind: kind.kind };
  return decode(strip(body), { from: 'cluster', resourceVersion: versionIn(value) ?? '' });
}

/** The resourceVersion of an object or a list; null where there is none. */
export function versionIn(value: Json): string | null {
  const version = own(own(value, 'metadata'), 'resourceVersion');
  return typeof version === 'string' && version !== '' ? version : null;
}
