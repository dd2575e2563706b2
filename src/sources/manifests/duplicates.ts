import { jsonEqual } from '../../kube/json.ts';
import type { Role } from '../../kube/kinds/define.ts';
import { kindOf } from '../../kube/kinds.ts';
import { formatRef, type Obj, refKey } from '../../kube/object.ts';
import type { Position } from './locate.ts';
import { compareText, type Problem } from './problem.ts';

/**
 * Keeps one object for each name. A copy is dropped. Where the contents differ, one object stays, marked ambiguous, with
 * one warning or note. The result does not depend on the order of the files. Objects without a name (generateName) are never copies.
 */
export function settleDuplicates(
  all: readonly Obj[],
  whereIs: (obj: Obj) => Position,
): { readonly objects: readonly Obj[]; readonly notes: readonly Problem[] } {
  const objects: Obj[] = [];
  const notes: Problem[] = [];
  const groups = new Map<string | Obj, Obj[]>();
  for (const obj of all) {
    const name = nameOf(obj);
    const same = groups.get(name);
    if (same === undefined) groups.set(name, [obj]);
    else same.push(obj);
  }
  for (const same of groups.values()) {
    const [first] = same;
    if (first === undefined || same.every(({ body }) => jsonEqual(body, first.body)))
      objects.push(...same.slice(0, 1));
    else {
      objects.push({ ...representativeOf(same, first), opaque: 'ambiguous' });
      const known = kindOf(first.apiVersion, first.ref.kind);
      // No rule reads the other kinds.
      if (known !== null) notes.push(noteOn(same, known.kind.role, whereIs));
    }
  }
  return { objects, notes };
}

/** Objects of one group have one name; an object without a name is a group of its own. */
const nameOf = (obj: Obj): string | Obj => (obj.ref.name === '' ? obj : refKey(obj.ref));

/** A malformed object, so that its faults are reported: of several the first by content. */
function representativeOf(same: readonly Obj[], first: Obj): Obj {
  const [malformed] = same
    .filter(obj => obj.malformed.length > 0)
    .map(obj => ({ obj, text: JSON.stringify(obj.body) }))
    .sort((a, b) => compareText(a.text, b.text));
  return malformed?.obj ?? first;
}

function noteOn(same: readonly Obj[], role: Role, whereIs: (obj: Obj) => Position): Problem {
  const places = same
    .map(obj => ({ obj, ...whereIs(obj) }))
    .sort((a, b) => compareText(a.file, b.file) || a.line - b.line);
  const one = places[0];
  const other = places.find(({ obj }) => !jsonEqual(obj.body, one?.obj.body));
  if (one === undefined || other === undefined) throw new Error('a name without different objects');
  return {
    file: other.file,
    line: other.line,
    message: `${formatRef(one.obj.ref)} exists twice with different content: ${one.file}:${one.line} and ${other.file}:${other.line}; ${effects[role] ?? 'its content is not used'}; keep one of the two`,
    is: effects[role] === undefined ? 'note' : 'warning',
  };
}

/** What is not checked: findings may be missing. The content of other kinds only makes some findings less certain. */
const effects: Readonly<Partial<Record<Role, string>>> = {
  route: 'its chains are not checked',
  gateway: 'whether it takes its routes is unknown',
  service: 'chains through it are not checked',
  workload: 'chains through it are not checked',
  policy: 'its effect is unknown',
  grant: 'its effect is unknown',
};
