import { isJsonObject, type Json, type JsonObject, jsonEqual, own } from '../../kube/json.ts';
import type { Request } from './context.ts';

/** Whether an update leaves all that rules read as it was. It then answers for nothing. */
export function isUnchanged({ object, old }: Request): boolean {
  return old !== null && sameToRules(object.body, old.body);
}

/** Two states of one object, as they are sent. */
export function sameToRules(object: JsonObject, old: JsonObject): boolean {
  for (const key of new Set([...Object.keys(object), ...Object.keys(old)])) {
    if (key === 'status') continue;
    const [is, was] = [own(object, key), own(old, key)];
    if (key === 'metadata' ? !sameMetadata(is, was) : !jsonEqual(is, was)) return false;
  }
  return true;
}

const applied = 'kubectl.kubernetes.io/last-applied-configuration';

/** Names, labels, annotations but kubectl's own copy, owners, and whether it is being deleted. */
function sameMetadata(is: Json | undefined, was: Json | undefined): boolean {
  return (
    jsonEqual(own(is, 'labels') ?? {}, own(was, 'labels') ?? {}) &&
    jsonEqual(own(is, 'ownerReferences') ?? [], own(was, 'ownerReferences') ?? []) &&
    jsonEqual(annotationsIn(is), annotationsIn(was))
  );
}

function annotationsIn(metadata: Json | undefined): Json {
  const annotations = own(metadata, 'annotations');
  if (!isJsonObject(annotations)) return {};
  const { [applied]: _, ...rest } = annotations;
  return rest;
}
