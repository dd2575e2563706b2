import { isJsonObject, type Json, jsonEqual, own } from '../kube/json.ts';
import type { Request } from './request.ts';

/** Whether an update leaves all that rules read as it was. It then answers for nothing. */
export function isUnchanged({ object, old }: Request): boolean {
  if (old === null || object.apiVersion !== old.apiVersion) return false;
  for (const key of new Set([...Object.keys(object.body), ...Object.keys(old.body)])) {
    if (key === 'status') continue;
    const [is, was] = [own(object.body, key), own(old.body, key)];
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
