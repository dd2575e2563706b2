import type { JsonObject } from '../../src/kube/json.ts';
import { groupOf, type ReadableObj } from '../../src/kube/object.ts';

/** A raw object as the decoder hands it on; `shop/web` unless its metadata say otherwise. */
export function obj(
  apiVersion: string,
  kind: string,
  spec: JsonObject,
  metadata: JsonObject = {},
): ReadableObj {
  const named = { name: 'web', namespace: 'shop', ...metadata };
  return {
    ref: { group: groupOf(apiVersion), kind, namespace: named.namespace, name: named.name },
    apiVersion,
    body: { apiVersion, kind, metadata: named, spec },
    origin: { from: 'cluster', resourceVersion: '1' },
    opaque: null,
    malformed: [],
  };
}
