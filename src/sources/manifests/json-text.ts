import type { Chunk } from './split.ts';

export interface JsonDocument extends Chunk {
  readonly value: unknown;
}

/** The JSON documents of a text, at most `most` in a row; null where a part of the text is not JSON. */
export function readJson(text: string, most: number): readonly JsonDocument[] | null {
  const first = text.search(/\S/);
  if (first === -1 || (text[first] !== '{' && text[first] !== '[')) return null;
  const whole = parse(text);
  if (whole !== null) return [{ start: first, end: text.length, value: whole.value }];
  const documents: JsonDocument[] = [];
  for (let start = first; start < text.length && documents.length < most; ) {
    const end = endOfValue(text, start);
    const read = end === -1 ? null : parse(text.slice(start, end));
    if (read === null) return null;
    documents.push({ start, end, value: read.value });
    start = end;
    while (start < text.length && isSpace(text.charCodeAt(start))) start++;
  }
  return documents;
}

function parse(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

/** The end of the object or list that begins at `start`; -1 where none begins or it does not end. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    switch (text[at]) {
      case '{':
      case '[':
        depth++;
        break;
      case '}':
      case ']':
        if (--depth === 0) return at + 1;
        break;
      case '"':
        at = endOfString(text, at);
        if (at === -1) return -1;
        break;
      default:
        if (depth === 0) return -1;
    }
  }
  return -1;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at];
    if (char === '"') return at;
    if (char === '\\') at++;
  }
  return -1;
}

const isSpace = (code: number) => code === 32 || (code >= 9 && code <= 13);
