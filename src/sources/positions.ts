import { EVENT_ID, type Event } from 'js-yaml';
import { type Pointer, parsePointer } from '../kube/pointer.ts';
import { keyAt, type Range, rangeOf, skip } from './events.ts';

export interface Place extends Range {
  readonly exact: boolean;
}

/**
 * Where the value at the pointer is written. For a key that the text lacks: the key of the nearest ancestor that it has,
 * or that ancestor's own first key where it is a list item or the document. For what an alias or a merge key brings in:
 * the alias, not exact, since a change there changes other places too.
 */
export function placeOf(events: readonly Event[], source: string, at: Pointer): Place {
  // The first event is the document itself.
  let node = 1;
  if (events.length === 0) return { ...nowhere, exact: false };
  let key: number | null = null;
  for (const token of parsePointer(at)) {
    const step = child(events, source, node, token);
    if (step === null) return { ...ancestor(events, source, node, key), exact: false };
    if (step.through) return { ...ancestor(events, source, step.node, step.node), exact: false };
    node = step.node;
    key = step.key;
  }
  const range = rangeOf(events, node, source);
  return range === null ? { ...ancestor(events, source, node, key), exact: true } : { ...range, exact: true };
}

interface Step {
  readonly node: number;
  /** The key's own node; null for a list item. */
  readonly key: number | null;
  /** The node is the alias that brings the child in. */
  readonly through: boolean;
}

function child(events: readonly Event[], source: string, node: number, token: string): Step | null {
  switch (events[node]?.type) {
    case EVENT_ID.ALIAS: {
      const target = anchored(events, source, node);
      return target !== null && child(events, source, target, token) !== null
        ? { node, key: null, through: true }
        : null;
    }
    case EVENT_ID.SEQUENCE: {
      const item = nth(events, node, token);
      return item === null ? null : { node: item, key: null, through: false };
    }
    case EVENT_ID.MAPPING:
      return entry(events, source, node, token);
    default:
      return null;
  }
}

function entry(events: readonly Event[], source: string, node: number, token: string): Step | null {
  let found: Step | null = null;
  for (let key = node + 1; isNode(events[key]); ) {
    const value = skip(events, key);
    const name = keyAt(events, key, source);
    if (name === '<<' && brings(events, source, value, token)) found = { node: value, key, through: true };
    else if (name === token) found = { node: value, key, through: false };
    key = skip(events, value);
  }
  return found;
}

/** Whether the source of a merge, or one of its list, has the key. */
function brings(events: readonly Event[], source: string, value: number, token: string): boolean {
  if (events[value]?.type !== EVENT_ID.SEQUENCE) return child(events, source, value, token) !== null;
  for (let item = value + 1; isNode(events[item]); item = skip(events, item)) {
    if (child(events, source, item, token) !== null) return true;
  }
  return false;
}

function nth(events: readonly Event[], node: number, token: string): number | null {
  if (!/^(?:0|[1-9][0-9]*)$/.test(token)) return null;
  let item = node + 1;
  for (let left = Number(token); left > 0 && isNode(events[item]); left--) item = skip(events, item);
  return isNode(events[item]) ? item : null;
}

const isNode = (event: Event | undefined) => event !== undefined && event.type !== EVENT_ID.POP;

/** The node of an alias: the last one before it that bears the anchor. */
function anchored(events: readonly Event[], source: string, alias: number): number | null {
  const event = events[alias];
  if (event?.type !== EVENT_ID.ALIAS) return null;
  const name = source.slice(event.anchorStart, event.anchorEnd);
  for (let at = alias - 1; at > 0; at--) {
    const other = events[at];
    if (other === undefined || other.type === EVENT_ID.ALIAS || !('anchorStart' in other)) continue;
    if (other.anchorStart !== -1 && source.slice(other.anchorStart, other.anchorEnd) === name) return at;
  }
  return null;
}

function ancestor(events: readonly Event[], source: string, node: number, key: number | null): Range {
  if (key !== null) return rangeOf(events, key, source) ?? nowhere;
  const first = events[node]?.type === EVENT_ID.MAPPING && isNode(events[node + 1]) ? node + 1 : node;
  return rangeOf(events, first, source) ?? nowhere;
}

const nowhere: Range = { start: 0, end: 0 };
