import type { Kind } from '../../src/kube/kinds/define.ts';
import { type MisspeltKey, misspeltKeys } from '../../src/kube/misspelt.ts';
import type { Obj } from '../../src/kube/object.ts';
import { type Pointer, parsePointer, pointer, valueAt } from '../../src/kube/pointer.ts';
import type { Repair, ValueFault } from '../../src/kube/value-faults.ts';

/** Fields that no API server knows: kubectl refuses them, and a client without validation loses them without a word. */
export function* misspeltFaults(obj: Obj, { schema }: Kind): Iterable<ValueFault> {
  // A server that gives out an object has dropped such keys before.
  if (obj.opaque === 'ambiguous' || obj.origin.from !== 'file') return;
  for (const found of misspeltKeys(obj.body, schema)) {
    yield {
      at: found.at,
      says: `is not a field: did you mean "${found.meant}"? kubectl refuses it, and other tools drop it`,
      dependsOnServer: true,
      repair: renamed(obj, found),
    };
  }
}

function renamed(obj: Obj, { at, key, meant }: MisspeltKey): Repair {
  const to: Pointer = pointer(...parsePointer(at).slice(0, -1), meant);
  const value = valueAt(obj.body, at) ?? null;
  return {
    safety: 'suggestion',
    title: `Write "${meant}" instead of "${key}"`,
    operations: [
      { op: 'test', path: at, value },
      { op: 'remove', path: at },
      { op: 'add', path: to, value },
    ],
  };
}
