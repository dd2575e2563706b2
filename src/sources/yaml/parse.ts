import { constructFromEvents, EVENT_ID, type Event, YAMLException } from 'js-yaml';
import { type Budget, measure } from './budget.ts';
import { complexKeyIn, keyAt, positionOf, skip } from './events.ts';
import { NotJsonError } from './go-number.ts';
import { failsAsHelm, isHelmText } from './helm-text.ts';
import { complexKey, kubectlSchema, mergingSchema } from './kubectl-schema.ts';
import { maxDepth, readEvents } from './read-events.ts';
import { sayYamlError } from './yaml-error.ts';

/** Offsets count from the beginning of the document. */
export type Parsed =
  | { readonly is: 'empty' }
  | { readonly is: 'value'; readonly value: unknown; readonly duplicates: readonly DuplicateKey[] }
  | { readonly is: 'error'; readonly message: string; readonly offset: number; readonly helm: boolean };

export interface DuplicateKey {
  readonly key: string;
  readonly offset: number;
}

const noDuplicates: readonly DuplicateKey[] = [];

/** Parses a document as kubectl does. All documents of a run share `budget`, which only aliases use up. */
export function parseDocument(text: string, budget: Budget): Parsed {
  try {
    const { events, source, original } = readEvents(text);
    if (events.length === 0) return { is: 'empty' };
    const { documents, duplicates } = construct(events, source);
    const [value, ...rest] = documents;
    if (rest.some(isThere)) {
      return { is: 'error', message: afterEnd, offset: text.search(/^\.\.\./m), helm: false };
    }
    if (!isThere(value)) return { is: 'empty' };
    if (text.includes('{{') && isHelmText(events, source)) {
      return { is: 'error', message: '', offset: text.indexOf('{{'), helm: true };
    }
    if (text.includes('*') && events.some(event => event.type === EVENT_ID.ALIAS)) {
      const trouble = measure(value, budget, maxDepth);
      if (trouble !== null) return { is: 'error', message: trouble, offset: text.search(/\S/), helm: false };
    }
    return {
      is: 'value',
      value,
      duplicates: duplicates.map(({ key, offset }) => ({ key, offset: original(offset) })),
    };
  } catch (error) {
    const { message, offset } = explain(error, text);
    return { is: 'error', message, offset, helm: failsAsHelm(text, offset) };
  }
}

const isThere = (value: unknown) => value !== null && value !== undefined;

interface Constructed {
  readonly documents: readonly unknown[];
  readonly duplicates: readonly DuplicateKey[];
}

function construct(events: Event[], source: string): Constructed {
  if (source.includes('<<')) {
    const duplicates = duplicateKeys(events, source);
    const documents = constructFromEvents(events, { source, schema: mergingSchema(), json: true });
    return { documents, duplicates };
  }
  try {
    const documents = constructFromEvents(events, { source, schema: kubectlSchema });
    return { documents, duplicates: noDuplicates };
  } catch (error) {
    if (!(error instanceof YAMLException) || error.reason !== 'duplicated mapping key') throw error;
    const documents = constructFromEvents(events, { source, schema: kubectlSchema, json: true });
    return { documents, duplicates: duplicateKeys(events, source) };
  }
}

const afterEnd = 'text follows the line "...", where kubectl stops reading; begin a new document with "---"';

function explain(error: unknown, text: string): { message: string; offset: number } {
  if (error instanceof YAMLException) {
    const offset = positionIn(error, text);
    return { message: sayYamlError(error.reason, text, offset), offset };
  }
  if (error instanceof NotJsonError) {
    return {
      message: `the number "${error.text}" is not allowed in JSON, so not in a Kubernetes object; quote it if it is text`,
      offset: Math.max(0, text.indexOf(error.text)),
    };
  }
  if (error instanceof RangeError) {
    return { message: 'the document is too large to be built in memory; split it', offset: 0 };
  }
  throw error;
}

/** js-yaml does not keep the start of a mapping that is a key. */
function positionIn(error: YAMLException, text: string): number {
  if (error.reason !== complexKey) return error.mark?.position ?? 0;
  const { events, original } = readEvents(text);
  return original(complexKeyIn(events) ?? error.mark?.position ?? 0);
}

/** The limit: users mend no more by hand, and a hostile text has millions. */
const most = 100;

/** The first keys that repeat in their mapping, in the order of the text. */
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
