import { EVENT_ID, type Event } from 'js-yaml';
import { keyAt, positionOf, skip } from './events.ts';
import type { DuplicateKey } from './parse.ts';

/** Nobody mends more by hand, and a hostile text has millions. */
const most = 100;

/** The first keys that stand again in the same mapping, in the order of the text. */
export function duplicateKeys(events: readonly Event[], source: string): readonly DuplicateKey[] {
  const found: DuplicateKey[] = [];
  for (let at = 0; at < events.length && found.length < most; at++) {
    if (events[at]?.type !== EVENT_ID.MAPPING) continue;
    const seen = new Set<string>();
    for (
      let key = at + 1;
      events[key] !== undefined && events[key]?.type !== EVENT_ID.POP && found.length < most;
    ) {
      const name = keyAt(events, key, source);
      if (name !== null && seen.has(name)) found.push({ key: name, offset: positionOf(events[key]) ?? 0 });
      if (name !== null) seen.add(name);
      key = skip(events, skip(events, key));
    }
  }
  return found.sort((a, b) => a.offset - b.offset);
}
