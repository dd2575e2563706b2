import { isJsonObject, type Json, type JsonObject, jsonEqual, own } from '../../kube/json.ts';
import type { Request } from './context.ts';

/** Whether an update changes no field that rules read. It then introduces no finding. */
export function isUnchanged({ object, old }: Request): boolean {
  return old !== null && sameToRules(object.body, old.body);
}

/** Compares two states of an object in the fields that rules read. */
export function sameToRules(object: JsonObject, old: JsonObject): boolean {
  for (const key of new Set([...Object.keys(object), ...Object.keys(old)])) {
    if (key === 'status') continue;
    const [written, former] = [own(object, key), own(old, key)];
    if (key === 'metadata' ? !sameMetadata(written, former) : !jsonEqual(written, former)) return false;
  }
  return true;
}

const applied = 'kubectl.kubernetes.io/last-applied-configuration';

/** Compares labels, owners, and annotations except kubectl's copy. */
function sameMetadata(written: Json | undefined, former: Json | undefined): boolean {
  return (
    jsonEqual(own(written, 'labels') ?? {}, own(former, 'labels') ?? {}) &&
    jsonEqual(own(written, 'ownerReferences') ?? [], own(former, 'ownerReferences') ?? []) &&
    jsonEqual(annotationsIn(written), annotationsIn(former))
  );
}

function annotationsIn(metadata: Json | undefined): Json {
  const annotations = own(metadata, 'annotations');
  if (!isJsonObject(annotations)) return {};
  const { [applied]: _, ...rest } = annotations;
  return rest;
}
