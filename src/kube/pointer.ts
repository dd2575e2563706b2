import type { Json } from './json.ts';

/** A JSON Pointer (RFC 6901); the empty string is the whole object. */
export type Pointer = '' | `/${string}`;

export function pointer(...tokens: readonly (string | number)[]): Pointer {
  return join('', ...tokens);
}

export function join(base: Pointer, ...tokens: readonly (string | number)[]): Pointer {
  let at: string = base;
  for (const token of tokens) at += `/${typeof token === 'number' ? token : escapeToken(token)}`;
  return at as Pointer;
}

export function parsePointer(at: Pointer): readonly string[] {
  if (at === '') return [];
  return at.slice(1).split('/').map(unescapeToken);
}

/** The value at the pointer; `undefined` where the path ends early. */
export function valueAt(root: unknown, at: Pointer): Json | undefined {
  let value: unknown = root;
  for (const token of parsePointer(at)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return undefined;
    value = (value as Record<string, unknown>)[token];
  }
  return value as Json;
}

// The fast path: nearly every token is a field's name, which needs no escape.
const escapeToken = (token: string) =>
  token.includes('/') || token.includes('~') ? token.replaceAll('~', '~0').replaceAll('/', '~1') : token;
const unescapeToken = (token: string) =>
  token.includes('~') ? token.replaceAll('~1', '/').replaceAll('~0', '~') : token;

/** An operation of JSON Patch (RFC 6902), of the four kinds that a fix needs. */
export type Operation =
  | { readonly op: 'test'; readonly path: Pointer; readonly value: Json }
  | { readonly op: 'add'; readonly path: Pointer; readonly value: Json }
  | { readonly op: 'replace'; readonly path: Pointer; readonly value: Json }
  | { readonly op: 'remove'; readonly path: Pointer };
