import { fill, type Look, type Span, span, type Unit, unitWidth, whole } from './layout.ts';
import { painter, type Style } from './paint.ts';

export interface PageOptions {
  readonly color: boolean;
  readonly width: number;
}

/** A column of a table is at least as wide as its longest word; two spaces separate the columns. */
const gap = 2;
/** A column up to this width is not broken if there is room. */
const short = 14;
/** Everything below a heading is indented by this. */
const indent = 2;

/**
 * A Markdown page of our own for a terminal: headings, paragraphs, lists, tables and code blocks, within the width. Code and
 * URLs are never broken. The reader has no other file of the repository, so references to such files are left out.
 */
export function pageText(markdown: string, { color, width }: PageOptions): string {
  const look: Look = { width, paint: painter(color) };
  const blocks = blocksOf(markdown.split('\n')).map(block => linesOf(block, look, color));
  return `${blocks
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`;
}

type Block =
  | { readonly is: 'heading' | 'paragraph'; readonly text: string }
  | { readonly is: 'code'; readonly lines: readonly string[] }
  | { readonly is: 'list'; readonly items: readonly (readonly [mark: string, text: string])[] }
  | { readonly is: 'table'; readonly rows: readonly (readonly string[])[] };

function blocksOf(lines: readonly string[]): readonly Block[] {
  const blocks: Block[] = [];
  let at = 0;
  const take = (isPart: (line: string) => boolean): readonly string[] => {
    const from = at;
    while (at < lines.length && isPart(lines[at] ?? '')) at++;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at] ?? '';
    if (line.trim() === '') at++;
    else if (line.startsWith('```')) {
      at++;
      blocks.push({ is: 'code', lines: take(one => !one.startsWith('```')) });
      at++;
    } else if (line.startsWith('#')) {
      at++;
      blocks.push({ is: 'heading', text: line.replace(/^#+ /, '') });
    } else if (line.startsWith('|')) blocks.push(tableOf(take(one => one.startsWith('|'))));
    else if (isItem(line)) {
      const part = take(one => isItem(one) || one.startsWith('  '));
      blocks.push({ is: 'list', items: itemsOf(part) });
    } else {
      const part = take(one => one.trim() !== '' && !/^(```|#|\|)/.test(one) && !isItem(one));
      blocks.push({ is: 'paragraph', text: joined(part) });
    }
  }
  return blocks;
}

const isItem = (line: string) => /^(-|\d+\.) /.test(line);
const joined = (lines: readonly string[]) => withoutFiles(lines.map(line => line.trim()).join(' '));

function itemsOf(lines: readonly string[]): readonly (readonly [string, string])[] {
  const items: [string, string[]][] = [];
  for (const line of lines) {
    const [, mark, text] = /^(-|\d+\.) (.*)$/.exec(line) ?? [];
    if (mark === undefined) items.at(-1)?.[1].push(line);
    else items.push([mark, [text ?? '']]);
  }
  return items.map(([mark, text]) => [mark, joined(text)] as const);
}

function tableOf(lines: readonly string[]): Block {
  const rows = lines
    .filter(line => !/^\|[-| ]+\|$/.test(line))
    .map(line =>
      line
        .replace(/^\||\|$/g, '')
        .split(/(?<!\\)\|/)
        .map(cell => withoutFiles(cell.trim().replaceAll('\\|', '|'))),
    );
  const [head = [], ...body] = rows;
  // A column of file names is empty now.
  const isKept = (_: string, column: number) => body.some(row => (row[column] ?? '').replace('–', '') !== '');
  return { is: 'table', rows: [head, ...body].map(row => row.filter(isKept)) };
}

const example = '`(?:good|bad)\\.[^`]*`';
const examples = `${example}(?:,? (?:and )?${example})*`;

/** The text without the examples beside the page: `(bad.slip.yaml)`, a cell of them, or a sentence that names valid ones. */
function withoutFiles(text: string): string {
  return text
    .replace(new RegExp(` ?\\(${examples}\\)`, 'g'), '')
    .replace(new RegExp(` ?Valid: ${example}(?:\`[^\`]*\`|[^.\`])*\\.`, 'g'), '')
    .replace(new RegExp(`^${examples}$`), '')
    .trim();
}

function linesOf(block: Block, look: Look, color: boolean): readonly string[] {
  switch (block.is) {
    case 'heading':
      return fill([whole(block.text, 'bold')], { ...look, first: 0, rest: 0 });
    case 'paragraph':
      return block.text === ''
        ? []
        : fill(unitsOf(block.text, color), { ...look, first: indent, rest: indent });
    case 'code':
      return block.lines.map(line => (line === '' ? '' : `${' '.repeat(indent + 2)}${line}`));
    case 'list':
      return block.items.flatMap(([mark, text]) =>
        fill(marked(mark, unitsOf(text, color)), { ...look, first: indent, rest: indent + mark.length + 1 }),
      );
    case 'table':
      return tableLines(block.rows, look, color);
    default:
      return block satisfies never;
  }
}

/** The units of an item, whose mark stays with the first word. */
function marked(mark: string, [first, ...rest]: readonly Unit[]): readonly Unit[] {
  return [{ spans: [span(`${mark} `), ...(first?.spans ?? [])], whole: true }, ...rest];
}

/** A unit for each word, with its code and emphasis. Without colour, code keeps its backticks. */
function unitsOf(text: string, color: boolean, style: Style | null = null): readonly Unit[] {
  const units: Span[][] = [[]];
  const add = (part: string, own: Style | null) => {
    for (const [index, word] of part.split(' ').entries()) {
      if (index > 0) units.push([]);
      if (word !== '') units.at(-1)?.push(span(word, own));
    }
  };
  for (const match of linked(text).matchAll(/`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|[^`*]+|[`*]/g)) {
    const [all, code, bold, emphasis] = match;
    if (code !== undefined) add(color ? code : all, color ? 'cyan' : style);
    else if (bold !== undefined) add(bold, 'bold');
    else add(emphasis ?? all, style);
  }
  return units.filter(spans => spans.length > 0).map(spans => ({ spans, whole: true }));
}

/** Links as text: another page by its name, a site with its address. */
function linked(text: string): string {
  return text.replace(/\[([^\]]+)\]\(([^)]+)\)/g, (_, name: string, target: string) =>
    target.startsWith('http') ? `${name} (${target})` : name,
  );
}

function tableLines(rows: readonly (readonly string[])[], look: Look, color: boolean): readonly string[] {
  const cells = rows.map((row, index) => row.map(cell => unitsOf(cell, color, index === 0 ? 'bold' : null)));
  const [head = [], ...body] = cells;
  const widths = widthsOf(cells, look.width - indent);
  if (widths === null) return body.flatMap(row => recordLines(head, row, look));
  const drawn = cells.map(row => rowLines(row, widths, look));
  const rule = `${' '.repeat(indent)}${widths.map(width => '─'.repeat(width)).join(' '.repeat(gap))}`;
  const isLoose = drawn.slice(1).some(lines => lines.length > 1);
  const below = drawn.slice(1).flatMap((lines, index) => (isLoose && index > 0 ? ['', ...lines] : lines));
  return [...(drawn[0] ?? []), look.paint(rule, 'dim'), ...below];
}

/** The widths of the columns; null where a word does not fit in its column. */
function widthsOf(cells: readonly (readonly (readonly Unit[])[])[], width: number): readonly number[] | null {
  const columns = (cells[0] ?? []).map((_, column) => cells.map(row => row[column] ?? []));
  const least = columns.map(column => Math.max(1, ...column.flat().map(unitWidth)));
  const most = columns.map(column => Math.max(1, ...column.map(lineWidth)));
  let left = width - gap * (columns.length - 1) - sum(least);
  if (left < 0) return null;
  const widths = [...least];
  // Short columns first get all that they lack; the others share the rest by what they lack.
  const lacks = most.map((wanted, column) => [wanted - (least[column] ?? 0), column] as const);
  for (const [lack, column] of lacks) {
    if ((most[column] ?? 0) > short || lack > left) continue;
    widths[column] = (widths[column] ?? 0) + lack;
    left -= lack;
  }
  let open = sum(most) - sum(widths);
  for (const [, column] of lacks) {
    const lack = (most[column] ?? 0) - (widths[column] ?? 0);
    const more = Math.min(lack, Math.floor((left * lack) / Math.max(1, open)));
    widths[column] = (widths[column] ?? 0) + more;
    left -= more;
    open -= lack;
  }
  return widths;
}

const lineWidth = (units: readonly Unit[]) => sum(units.map(unitWidth)) + Math.max(0, units.length - 1);
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

/** A row of a table, whose cells are filled side by side. */
function rowLines(
  row: readonly (readonly Unit[])[],
  widths: readonly number[],
  { paint }: Look,
): readonly string[] {
  const cells = widths.map((width, column) => wrapped(row[column] ?? [], width));
  const height = Math.max(...cells.map(lines => lines.length));
  return Array.from({ length: height }, (_, line) => {
    const parts = cells.map((lines, column) => {
      const units = lines[line] ?? [];
      const text = units.map(({ spans }) => spans.map(one => paint(one.text, one.style)).join('')).join(' ');
      return text + ' '.repeat((widths[column] ?? 0) - lineWidth(units));
    });
    return `${' '.repeat(indent)}${parts.join(' '.repeat(gap))}`.trimEnd();
  });
}

function wrapped(units: readonly Unit[], width: number): readonly (readonly Unit[])[] {
  const lines: Unit[][] = [[]];
  for (const unit of units) {
    const line = lines.at(-1) ?? [];
    if (line.length > 0 && lineWidth([...line, unit]) > width) lines.push([unit]);
    else line.push(unit);
  }
  return lines;
}

/** A row as a list, where the terminal is too narrow for a table: the first cell, then the others under their titles. */
function recordLines(
  head: readonly (readonly Unit[])[],
  row: readonly (readonly Unit[])[],
  look: Look,
): readonly string[] {
  return row.flatMap((cell, column) => {
    const title = head[column] ?? [];
    const first = indent + (column === 0 ? 0 : 2);
    const units = column === 0 ? cell : [...title, whole('–'), ...cell];
    return fill(units, { ...look, first, rest: first + 2 });
  });
}
