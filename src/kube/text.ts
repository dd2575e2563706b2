const most = 160;

/** A status message as one line that fits into our message; the end of a long text is cut off. */
export function oneLine(text: string | null | undefined): string {
  const line = (text ?? '').trim().replace(/\s+/g, ' ').replace(/\.$/, '');
  return line.length > most ? `${line.slice(0, most)}…` : line;
}

/**
 * An unreplaced parameter: `${NAME}` of an OpenShift Template without a default; `${NAME:-80}` and `$NAME` of envsubst and
 * Flux, whose default counts only once something renders it; `{self.name}` of a format string. Two equal texts stay equal
 * after any replacement; of two different texts nothing is known.
 */
const parameter =
  /\$\{\{?[A-Za-z_][A-Za-z0-9_]*(?:[:=?+#%^,/-][^{}]*)?\}?\}|\$[A-Za-z_][A-Za-z0-9_]*|\{[a-z_]+(?:\.[a-z_][a-z0-9_]*)+\}/;

export function isParametric(text: string): boolean {
  return (text.includes('$') || text.includes('{')) && parameter.test(text);
}
