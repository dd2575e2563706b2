import type { Json } from '../kube/json.ts';
import { editsBetween } from '../kube/typo.ts';

/** A message for an unknown name: it suggests the nearest known name, or lists all known names. */
export function unknownName(what: string, name: string, known: readonly string[], of = ''): string {
  const subject = `the ${what} "${short(name)}"${of}`;
  const near = nearestName(name, known);
  if (near !== null) return `${subject} is unknown: did you mean "${near}"?`;
  return `${subject} is unknown: ${known.length === 0 ? 'there is none' : `use ${listed(known)}`}`;
}

export function describe(value: Json | undefined): string {
  if (typeof value === 'string') return value === '' ? 'empty' : `"${short(value)}"`;
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'boolean' || value === null || value === undefined) return String(value ?? null);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  return 'an object';
}

export function listed(words: readonly string[]): string {
  const quoted = words.map(word => `"${word}"`);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`;
}

const short = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** The known name with the fewest edits; null where more than a third of the name would change. */
export function nearestName(name: string, known: readonly string[]): string | null {
  const most = Math.max(1, Math.floor(name.length / 3));
  let best: { readonly candidate: string; readonly edits: number } | null = null;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) > most) continue;
    const edits = editsBetween(name.toLowerCase(), candidate.toLowerCase());
    if (edits <= most && (best === null || edits < best.edits)) best = { candidate, edits };
  }
  return best?.candidate ?? null;
}
