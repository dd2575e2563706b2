import { isTypo, typoKeys } from './typo.ts';

/** Items by name, to find those whose name differs by one typo from another. */
export interface NearNames<Item> {
  /** The items that one typo leads to; at most `most`, in no order. */
  near(name: string, most?: number): readonly Item[];
}

/** As many questions compare every name, because the keys of all names cost more than that. */
const few = 4;

/**
 * Finds near names without a comparison of all pairs: two names that differ by a typo have one of their `typoKeys` in
 * common.
 */
export function indexNames<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  isNear: (a: string, b: string) => boolean = isTypo,
): NearNames<Item> {
  let asked = 0;
  let byKey: ReadonlyMap<string | number, readonly Item[]> | null = null;

  function* candidates(name: string): Iterable<Item> {
    if (++asked <= few) {
      yield* items;
      return;
    }
    byKey ??= groupByKeys(items, nameOf);
    for (const key of typoKeys(name)) yield* byKey.get(key) ?? [];
  }

  return {
    near(name, most = Number.POSITIVE_INFINITY) {
      const near = new Set<Item>();
      for (const item of candidates(name)) {
        if (near.has(item) || !isNear(name, nameOf(item))) continue;
        near.add(item);
        if (near.size === most) break;
      }
      return [...near];
    },
  };
}

function groupByKeys<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
): ReadonlyMap<string | number, readonly Item[]> {
  const byKey = new Map<string | number, Item[]>();
  for (const item of items) {
    for (const key of typoKeys(nameOf(item))) {
      const same = byKey.get(key);
      if (same === undefined) byKey.set(key, [item]);
      else same.push(item);
    }
  }
  return byKey;
}
