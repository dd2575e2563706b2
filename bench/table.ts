/** Plain tables on standard output, for the scripts of this folder. */

export const heading = (text: string) => console.log(`\n## ${text}\n`);

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  for (const line of columns([head, ...rows], column => column > 0)) console.log(line);
}

/** The rows as lines of aligned columns. */
export function columns(
  rows: readonly (readonly (string | number)[])[],
  isRight: (column: number) => boolean = () => false,
): readonly string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.entries())
      widths[column] = Math.max(widths[column] ?? 0, String(cell).length);
  const padded = (cell: string | number, column: number) =>
    isRight(column) ? String(cell).padStart(widths[column] ?? 0) : String(cell).padEnd(widths[column] ?? 0);
  return rows.map(row => row.map(padded).join('  ').trimEnd());
}

export const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
export const percent = (part: number, whole: number) =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
