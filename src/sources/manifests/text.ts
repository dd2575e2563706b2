import { isUtf8 } from 'node:buffer';

export type Text =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'failed'; readonly why: string };

/** The text of a file without its byte order mark; `why` completes the sentence `the file …`. */
export function textOf(bytes: Uint8Array): Text {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { is: 'failed', why: 'is UTF-16, and kubectl reads UTF-8 only; save it as UTF-8' };
  }
  if (bytes.includes(0))
    return { is: 'failed', why: 'is binary: it holds NUL bytes; give a text file, or leave it out' };
  if (!isUtf8(bytes)) return { is: 'failed', why: 'is not UTF-8; save it as UTF-8' };
  const text = bufferOf(bytes).toString('utf8');
  return { is: 'text', text: text.charCodeAt(0) === 0xfeff ? text.slice(1) : text };
}

export function holds(bytes: Uint8Array, ascii: string): boolean {
  return bufferOf(bytes).includes(ascii);
}

const bufferOf = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
