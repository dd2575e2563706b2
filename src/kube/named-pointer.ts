import { join, type Pointer, parsePointer } from './pointer.ts';

/**
 * A pointer that names list items, in brackets: `/spec/template/spec/containers/[web]/ports`.
 * A sidecar put in front does not change the pointer. An item without a unique name keeps its index.
 */
export type NamedPointer = string;

/** A step of a pointer. `name` is the unique name of a list item, and `field` what holds it; null where the item has none. */
export interface PointerStep {
  readonly token: string;
  readonly name: string | null;
  readonly field: string | null;
  readonly inList: boolean;
}

export function pointerStepsOf(root: unknown, at: Pointer): readonly PointerStep[] {
  let value: unknown = root;
  return parsePointer(at).map(token => {
    const inList = Array.isArray(value);
    const item: unknown = Array.isArray(value) ? value[Number(token)] : null;
    const name = Array.isArray(value) ? itemName(value, item) : null;
    value = child(value, token);
    return { token, name, field: name === null ? null : (fieldIn(item)?.field ?? null), inList };
  });
}

export function namedPointerOf(root: unknown, at: Pointer): NamedPointer {
  return join(
    '',
    ...pointerStepsOf(root, at).map(({ token, name }) => (name === null ? token : `[${name}]`)),
  );
}

/** The value at the pointer in another state of the object; `undefined` where that state has none. */
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

/** The item's name; null where another item has the same name. */
function itemName(list: readonly unknown[], item: unknown): string | null {
  const name = nameIn(item);
  return name !== null && namesIn(list).get(name)?.count === 1 ? name : null;
}

function itemNamed(list: readonly unknown[], name: string): unknown {
  const named = namesIn(list).get(name);
  return named?.count === 1 ? named.item : undefined;
}

/** The number of items with one name, and the first of them. */
interface Named {
  readonly item: unknown;
  count: number;
}

// Cached because a list never changes, and every item of a long list asks for its names.
const names = new WeakMap<readonly unknown[], ReadonlyMap<string, Named>>();

function namesIn(list: readonly unknown[]): ReadonlyMap<string, Named> {
  const known = names.get(list);
  if (known !== undefined) return known;
  const byName = new Map<string, Named>();
  for (const item of list) {
    const name = nameIn(item);
    if (name === null) continue;
    const named = byName.get(name);
    if (named === undefined) byName.set(name, { item, count: 1 });
    else named.count++;
  }
  names.set(list, byName);
  return byName;
}

const nameIn = (item: unknown): string | null => fieldIn(item)?.value ?? null;

function fieldIn(item: unknown): { readonly field: string; readonly value: string } | null {
  if (typeof item !== 'object' || item === null) return null;
  for (const field of nameFields) {
    const value: unknown = child(item, field);
    if (typeof value === 'number' || (typeof value === 'string' && value !== ''))
      return { field, value: String(value) };
  }
  return null;
}
