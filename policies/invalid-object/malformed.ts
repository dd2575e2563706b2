import type { Json } from '../../src/kube/json.ts';
import type { Obj } from '../../src/kube/object.ts';
import { type Pointer, parsePointer, valueAt } from '../../src/kube/pointer.ts';
import { type Repair, replace, type ValueFault } from '../../src/kube/value-faults.ts';

/** The faults of the decoder: types that the API server's decoder refuses. */
export function* malformedFaults(obj: Obj): Iterable<ValueFault> {
  for (const part of obj.malformed) {
    yield { at: part.at, says: part.message, repair: repairOf(part.at, valueAt(obj.body, part.at)) };
  }
}

/** No repair for a string without quotes: `010`, `1.10` and `yes` are read as 8, 1.1 and true, and their text is lost. */
function repairOf(at: Pointer, found: Json | undefined): Repair | undefined {
  const field = parsePointer(at).at(-1) ?? '';
  if (typeof found === 'string' && /^(0|[1-9][0-9]{0,8})$/.test(found) && integers.has(field)) {
    return replace(at, found, Number(found));
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
