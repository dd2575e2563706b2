const most = 160;

/** What a controller wrote into a status, in one line that fits a message; the end of a long one is cut off. */
export function oneLine(text: string | null | undefined): string {
  const line = (text ?? '').trim().replace(/\s+/g, ' ').replace(/\.$/, '');
  return line.length > most ? `${line.slice(0, most)}…` : line;
}
