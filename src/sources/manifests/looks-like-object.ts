import { isJsonObject, type Json, type JsonObject, own } from '../../kube/json.ts';

const required = ['apiVersion', 'kind'] as const;

/**
 * Whether a mapping is meant for the cluster: with `apiVersion` and `kind`, in whatever case, or with all that an object
 * has but one of them. Teleport's resources have `kind`, `metadata` and `spec` too, beside a `version`.
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

/** The key that stands for `apiVersion` or `kind` in another case; null where none does. */
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
