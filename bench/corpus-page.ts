import { markdown, put, textAt } from './page.ts';

export type Row = readonly string[];

/** A table of docs/corpus.md. */
export interface Section {
  /** The name of its markers in the page. */
  readonly name: string;
  readonly head: Row;
  /** The columns that identify a row; the others are its values. */
  readonly key: readonly string[];
  readonly rows: readonly Row[];
  /** Rows that the page counts and does not list. A listed row that becomes one of them has changed, not gone. */
  readonly unlisted?: readonly Row[];
}

/** Columns with names from manifests, which Markdown must not read as markup. */
const literal = new Set(['object', 'pointer']);

export const writeSections = (page: string, sections: readonly Section[]): string =>
  sections.reduce((text, section) => put(text, section.name, tableOf(section)), page);

const tableOf = ({ head, rows }: Section) =>
  markdown(
    head,
    rows.map(row => row.map((cell, column) => written(cell, literal.has(head[column] ?? '')))),
  );

function written(cell: string, isLiteral: boolean): string {
  const escaped = cell.replaceAll('|', String.raw`\|`);
  return isLiteral && cell !== '' && !cell.includes('`') ? `\`${escaped}\`` : escaped;
}

/** The tables of the page that the given sections stand for. A section that the page lacks has no rows. */
export function readSections(page: string, sections: readonly Section[]): readonly Section[] {
  return sections.map(({ name, head, key }) => {
    const lines = (textAt(page, name) ?? '').split('\n').filter(line => line.startsWith('|'));
    const [first, , ...rows] = lines.map(cellsOf);
    return { name, head: first ?? head, key, rows };
  });
}

const cellsOf = (line: string): Row =>
  line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map(cell =>
      cell
        .trim()
        .replace(/^`(.+)`$/, '$1')
        .replaceAll(String.raw`\|`, '|'),
    );
