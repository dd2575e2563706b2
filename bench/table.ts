/** Plain tables on standard output, for the scripts of this folder. */

export const heading = (text: string) => console.log(`\n## ${text}\n`);

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const all = [head, ...rows].map(row => row.map(String));
  const widths = head.map((_, column) => Math.max(...all.map(row => (row[column] ?? '').length)));
  for (const row of all) {
    const [first = '', ...rest] = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log([first, ...rest].join('  '));
  }
}

export const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
export const percent = (part: number, whole: number) =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
