import { EVENT_ID, type Event } from 'js-yaml';
import { keyAt, skip } from './events.ts';

/** The keys of a mapping: where each name stands for the last time, and where `<<` stands. */
export interface Entries {
  readonly last: ReadonlyMap<string, number>;
  readonly merges: readonly number[];
}

interface Index {
  readonly children: Map<number, readonly number[]>;
  readonly entries: Map<number, Entries>;
  aliases: ReadonlyMap<number, number> | null;
}

// A report asks for every item of a list, so what is found of a document is kept as long as its events are.
const indexes = new WeakMap<readonly Event[], Index>();

function indexOf(events: readonly Event[]): Index {
  let index = indexes.get(events);
  if (index === undefined) {
    index = { children: new Map(), entries: new Map(), aliases: null };
    indexes.set(events, index);
  }
  return index;
}

/** The nodes in a mapping or list, in order: of a mapping key, value, key, value. */
export function childrenOf(events: readonly Event[], node: number): readonly number[] {
  const { children } = indexOf(events);
  const known = children.get(node);
  if (known !== undefined) return known;
  const found: number[] = [];
  for (let at = node + 1; isNode(events[at]); at = skip(events, at)) found.push(at);
  children.set(node, found);
  return found;
}

export function entriesOf(events: readonly Event[], node: number, source: string): Entries {
  const { entries } = indexOf(events);
  const known = entries.get(node);
  if (known !== undefined) return known;
  const last = new Map<string, number>();
  const merges: number[] = [];
  const children = childrenOf(events, node);
  for (let at = 0; at < children.length; at += 2) {
    const key = children[at] ?? 0;
    const name = keyAt(events, key, source);
    if (name === '<<') merges.push(key);
    if (name !== null) last.set(name, key);
  }
  const found = { last, merges };
  entries.set(node, found);
  return found;
}

/** The node that an alias stands for: the last one before it that bears the anchor. */
export function aliased(events: readonly Event[], alias: number, source: string): number | null {
  const index = indexOf(events);
  index.aliases ??= allAliases(events, source);
  return index.aliases.get(alias) ?? null;
}

function allAliases(events: readonly Event[], source: string): ReadonlyMap<number, number> {
  const anchors = new Map<string, number>();
  const found = new Map<number, number>();
  for (const [at, event] of events.entries()) {
    if (!('anchorStart' in event) || event.anchorStart === -1) continue;
    const name = source.slice(event.anchorStart, event.anchorEnd);
    const target = anchors.get(name);
    if (event.type !== EVENT_ID.ALIAS) anchors.set(name, at);
    else if (target !== undefined) found.set(at, target);
  }
  return found;
}

const isNode = (event: Event | undefined) => event !== undefined && event.type !== EVENT_ID.POP;
