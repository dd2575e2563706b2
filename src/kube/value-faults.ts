import type { Json } from './json.ts';
import type { Operation, Pointer } from './pointer.ts';
import { isPortNumber, portNameFault } from './ports.ts';
import type { IntOrString, Maybe } from './schema.ts';
import { isParametric } from './text.ts';

/** A value that is refused. In the message `says` follows the field's name, or the object's where `of` is the object. */
export interface ValueFault {
  readonly at: Pointer;
  readonly says: string;
  readonly of?: 'place' | 'object';
  /** Set where only some servers refuse the value: a later version accepts it, or drops the field first. */
  readonly dependsOnServer?: true;
  readonly repair?: Repair | undefined;
}

export interface Repair {
  readonly safety: 'safe' | 'suggestion';
  readonly title: string;
  readonly operations: readonly Operation[];
}

export function replace(at: Pointer, old: Json, value: Json, safety: Repair['safety'] = 'safe'): Repair {
  return {
    safety,
    title: `Write ${typeof value === 'object' ? 'it so' : JSON.stringify(value)}`,
    operations: [
      { op: 'test', path: at, value: old },
      { op: 'replace', path: at, value },
    ],
  };
}

/** Shared, because nearly every value is valid: no list is allocated for it. */
const none: readonly ValueFault[] = [];

/** Checks a port number, or a name as IsValidPortName does. */
export function portOrName(at: Pointer, port: Maybe<IntOrString>): readonly ValueFault[] {
  if (typeof port !== 'string') return portNumber(at, port);
  const why = portNameFault(port);
  if (why === null || isParametric(port)) return none;
  return [{ at, says: `is "${port}", which ${why}`, repair: unquoted(at, port) }];
}

export function portNumber(at: Pointer, port: Maybe<number>): readonly ValueFault[] {
  if (port === null || port === undefined || isPortNumber(port)) return none;
  return [{ at, says: `is ${port}, and a port is a number from 1 to 65535` }];
}

/** Checks a name where no number fits, so quoted digits are not offered as a number. */
export function portName(at: Pointer, name: Maybe<string>): readonly ValueFault[] {
  const fault = name ? portNameFault(name) : null;
  if (!name || fault === null || isParametric(name)) return none;
  const why = /^[0-9]+$/.test(name) ? 'has digits alone: a port name holds a letter' : fault;
  return [{ at, says: `is "${name}", which ${why}` }];
}

/** A repair for quoted digits: a port name needs a letter, so only the number fits. */
function unquoted(at: Pointer, text: string): Repair | undefined {
  const isNumber = /^[1-9][0-9]*$/.test(text) && isPortNumber(Number(text));
  return isNumber ? replace(at, text, Number(text)) : undefined;
}

/** Checks a word of a closed list. An empty word counts as absent: the API server sets the default. */
export function oneOf(at: Pointer, word: Maybe<string>, words: readonly string[]): readonly ValueFault[] {
  if (!word || words.includes(word) || isParametric(word)) return none;
  const intended = words.find(candidate => candidate.toLowerCase() === word.toLowerCase());
  const repair = intended === undefined ? undefined : replace(at, word, intended);
  return [{ at, says: `is "${word}": ${anyOf(words)} fits`, repair }];
}

export const protocols = ['TCP', 'UDP', 'SCTP'];

export function within(
  at: Pointer,
  value: Maybe<number>,
  least: number,
  most = Infinity,
): readonly ValueFault[] {
  if (value === null || value === undefined || (value >= least && value <= most)) return none;
  const range = most === Infinity ? `at least ${least}` : `${least} to ${most}`;
  return [{ at, says: `is ${value}, and ${range} fits` }];
}

export function anyOf(words: readonly string[]): string {
  const quoted = words.map(word => `"${word}"`);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`;
}
