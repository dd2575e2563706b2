import type { Json } from './json.ts';
import type { Pointer } from './pointer.ts';

/** An operation of RFC 6902, of the three kinds that a fix needs. */
export type Operation =
  | { readonly op: 'test'; readonly path: Pointer; readonly value: Json }
  | { readonly op: 'add'; readonly path: Pointer; readonly value: Json }
  | { readonly op: 'replace'; readonly path: Pointer; readonly value: Json };
