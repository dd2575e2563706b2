/** The lines of a text, split on first use. Columns count UTF-16 code units. */
export interface Lines {
  readonly text: string;
  /** 1-based. */
  position(offset: number): { readonly line: number; readonly column: number };
  /** The line without its line break; null where the text has no such line. */
  line(number: number): string | null;
}

export function linesOf(text: string): Lines {
  let starts: number[] | null = null;
  const table = () => {
    starts ??= startsOf(text);
    return starts;
  };
  return {
    text,
    position(offset) {
      const all = table();
      let low = 0;
      let high = all.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((all[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, column: offset - (all[low] ?? 0) + 1 };
    },
    line(number) {
      const start = table()[number - 1];
      if (start === undefined) return null;
      // Not searched for: each of many findings may be on one line of megabytes.
      const next = table()[number];
      const end = next === undefined ? text.length : next - 1;
      return text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end);
    },
  };
}

function startsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
