import { join, type Pointer, parsePointer } from './pointer.ts';

/**
 * A pointer in which items of lists go by their names, in brackets: `/spec/template/spec/containers/[web]/ports`.
 * It stays the same when a sidecar is put in front. An item without a name of its own keeps its index.
 */
export type NamedPointer = string;

/** A step of a pointer. `name` is what the item of a list is known by; null where it has no name of its own. */
export interface PointerStep {
  readonly token: string;
  readonly name: string | null;
  readonly inList: boolean;
}

export function pointerStepsOf(root: unknown, at: Pointer): readonly PointerStep[] {
  let value: unknown = root;
  return parsePointer(at).map(token => {
    const inList = Array.isArray(value);
    const name = Array.isArray(value) ? itemName(value, value[Number(token)]) : null;
    value = child(value, token);
    return { token, name, inList };
  });
}

export function namedPointerOf(root: unknown, at: Pointer): NamedPointer {
  return join(
    '',
    ...pointerStepsOf(root, at).map(({ token, name }) => (name === null ? token : `[${name}]`)),
  );
}

/** The value at the place in another state of the object; `undefined` where it is not there. */
export function valueAtNamedPointer(root: unknown, place: NamedPointer): unknown {
  let value: unknown = root;
  for (const token of parsePointer(place as Pointer)) {
    const named = /^\[(.*)\]$/s.exec(token)?.[1];
    value = named !== undefined && Array.isArray(value) ? itemNamed(value, named) : child(value, token);
  }
  return value;
}

function child(value: unknown, token: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, token)
    ? Reflect.get(value, token)
    : undefined;
}

const nameFields = ['name', 'host', 'path', 'key', 'containerPort', 'port'];

/** What the first of these fields says, where it says it of that item alone. */
function itemName(list: readonly unknown[], item: unknown): string | null {
  const name = nameIn(item);
  return name !== null && namesIn(list).get(name)?.count === 1 ? name : null;
}

function itemNamed(list: readonly unknown[], name: string): unknown {
  const named = namesIn(list).get(name);
  return named?.count === 1 ? named.item : undefined;
}

/** How many items of a list go by a name, and the first of them. */
interface Named {
  readonly item: unknown;
  count: number;
}

// A list never changes, and a long one is asked for each of its items.
const names = new WeakMap<readonly unknown[], ReadonlyMap<string, Named>>();

function namesIn(list: readonly unknown[]): ReadonlyMap<string, Named> {
  const known = names.get(list);
  if (known !== undefined) return known;
  const found = new Map<string, Named>();
  for (const item of list) {
    const name = nameIn(item);
    if (name === null) continue;
    const named = found.get(name);
    if (named === undefined) found.set(name, { item, count: 1 });
    else named.count++;
  }
  names.set(list, found);
  return found;
}

function nameIn(item: unknown): string | null {
  if (typeof item !== 'object' || item === null) return null;
  for (const field of nameFields) {
    const value: unknown = child(item, field);
    if (typeof value === 'number' || (typeof value === 'string' && value !== '')) return String(value);
  }
  return null;
}
