const most = 160;

/** A status message as one line that fits into our message; the end of a long text is cut off. */
export function oneLine(text: string | null | undefined): string {
  const line = (text ?? '').trim().replace(/\s+/g, ' ').replace(/\.$/, '');
  return line.length > most ? `${line.slice(0, most)}…` : line;
}
