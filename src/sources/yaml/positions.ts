import { EVENT_ID, type Event } from 'js-yaml';
import { type Pointer, parsePointer } from '../../kube/pointer.ts';
import { aliased, childrenOf, entriesOf, rangeOf, skip, type TextRange } from './events.ts';

export interface YamlRange extends TextRange {
  readonly exact: boolean;
}

/**
 * The range of the value at the pointer. For a key that the text lacks: the key of the nearest written ancestor, or the
 * first key of that ancestor where it is a list item or the document. For a value from an alias or a merge key: the
 * alias, not exact, since a change of its target changes other places, too.
 */
export function yamlRangeOf(events: readonly Event[], source: string, at: Pointer): YamlRange {
  // The first event is the document itself.
  let node = 1;
  if (events.length === 0) return { ...nowhere, exact: false };
  let key: number | null = null;
  for (const token of parsePointer(at)) {
    const step = child(events, source, node, token, new Set());
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
  /** Whether the node is an alias that includes the child. */
  readonly through: boolean;
}

/** `asked` holds the mappings that lack the key: nested merges reach one mapping 2^n times. */
function child(
  events: readonly Event[],
  source: string,
  node: number,
  token: string,
  asked: Set<number>,
): Step | null {
  switch (events[node]?.type) {
    case EVENT_ID.ALIAS: {
      const target = aliased(events, node, source);
      return target !== null && child(events, source, target, token, asked) !== null
        ? { node, key: null, through: true }
        : null;
    }
    case EVENT_ID.SEQUENCE: {
      const item = isIndex.test(token) ? childrenOf(events, node)[Number(token)] : undefined;
      return item === undefined ? null : { node: item, key: null, through: false };
    }
    case EVENT_ID.MAPPING:
      return entry(events, source, node, token, asked);
    default:
      return null;
  }
}

const isIndex = /^(?:0|[1-9][0-9]*)$/;

/** The last entry wins, of the key itself and of the `<<` that include it. */
function entry(
  events: readonly Event[],
  source: string,
  node: number,
  token: string,
  asked: Set<number>,
): Step | null {
  if (asked.has(node)) return null;
  const { last, merges } = entriesOf(events, node, source);
  const own = last.get(token) ?? null;
  for (const key of merges.toReversed()) {
    if (own !== null && key < own) break;
    const value = skip(events, key);
    if (brings(events, source, value, token, asked)) return { node: value, key, through: true };
  }
  if (own === null) asked.add(node);
  return own === null ? null : { node: skip(events, own), key: own, through: false };
}

/** Whether the source of a merge, or a source in its list, has the key. */
function brings(
  events: readonly Event[],
  source: string,
  value: number,
  token: string,
  asked: Set<number>,
): boolean {
  const sources = events[value]?.type === EVENT_ID.SEQUENCE ? childrenOf(events, value) : [value];
  return sources.some(one => child(events, source, one, token, asked) !== null);
}

function ancestor(events: readonly Event[], source: string, node: number, key: number | null): TextRange {
  if (key !== null) return rangeOf(events, key, source) ?? nowhere;
  const first = events[node]?.type === EVENT_ID.MAPPING ? childrenOf(events, node)[0] : undefined;
  return rangeOf(events, first ?? node, source) ?? nowhere;
}

const nowhere: TextRange = { start: 0, end: 0 };
