/** The choices for each value, by name. */
export type Choices = Readonly<Record<string, readonly unknown[]>>;
export type Choice = Readonly<Record<string, unknown>>;

/**
 * A few choices in which every pair of values of different names occurs at least once. Greedy and deterministic: each
 * choice starts with the first open pair and takes, name by name, the value that closes the most pairs.
 */
export function pairwise(choices: Choices): readonly Choice[] {
  const names = Object.keys(choices);
  const sizeOf = (name: number) => choices[names[name] ?? '']?.length ?? 0;
  const open = new Set<string>();
  for (let a = 0; a < names.length; a++)
    for (let b = a + 1; b < names.length; b++)
      for (let x = 0; x < sizeOf(a); x++) for (let y = 0; y < sizeOf(b); y++) open.add(key(a, x, b, y));
  const rows: number[][] = [];
  for (const first of open) {
    const row = new Map<number, number>(pairOf(first));
    for (let name = 0; name < names.length; name++)
      if (!row.has(name)) row.set(name, best(name, sizeOf(name), row, open));
    for (const [a, x] of row) for (const [b, y] of row) if (a < b) open.delete(key(a, x, b, y));
    rows.push(names.map((_, name) => row.get(name) ?? 0));
  }
  return rows.map(row => Object.fromEntries(names.map((name, at) => [name, choices[name]?.[row[at] ?? 0]])));
}

const key = (a: number, x: number, b: number, y: number) => `${a} ${x} ${b} ${y}`;

function pairOf(text: string): readonly (readonly [number, number])[] {
  const [a = 0, x = 0, b = 0, y = 0] = text.split(' ').map(Number);
  return [
    [a, x],
    [b, y],
  ];
}

function best(
  name: number,
  size: number,
  row: ReadonlyMap<number, number>,
  open: ReadonlySet<string>,
): number {
  const closed = (value: number) =>
    [...row].filter(([other, at]) =>
      open.has(other < name ? key(other, at, name, value) : key(name, value, other, at)),
    ).length;
  let found = 0;
  for (let value = 1; value < size; value++) if (closed(value) > closed(found)) found = value;
  return found;
}
