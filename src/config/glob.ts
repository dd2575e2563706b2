/** Matches a name; `*` in the pattern stands for any characters. */
export function matches(pattern: string, text: string): boolean {
  if (!isPattern(pattern)) return pattern === text;
  const parts = pattern.split('*');
  const [first = '', ...rest] = parts;
  const last = rest.pop() ?? '';
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  let from = first.length;
  for (const part of rest) {
    const at = text.indexOf(part, from);
    if (at === -1 || at + part.length > text.length - last.length) return false;
    from = at + part.length;
  }
  return true;
}

/** Whether the text stands for more than itself. */
export const isPattern = (text: string): boolean => text.includes('*');
