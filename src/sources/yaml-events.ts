import { type Event, parseEvents, YAMLException } from 'js-yaml';

/** Levels of mappings and lists in one document; kubectl's own bound is far higher, and no Kubernetes object comes near. */
export const maxDepth = 100;

export interface YamlEvents {
  readonly events: Event[];
  /** What the events' offsets count in. */
  readonly source: string;
  /** The offset in the text as it was given. */
  original(offset: number): number;
}

/**
 * The events of a document. Throws YAMLException, whose position counts in the text as it was given.
 *
 * js-yaml follows YAML 1.2, where a continued `[`, `{` or quoted text stays indented; libyaml, and so kubectl, lets a
 * `]` stand below its key. Blanks at the beginning of such a line mean nothing, so the line is read with more of them.
 */
export function readEvents(text: string): YamlEvents {
  let pads: readonly number[] = [];
  let source = text;
  for (let work = text.length; ; work += text.length) {
    try {
      const events = parseEvents(source, { maxDepth });
      return { events, source, original: offset => originalOf(offset, pads) };
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error;
      const offset = originalOf(error.mark?.position ?? 0, pads);
      if (error.reason !== 'deficient indentation' || work > mostWork) throw at(error, text, offset);
      pads = [...pads, text.lastIndexOf('\n', offset - 1) + 1].sort((a, b) => a - b);
      source = padded(text, pads);
    }
  }
}

/** Code units that are read again for the sake of such lines, before the document is given up. */
const mostWork = 4_000_000;
const pad = ' '.repeat(40);

function padded(text: string, pads: readonly number[]): string {
  let source = '';
  let from = 0;
  for (const offset of pads) {
    source += text.slice(from, offset) + pad;
    from = offset;
  }
  return source + text.slice(from);
}

function originalOf(offset: number, pads: readonly number[]): number {
  let added = 0;
  for (const start of pads) {
    if (start + added >= offset) break;
    // An offset inside a pad is the line's beginning.
    added += Math.min(pad.length, offset - start - added);
  }
  return offset - added;
}

function at(error: YAMLException, text: string, position: number): YAMLException {
  return new YAMLException(error.reason, { buffer: text, position, line: 0, column: 0 });
}
