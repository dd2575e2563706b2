import { visible } from '../text/visible.ts';
import type { Paint, Style } from './paint.ts';
import type { Location, Report } from './report.ts';
import { widthOf } from './width.ts';

/** The drawing of a character of a source line, and its column. */
interface Cell {
  readonly text: string;
  /** The column on the screen, from 0, and the number of columns. */
  readonly column: number;
  readonly width: number;
  /** The UTF-16 unit in the source, from 0. */
  readonly unit: number;
}

export interface FrameOptions {
  readonly width: number;
  readonly indent: number;
  readonly style: Style;
  readonly paint: Paint;
}

const tabStop = 4;

/** The line before, the line itself and a mark under the location. Empty where the source is not available. */
export function formatFrame(report: Report, place: Location, options: FrameOptions): readonly string[] {
  const whole = report.line(place.file, place.line);
  if (whole === null) return [];
  const digits = String(place.line).length;
  const room = Math.max(options.width - options.indent - digits - ' │ '.length, 8);
  // A manifest may be a single line of megabytes: no more than a window on each side of the mark's start is drawn.
  const reach = 2 * room;
  const skipped = Math.max(place.column - reach, 0);
  const near = (line: string) => line.slice(skipped, skipped + 2 * reach);
  const source = near(whole);
  const before = near((place.line > 1 ? report.line(place.file, place.line - 1) : null) ?? '');
  const cells = cellsOf(source);
  const cellsBefore = cellsOf(before);
  const [column, endColumn] = [place.column - skipped, place.endColumn - skipped];
  const mark = markOf(cells, source, { ...place, column, endColumn });
  const start = windowStart(cells, mark, room);
  const row = (gutter: string, text: string) => gutterOf(gutter.padStart(digits), options) + text;
  const length = Math.min(mark.width, Math.max(room - (mark.column - start), 1));
  const caret = options.paint('^'.repeat(length), options.style);
  return [
    ...(endOf(cellsBefore) > start + 1 ? [row(String(place.line - 1), cut(cellsBefore, start, room))] : []),
    row(String(place.line), cut(cells, start, room)),
    row('', ` ${' '.repeat(mark.column - start)}${caret}`),
  ];
}

function gutterOf(text: string, { indent, paint }: FrameOptions): string {
  return ' '.repeat(indent) + paint(`${text} │`, 'dim');
}

function cellsOf(line: string): readonly Cell[] {
  const cells: Cell[] = [];
  let column = 0;
  let unit = 0;
  for (const char of line.trimEnd()) {
    const text = char === '\t' ? ' '.repeat(tabStop - (column % tabStop)) : visible(char);
    // The fast path: nearly every character is a visible one of ASCII.
    const width = text.length === 1 && text <= '~' ? 1 : widthOf(text);
    cells.push({ text, column, width, unit });
    column += width;
    unit += char.length;
  }
  return cells;
}

/** The columns to mark on the screen. A location of several lines is marked to the end of its first line. */
function markOf(cells: readonly Cell[], source: string, place: Location): { column: number; width: number } {
  const end = endOf(cells);
  const columnAt = (unit: number) => cells.findLast(cell => cell.unit <= unit && cell.width > 0)?.column ?? 0;
  const from = place.column - 1;
  const column = from >= source.length ? end : columnAt(from);
  if (!place.exact) return { column, width: 1 };
  const to = place.endLine > place.line ? source.length : place.endColumn - 1;
  const next = cells.find(cell => cell.unit >= to && cell.width > 0);
  return { column, width: Math.max((next?.column ?? end) - column, 1) };
}

/** The first shown column of a line that does not fit: a third of the room is left before the mark. */
function windowStart(cells: readonly Cell[], mark: { column: number; width: number }, room: number): number {
  if (endOf(cells) <= room || mark.column + mark.width < room) return 0;
  return Math.max(mark.column - Math.floor(room / 3), 0);
}

/** The cells in the window, after a space that separates them from the gutter; `…` marks a cut. */
function cut(cells: readonly Cell[], start: number, room: number): string {
  const end = endOf(cells);
  const cutsEnd = end > start + room;
  const from = start > 0 ? start + 1 : start;
  const to = start + room - (cutsEnd ? 1 : 0);
  const shown = cells.filter(cell => cell.column >= from && cell.column + cell.width <= to);
  const lead = start > 0 ? '…' : '';
  const gap = ' '.repeat(Math.max((shown[0]?.column ?? from) - from, 0));
  const text = `${lead}${gap}${shown.map(cell => cell.text).join('')}${cutsEnd ? '…' : ''}`;
  return ` ${text}`.trimEnd();
}

function endOf(cells: readonly Cell[]): number {
  const last = cells.at(-1);
  return last === undefined ? 0 : last.column + last.width;
}
