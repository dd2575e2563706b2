/** A document of a file, as offsets into its text, without the `---` line before it. */
export interface Chunk {
  readonly start: number;
  readonly end: number;
}

export interface Split {
  readonly chunks: readonly Chunk[];
  /** Offsets of `---` lines with more than a comment: kubectl refuses them. */
  readonly badSeparators: readonly number[];
}

/** Splits where kubectl splits: YAMLReader of k8s.io/apimachinery, at every line that begins with `---`. */
export function splitDocuments(text: string): Split {
  const chunks: Chunk[] = [];
  const badSeparators: number[] = [];
  let start = 0;
  let at = text.startsWith('---') ? 0 : next(text, 0);
  while (at !== -1) {
    if (at > start) chunks.push({ start, end: at });
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    const rest = text.slice(at + 3, end).trim();
    if (rest !== '' && !rest.startsWith('#')) badSeparators.push(at);
    start = newline === -1 ? text.length : newline + 1;
    at = text.startsWith('---', start) ? start : next(text, start);
  }
  if (start < text.length) chunks.push({ start, end: text.length });
  return { chunks, badSeparators };
}

function next(text: string, from: number): number {
  const at = text.indexOf('\n---', from);
  return at === -1 ? -1 : at + 1;
}
