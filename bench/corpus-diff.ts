import type { Row, Section } from './corpus-page.ts';
import { columns } from './table.ts';

/** A row that came (`was` is null), went (`is` is null) or has other values. */
export interface Change {
  readonly was: Row | null;
  readonly is: Row | null;
}

export interface SectionDiff {
  readonly name: string;
  readonly head: Row;
  readonly changes: readonly Change[];
}

/** The sections that differ. Sections of both sides are matched by name. */
export function diffSections(before: readonly Section[], after: readonly Section[]): readonly SectionDiff[] {
  return after.flatMap(section => {
    const old = before.find(({ name }) => name === section.name) ?? { ...section, rows: [] };
    // Rows of other columns cannot be compared cell by cell: all of them are new.
    const isSame = old.head.join('|') === section.head.join('|');
    const changes = isSame
      ? changesIn(old.rows, section)
      : [
          { was: old.head, is: section.head },
          ...old.rows.map(was => ({ was, is: null })),
          ...section.rows.map(is => ({ was: null, is })),
        ];
    return changes.length === 0 ? [] : [{ name: section.name, head: section.head, changes }];
  });
}

/** A row can occur more than once: so often it is compared. */
function changesIn(old: readonly Row[], { head, key, rows, unlisted = [] }: Section): readonly Change[] {
  const keyColumns = key.map(column => head.indexOf(column));
  const keyOf = (row: Row) => JSON.stringify(keyColumns.map(column => row[column]));
  const [was, is, quiet] = [old, rows, unlisted].map(some => Map.groupBy(some, keyOf));
  const keys = new Set([...old, ...rows].toSorted(byCells).map(keyOf));
  return [...keys].flatMap(key => {
    const [gone, come] = withoutCommon(was?.get(key) ?? [], is?.get(key) ?? []);
    const after = [...come, ...(quiet?.get(key) ?? []).slice(0, Math.max(gone.length - come.length, 0))];
    return Array.from({ length: Math.max(gone.length, after.length) }, (_, index) => ({
      was: gone[index] ?? null,
      is: after[index] ?? null,
    }));
  });
}

function withoutCommon(was: readonly Row[], is: readonly Row[]): readonly [readonly Row[], readonly Row[]] {
  const left = Map.groupBy(is, row => JSON.stringify(row));
  const gone = was.filter(row => left.get(JSON.stringify(row))?.pop() === undefined);
  return [gone, [...left.values()].flat()];
}

/** Compares code units, cell by cell. */
export function byCells(a: Row, b: Row): number {
  for (const [column, cell] of a.entries()) {
    const other = b[column] ?? '';
    if (cell !== other) return cell < other ? -1 : 1;
  }
  return 0;
}

/** The differences as lines with `-` and `+`; empty where there are none. */
export function formatDiff(diffs: readonly SectionDiff[]): string {
  return diffs
    .map(({ name, head, changes }) => {
      const lines = changes.flatMap(({ was, is }) => [
        ...(was === null ? [] : [['-', ...was]]),
        ...(is === null ? [] : [['+', ...is]]),
      ]);
      return [`@@ ${name}: ${countsOf(changes)} @@`, ...columns([['', ...head], ...lines])].join('\n');
    })
    .join('\n\n');
}

function countsOf(changes: readonly Change[]): string {
  const counts = [
    ['came', changes.filter(({ was }) => was === null)],
    ['went', changes.filter(({ is }) => is === null)],
    ['changed', changes.filter(({ was, is }) => was !== null && is !== null)],
  ] as const;
  return counts
    .filter(([, some]) => some.length > 0)
    .map(([what, some]) => `${some.length} ${what}`)
    .join(', ');
}
