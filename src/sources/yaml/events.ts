import { boolYaml11Tag, EVENT_ID, type Event, getScalarValue, NOT_RESOLVED, SCALAR_STYLE } from 'js-yaml';
import { goNumber } from './go-number.ts';

/** Offsets into the document's text; the end is exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

const endsOf = new WeakMap<readonly Event[], Uint32Array>();

/** The index after the node that begins at `at`. Computed once for all nodes, since a long list is read item by item. */
export function skip(events: readonly Event[], at: number): number {
  let ends = endsOf.get(events);
  if (ends === undefined) {
    ends = countEnds(events);
    endsOf.set(events, ends);
  }
  return ends[at] ?? events.length;
}

function countEnds(events: readonly Event[]): Uint32Array {
  const ends = new Uint32Array(events.length);
  const open: number[] = [];
  for (const [index, event] of events.entries()) {
    ends[index] = index + 1;
    if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) open.push(index);
    else if (event.type === EVENT_ID.POP) ends[open.pop() ?? index] = index + 1;
  }
  // The document's own event opens no node that is read; open nodes end with the text.
  for (const index of open) ends[index] = events.length;
  return ends;
}

/** The key in kubectl's JSON: `on` is "true". Null for a key that is not a scalar. */
export function keyAt(events: readonly Event[], at: number, source: string): string | null {
  const event = events[at];
  if (event?.type !== EVENT_ID.SCALAR) return null;
  const text = getScalarValue(source, event);
  if (event.style !== SCALAR_STYLE.PLAIN || event.tagStart !== -1) return text;
  const bool = boolYaml11Tag.resolve(text, false, '');
  if (bool !== NOT_RESOLVED) return String(bool);
  const isNumber = /^[-+.0-9]/.test(text);
  return isNumber ? String(goNumber(text) ?? text) : text;
}

/** The position of a mapping or list that is a key; null where there is none. */
export function complexKeyIn(events: readonly Event[]): number | null {
  for (let at = 0; at < events.length; at++) {
    if (events[at]?.type !== EVENT_ID.MAPPING) continue;
    for (
      let key = at + 1;
      key < events.length && events[key]?.type !== EVENT_ID.POP;
      key = skip(events, skip(events, key))
    ) {
      const type = events[key]?.type;
      if (type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE) return positionOf(events[key]);
    }
  }
  return null;
}

/** The start of the node in the text; null for a value that is not written, as after `key:`. */
export function positionOf(event: Event | undefined): number | null {
  switch (event?.type) {
    case EVENT_ID.SCALAR: {
      if (event.valueStart === -1) return null;
      const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
      return quoted ? event.valueStart - 1 : event.valueStart;
    }
    case EVENT_ID.ALIAS:
      return event.anchorStart - 1;
    case EVENT_ID.MAPPING:
    case EVENT_ID.SEQUENCE:
      return event.start;
    default:
      return null;
  }
}

/** The range of the node at `at`, with its quotes and brackets; null for a value that is not written. */
export function rangeOf(events: readonly Event[], at: number, source: string): TextRange | null {
  const event = events[at];
  const start = positionOf(event);
  if (event === undefined || start === null) return null;
  switch (event.type) {
    case EVENT_ID.SCALAR:
      return scalarRange(event, start, source);
    case EVENT_ID.ALIAS:
      return { start, end: event.anchorEnd };
    default:
      return { start, end: endOfCollection(events, at, start, source) };
  }
}

function scalarRange(event: Extract<Event, { type: 4 }>, start: number, source: string): TextRange {
  switch (event.style) {
    case SCALAR_STYLE.SINGLE_QUOTED:
    case SCALAR_STYLE.DOUBLE_QUOTED:
      return { start, end: event.valueEnd + 1 };
    case SCALAR_STYLE.LITERAL_BLOCK:
    case SCALAR_STYLE.FOLDED_BLOCK:
      return { start: blockHeader(event.style, start, source), end: trimmed(source, start, event.valueEnd) };
    default:
      return { start, end: event.valueEnd };
  }
}

/** The `|` or `>`, which the event leaves out: the last one on the line above, with only its own signs or a comment behind it. */
function blockHeader(style: number, valueStart: number, source: string): number {
  const lineStart = source.lastIndexOf('\n', valueStart - 2) + 1;
  const line = source.slice(lineStart, valueStart).trimEnd();
  const sign = style === SCALAR_STYLE.LITERAL_BLOCK ? /\|[-+0-9]*\s*(?:\s#.*)?$/ : />[-+0-9]*\s*(?:\s#.*)?$/;
  const found = line.search(sign);
  return found === -1 ? valueStart : lineStart + found;
}

function trimmed(source: string, start: number, end: number): number {
  let at = end;
  while (at > start && /\s/.test(source[at - 1] ?? '')) at--;
  return at;
}

function endOfCollection(events: readonly Event[], at: number, start: number, source: string): number {
  const event = events[at];
  let end = start;
  const children = childrenOf(events, at);
  // The last written child; `[b, c: ]` ends with an unwritten one.
  for (let last = children.length - 1; last >= 0 && end === start; last--) {
    end = rangeOf(events, children[last] ?? at, source)?.end ?? end;
  }
  const isFlow =
    event !== undefined &&
    'style' in event &&
    source[start] === (event.type === EVENT_ID.MAPPING ? '{' : '[');
  return isFlow ? closing(source, end === start ? start + 1 : end) : end;
}

/** The offset after the next `}` or `]`; only blanks, commas and comments come before it. */
function closing(source: string, from: number): number {
  for (let at = from; at < source.length; at++) {
    const char = source[at];
    if (char === '}' || char === ']') return at + 1;
    if (char !== '#') continue;
    const newline = source.indexOf('\n', at);
    if (newline === -1) return source.length;
    at = newline;
  }
  return source.length;
}

/** The keys of a mapping: the last position of each name, and the position of `<<`. */
export interface Entries {
  readonly last: ReadonlyMap<string, number>;
  readonly merges: readonly number[];
}

interface Index {
  readonly children: Map<number, readonly number[]>;
  readonly entries: Map<number, Entries>;
  aliases: ReadonlyMap<number, number> | null;
}

// Cached as long as a document's events, because a report asks for every item of a list.
const indexes = new WeakMap<readonly Event[], Index>();

function indexOf(events: readonly Event[]): Index {
  let index = indexes.get(events);
  if (index === undefined) {
    index = { children: new Map(), entries: new Map(), aliases: null };
    indexes.set(events, index);
  }
  return index;
}

/** The nodes in a mapping or list, in order; in a mapping keys and values alternate. */
export function childrenOf(events: readonly Event[], node: number): readonly number[] {
  const { children } = indexOf(events);
  const known = children.get(node);
  if (known !== undefined) return known;
  const found: number[] = [];
  for (let at = node + 1; isNode(events[at]); at = skip(events, at)) found.push(at);
  children.set(node, found);
  return found;
}

export function entriesOf(events: readonly Event[], node: number, source: string): Entries {
  const { entries } = indexOf(events);
  const known = entries.get(node);
  if (known !== undefined) return known;
  const last = new Map<string, number>();
  const merges: number[] = [];
  const children = childrenOf(events, node);
  for (let at = 0; at < children.length; at += 2) {
    const key = children[at] ?? 0;
    const name = keyAt(events, key, source);
    if (name === '<<') merges.push(key);
    if (name !== null) last.set(name, key);
  }
  const found = { last, merges };
  entries.set(node, found);
  return found;
}

/** The target of an alias: the last node before it with that anchor. */
export function aliased(events: readonly Event[], alias: number, source: string): number | null {
  const index = indexOf(events);
  index.aliases ??= allAliases(events, source);
  return index.aliases.get(alias) ?? null;
}

function allAliases(events: readonly Event[], source: string): ReadonlyMap<number, number> {
  const anchors = new Map<string, number>();
  const found = new Map<number, number>();
  for (const [at, event] of events.entries()) {
    if (!('anchorStart' in event) || event.anchorStart === -1) continue;
    const name = source.slice(event.anchorStart, event.anchorEnd);
    const target = anchors.get(name);
    if (event.type !== EVENT_ID.ALIAS) anchors.set(name, at);
    else if (target !== undefined) found.set(at, target);
  }
  return found;
}

const isNode = (event: Event | undefined) => event !== undefined && event.type !== EVENT_ID.POP;
