import { jsonEqual } from '../../kube/json.ts';
import { kindOf } from '../../kube/kinds.ts';
import { formatRef, type Obj, refKey } from '../../kube/object.ts';
import type { Position } from './locate.ts';
import type { Problem } from './problem.ts';

/**
 * One object a name. A copy is dropped; where the contents differ the first stays, marked ambiguous, and is noted once.
 * Objects without a name (generateName) are never each other's copies.
 */
export function settleDuplicates(
  all: readonly Obj[],
  whereIs: (obj: Obj) => Position,
): { readonly objects: readonly Obj[]; readonly notes: readonly Problem[] } {
  const objects: Obj[] = [];
  const notes: Problem[] = [];
  const places = new Map<string, number>();
  for (const obj of all) {
    if (obj.ref.name === '') {
      objects.push(obj);
      continue;
    }
    const key = refKey(obj.ref);
    const place = places.get(key);
    const first = place === undefined ? undefined : objects[place];
    if (place === undefined || first === undefined) {
      places.set(key, objects.length);
      objects.push(obj);
    } else if (first.opaque !== 'ambiguous' && !jsonEqual(first.body, obj.body)) {
      objects[place] = { ...first, opaque: 'ambiguous' };
      // No chain leads through a kind that nobody reads.
      if (kindOf(obj.apiVersion, obj.ref.kind) === null) continue;
      const [one, other] = [whereIs(first), whereIs(obj)];
      notes.push({
        file: other.file,
        line: other.line,
        message: `${formatRef(obj.ref)} exists twice with different content: ${one.file}:${one.line} and ${other.file}:${other.line}; chains through it are not checked; keep one of the two`,
        is: 'note',
      });
    }
  }
  return { objects, notes };
}
