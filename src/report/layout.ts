import { visible } from '../text/visible.ts';
import type { Paint, Style } from './paint.ts';
import { widthOf } from './width.ts';

/** Visible text in one style. */
export interface Span {
  readonly text: string;
  readonly style: Style | null;
}

/** Spans that stay on one line: always when `whole`, else where they fit. */
export interface Unit {
  readonly spans: readonly Span[];
  readonly whole: boolean;
}

/** The width and the colours of a text report. */
export interface Look {
  readonly width: number;
  readonly paint: Paint;
}

export interface Box extends Look {
  /** The indent of the first line, and of the lines that follow, in columns. */
  readonly first: number;
  readonly rest: number;
}

/** Makes a span of text. Control characters are made visible here, so that no manifest sends them to the terminal. */
export function span(text: string, style: Style | null = null): Span {
  return { text: visible(text), style };
}

/** A unit for each word. */
export function words(text: string, style: Style | null = null): readonly Unit[] {
  return visible(text)
    .split(' ')
    .map(word => ({ spans: [{ text: word, style }], whole: true }));
}

export function whole(text: string, style: Style | null = null): Unit {
  return { spans: [span(text, style)], whole: true };
}

/** Fills lines with units, separated by a space; a unit that is wider than a line gets a line of its own. */
export function fill(units: readonly Unit[], box: Box): readonly string[] {
  const lines: string[] = [];
  let line: Unit[] = [];
  let used = box.first;
  const flush = () => {
    const indent = lines.length === 0 ? box.first : box.rest;
    lines.push(draw(line, indent, box.paint));
    line = [];
    used = box.rest;
  };
  for (const unit of units.flatMap(unit => fitting(unit, box.width - box.rest))) {
    const width = unitWidth(unit);
    if (line.length > 0 && used + 1 + width > box.width) flush();
    used += width + (line.length > 0 ? 1 : 0);
    line.push(unit);
  }
  flush();
  return lines;
}

export function unitWidth(unit: Unit): number {
  return unit.spans.reduce((sum, { text }) => sum + widthOf(text), 0);
}

function fitting(unit: Unit, width: number): readonly Unit[] {
  if (unit.whole || unitWidth(unit) <= width) return [unit];
  return unit.spans.flatMap(({ text, style }) =>
    text
      .split(' ')
      .filter(word => word !== '')
      .map(word => ({ spans: [{ text: word, style }], whole: true })),
  );
}

/** The unit without trailing spaces. */
function trimmed(unit: Unit): readonly Span[] {
  const last = unit.spans.length - 1;
  return unit.spans.map((part, index) =>
    index === last ? { ...part, text: part.text.replace(/ +$/, '') } : part,
  );
}

function draw(line: readonly Unit[], indent: number, paint: Paint): string {
  const last = line.findLastIndex(unit => unitWidth(unit) > 0);
  const drawn = line
    .slice(0, last + 1)
    .map((unit, index) => (index === last ? trimmed(unit) : unit.spans))
    .map(spans => spans.map(({ text, style }) => paint(text, style)).join(''));
  return drawn.length === 0 ? '' : ' '.repeat(indent) + drawn.join(' ');
}
