import { isJsonObject, type Json, type JsonObject, own } from './json.ts';
import { type Kind, kindOf, kinds } from './kinds.ts';
import { groupOf, type Malformed, type Obj, type Opaque, type Origin, type Ref } from './object.ts';
import { type Pointer, parsePointer, pointer, valueAt } from './pointer.ts';
import { isParametric } from './text.ts';
import { type Misfit, type Validator, validators } from './validate.generated.js';

/**
 * The only place where JSON becomes an object. A returned string says why the value is not a Kubernetes object.
 * The body is the value itself, unchanged. An object whose shape does not fit is opaque, and `malformed` lists why.
 * Where the apiVersion or the kind is a typo, the ref names the intended kind.
 */
export function decode(value: Json, origin: Origin): Obj | string {
  if (!isJsonObject(value)) return `is ${describe(value)}, and a Kubernetes object is a map`;
  const apiVersion = own(value, 'apiVersion');
  const kind = own(value, 'kind');
  if (typeof apiVersion !== 'string' || apiVersion === '') return notText('apiVersion', apiVersion);
  if (typeof kind !== 'string' || kind === '') return notText('kind', kind);
  const known = kindOf(apiVersion, kind)?.kind ?? null;
  const misfits = misfitsOf(value, known);
  const malformed = misfits.length === 0 ? none : wordsOf(value, misfits);
  const ref = refOf(value, apiVersion, kind, known);
  return {
    ref,
    apiVersion,
    body: value,
    origin,
    opaque: opaqueOf(ref.kind, misfits, malformed),
    malformed,
  };
}

const none: readonly Malformed[] = [];

const byKind = new Map(kinds.map(kind => [kind, validators[`${kind.group}/${kind.kind}`]]));
const anyKind = validators['*'];

function misfitsOf(value: JsonObject, known: Kind | null): readonly Misfit[] {
  const validator: Validator | undefined = known === null ? anyKind : byKind.get(known);
  const misfits: Misfit[] = [];
  validator?.(value, '', misfits);
  return misfits;
}

function refOf(value: JsonObject, apiVersion: string, kind: string, known: Kind | null): Ref {
  const metadata = own(value, 'metadata');
  const name = own(metadata, 'name');
  const namespace = known === null || known.namespaced ? own(metadata, 'namespace') : null;
  return {
    group: known === null ? groupOf(apiVersion) : known.group,
    kind: known?.kind ?? kind,
    namespace: typeof namespace === 'string' && namespace !== '' ? namespace : null,
    name: typeof name === 'string' ? name : '',
  };
}

function opaqueOf(kind: string, misfits: readonly Misfit[], malformed: readonly Malformed[]): Opaque | null {
  if (misfits.every(({ at }) => isUntracked(kind, at))) return null;
  return malformed.length === 0 ? 'parameter' : 'malformed';
}

/** Fields that no chain reads: an object's own annotations, and its labels unless selectors match that kind. */
function isUntracked(kind: string, at: Pointer): boolean {
  const isSelected = kind === 'Pod' || kind === 'Namespace';
  return at.startsWith('/metadata/annotations/') || (at.startsWith('/metadata/labels/') && !isSelected);
}

/** Leaves out parameters without a value: a later value may fit. */
function wordsOf(value: JsonObject, misfits: readonly Misfit[]): readonly Malformed[] {
  return misfits.flatMap(({ at, wants }) => {
    const found = valueAt(value, at);
    if (typeof found === 'string' && isParametric(found)) return [];
    return {
      at,
      message: wants === 'missing' ? 'is missing' : sayMisfit(value, parsePointer(at), found, wants),
    };
  });
}

function sayMisfit(
  value: JsonObject,
  tokens: readonly string[],
  found: Json | undefined,
  wants: string,
): string {
  const subject = subjectAt(value, tokens, wants);
  // The file may have `1.10`, `010` or `yes`, so its value is not shown.
  if (wants === 'string' && isScalar(found))
    return `is a ${typeof found}, and ${subject} is a string: write it in quotes`;
  return `is ${describe(found)}, and ${subject} is ${typesOf(wants)}`;
}

const isScalar = (value: Json | undefined) => typeof value === 'number' || typeof value === 'boolean';

/** The value at the pointer, under the name that its author uses. */
function subjectAt(value: JsonObject, tokens: readonly string[], wants: string): string {
  const last = tokens.at(-1) ?? '';
  const parent = tokens.at(-2) ?? '';
  if (Array.isArray(valueAt(value, pointer(...tokens.slice(0, -1))))) return `an item of "${parent}"`;
  if (wants === 'string' && parent === 'annotations') return 'an annotation value';
  if (wants === 'string' && labelFields.has(parent)) return 'a label value';
  return `"${last}"`;
}

const labelFields = new Set(['labels', 'matchLabels', 'selector']);

const typeWords: Readonly<Record<string, string>> = {
  string: 'a string',
  integer: 'an integer',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};

const typesOf = (wants: string) =>
  wants
    .split('|')
    .map(type => typeWords[type] ?? type)
    .join(' or ');

function describe(value: Json | undefined): string {
  switch (typeof value) {
    case 'number':
    case 'boolean':
      return `the ${typeof value} ${value}`;
    case 'string':
      return `the string ${JSON.stringify(value.length > shown ? `${value.slice(0, shown)}…` : value)}`;
    default:
      return nameOf(value);
  }
}

/** The longest string that a message shows, in characters. */
const shown = 40;

function notText(field: string, value: Json | undefined): string {
  if (value === undefined) return `no "${field}"`;
  return value === '' ? `"${field}" is empty` : `"${field}" is ${nameOf(value)}`;
}

function nameOf(value: Json | undefined): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
