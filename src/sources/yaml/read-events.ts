import { type Event, parseEvents, YAMLException } from 'js-yaml';

/** The limit of nested mappings and lists. kubectl's limit is far higher, and no Kubernetes object comes near. */
export const maxDepth = 100;

export interface YamlEvents {
  readonly events: Event[];
  /** The text to which the events' offsets refer. */
  readonly source: string;
  /** The offset in the original text. */
  original(offset: number): number;
}

/**
 * The events of a document. Throws YAMLException, whose position refers to the original text.
 *
 * js-yaml follows YAML 1.2, where a continued `[`, `{` or quoted text must be indented, and a tab is no indentation.
 * libyaml, and so kubectl, permits a `]` below its key, and a tab instead of a space inside of `{ }` and behind `key:`.
 * Leading blanks of such a line have no meaning, so the line is read again with more blanks, and with a space for the
 * tab.
 */
export function readEvents(text: string): YamlEvents {
  let pads: readonly number[] = [];
  let spaced = text;
  let source = text;
  for (let work = text.length; ; work += text.length) {
    try {
      const events = parseEvents(source, { maxDepth });
      return { events, source, original: offset => originalOf(offset, pads) };
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error;
      const position = error.mark?.position ?? 0;
      const offset = originalOf(position, pads);
      if (error.reason !== 'deficient indentation' || work > mostWork) throw at(error, text, offset);
      const start = spaced.lastIndexOf('\n', offset - 1) + 1;
      const before = spaced.slice(start, offset);
      const tabs = separatingTabs(before);
      if (tabs !== null) {
        const from = start + tabs.start;
        spaced = `${spaced.slice(0, from)}${' '.repeat(tabs.length)}${spaced.slice(from + tabs.length)}`;
      } else if (before.trim() === '') {
        pads = [...pads, start].sort((a, b) => a - b);
      } else {
        throw at(error, text, offset);
      }
      source = padded(spaced, pads);
    }
  }
}

/**
 * The tabs just before the parser's error: at most a node's properties and its opening or closing sign come between.
 * Null where there are none, or where they may be inside of quoted text.
 */
function separatingTabs(before: string): { readonly start: number; readonly length: number } | null {
  const [, tabs = '', rest = ''] = /(\t+)([^\t]*)$/.exec(before) ?? [];
  if (tabs === '' || !/^ *(?:: *)?(?:[&!]\S* +)*[[{\]},]?$/.test(rest)) return null;
  const start = before.length - rest.length - tabs.length;
  const outside = before.slice(0, start).replaceAll(/"(?:[^"\\]|\\.)*"|'[^']*'/g, '');
  // The apostrophe of `it's` does not begin quoted text.
  return /(?:^|[\s[{,])["']/.test(outside) ? null : { start, length: tabs.length };
}

/** The limit of repeated reading for such lines, in code units; beyond it the document fails. */
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
    // An offset inside of a pad maps to the line's beginning.
    added += Math.min(pad.length, offset - start - added);
  }
  return offset - added;
}

function at(error: YAMLException, text: string, position: number): YAMLException {
  return new YAMLException(error.reason, { buffer: text, position, line: 0, column: 0 });
}
