/** Replaces the omitted part. */
const gap = ' ... ';

/** The number of code points, as the API server counts them. */
export function runes(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/**
 * The text in at most that many code points. The middle is omitted, since a message begins with its subject and ends
 * with the valid values. The cut is between words where a word ends nearby.
 */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const points = [...text];
  if (points.length <= most) return text;
  const kept = Math.max(most - gap.length, 0);
  const head = points.slice(0, Math.ceil(kept * 0.6)).join('');
  const tail = points.slice(points.length - Math.floor(kept * 0.4)).join('');
  const [end, start] = [head.lastIndexOf(' '), tail.indexOf(' ')];
  return (
    (end > 0 && end > head.length - nearby ? head.slice(0, end) : head) +
    gap +
    (start !== -1 && start < nearby ? tail.slice(start + 1) : tail)
  );
}

const nearby = 24;

export const bytes = (text: string): number => Buffer.byteLength(text);

/** The room for a list of texts. Each text counts one more than its size, for its separator. */
export interface Room {
  readonly most: number;
  /** The limit of texts, whatever their size. */
  readonly count?: number;
  size(text: string): number;
  /** The text in place of the omitted texts. */
  left(count: number): string;
}

/** The first texts that fit, then the number of omitted texts. */
export function firstFitting(
  texts: readonly string[],
  { most, count = texts.length, size, left }: Room,
): readonly string[] {
  const total = texts.reduce((sum, text) => sum + size(text) + 1, 0);
  if (total <= most && texts.length <= count) return texts;
  const room = most - size(left(texts.length)) - 1;
  const kept: string[] = [];
  let used = 0;
  for (const text of texts.slice(0, count)) {
    used += size(text) + 1;
    if (used > room) break;
    kept.push(text);
  }
  return [...kept, left(texts.length - kept.length)];
}
