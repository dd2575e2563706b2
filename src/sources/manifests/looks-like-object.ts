import { isJsonObject, type Json, type JsonObject, own } from '../../kube/json.ts';

const required = ['apiVersion', 'kind'] as const;

/**
 * Whether a mapping is meant for the cluster: it has `apiVersion` and `kind`, in any case, or all fields of an object
 * except one of them. Teleport's resources have `kind`, `metadata` and `spec`, too, beside a `version`.
 */
export function looksLikeObject(value: JsonObject): boolean {
  const missing = required.filter(key => own(value, key) === undefined);
  if (missing.every(key => slipOf(value, key) !== null)) return true;
  return (
    missing.length === 1 &&
    isJsonObject(own(value, 'metadata')) &&
    isJsonObject(own(value, 'spec')) &&
    own(value, 'version') === undefined
  );
}

/** The key that is `apiVersion` or `kind` in another case; null where there is none. */
export function typoIn(value: Json): { readonly key: string; readonly meant: string } | null {
  if (!isJsonObject(value)) return null;
  for (const meant of required) {
    const key = own(value, meant) === undefined ? slipOf(value, meant) : null;
    if (key !== null) return { key, meant };
  }
  return null;
}

function slipOf(value: JsonObject, meant: string): string | null {
  return Object.keys(value).find(key => key.toLowerCase() === meant.toLowerCase()) ?? null;
}
