import type { Origin } from '../../kube/object.ts';
import { join, type Pointer, parsePointer } from '../../kube/pointer.ts';
import { yamlRangeOf } from '../yaml/positions.ts';
import { readEvents, type YamlEvents } from '../yaml/read-events.ts';
import type { Lines } from './lines.ts';
import type { Chunk } from './split.ts';

/** 1-based; columns count UTF-16 code units, the end is exclusive. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** False where the position is not that of the value itself, but an ancestor's key or the alias that includes it. */
  readonly exact: boolean;
}

export interface Source {
  readonly lines: Lines;
  readonly chunks: readonly Chunk[];
}

export type Locate = (origin: Origin, at: Pointer) => Position;

/** The number of documents whose events are cached: most calls in a row concern a few documents. */
const kept = 512;

/** Finds positions by reading a document a second time, on demand. An origin other than a file is at 1:1 of "". */
export function locator(sources: ReadonlyMap<string, Source>): Locate {
  const cache = new Map<string, YamlEvents>();

  function eventsOf(file: string, document: number, text: string): YamlEvents {
    const key = `${document}/${file}`;
    const known = cache.get(key);
    if (known !== undefined) return known;
    if (cache.size === kept) cache.clear();
    const events = eventsIn(text);
    cache.set(key, events);
    return events;
  }

  return (origin, at) => {
    if (origin.from !== 'file') return { ...begin, file: '' };
    const { file, document, base } = origin;
    const source = sources.get(file);
    const chunk = source?.chunks[document];
    if (source === undefined || chunk === undefined) return { ...begin, file };
    const text = source.lines.text.slice(chunk.start, chunk.end);
    const { events, source: read, original } = eventsOf(file, document, text);
    const place = yamlRangeOf(events, read, base === '' ? at : join(base, ...parsePointer(at)));
    const start = source.lines.position(chunk.start + original(place.start));
    const end = source.lines.position(chunk.start + original(place.end));
    return {
      file,
      line: start.line,
      column: start.column,
      endLine: end.line,
      endColumn: end.column,
      exact: place.exact,
    };
  };
}

function eventsIn(text: string): YamlEvents {
  try {
    return readEvents(text);
  } catch {
    // JSON that is not valid YAML, such as a string with a DEL character.
    return { events: [], source: text, original: offset => offset };
  }
}

const begin = { line: 1, column: 1, endLine: 1, endColumn: 1, exact: false };
