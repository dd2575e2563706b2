import type { Json } from '../../src/kube/json.ts';
import type { Malformed, Obj } from '../../src/kube/object.ts';
import { parsePointer, valueAt } from '../../src/kube/pointer.ts';
import { type Fault, type Repair, replace } from './fault.ts';

/** What the door found: a type that the API server's decoder does not take. */
export function* malformedFaults(obj: Obj): Iterable<Fault> {
  for (const part of obj.malformed) {
    yield { at: part.at, says: part.message, repair: repairOf(part, valueAt(obj.body, part.at)) };
  }
}

function repairOf({ at, message }: Malformed, found: Json | undefined): Repair | undefined {
  const field = parsePointer(at).at(-1) ?? '';
  if (typeof found === 'string' && /^(0|[1-9][0-9]{0,8})$/.test(found) && integers.has(field)) {
    return replace(at, found, Number(found));
  }
  // The text that stood there is gone: `010`, `1.10` and `yes` have become 8, 1.1 and true.
  if ((typeof found === 'number' || typeof found === 'boolean') && message.endsWith('write it in quotes')) {
    return replace(at, found, String(found), 'suggestion');
  }
  return undefined;
}

const integers = new Set([
  'port',
  'number',
  'containerPort',
  'hostPort',
  'endPort',
  'replicas',
  'weight',
  'seconds',
  'partition',
  'minReplicas',
  'maxReplicas',
  'minReplicaCount',
  'maxReplicaCount',
  'terminationGracePeriodSeconds',
  'initialDelaySeconds',
  'periodSeconds',
  'timeoutSeconds',
  'successThreshold',
  'failureThreshold',
]);
