import { buildGraph, type Graph } from '../../../src/graph/index/graph.ts';
import { manifestScopeOf } from '../../../src/graph/index/scope.ts';
import { decode } from '../../../src/kube/decode.ts';
import { isJsonObject, type Json } from '../../../src/kube/json.ts';
import { type Obj, type Ref, sameRef } from '../../../src/kube/object.ts';
import { type Pointer, parsePointer } from '../../../src/kube/pointer.ts';

/** The objects of one application, in the order of its files. */
export type App = readonly Obj[];

export const graphOf = (app: App): Graph => buildGraph(app, manifestScopeOf(app, null, false));

export const isThere = (app: App, ref: Ref) => app.some(obj => sameRef(obj.ref, ref));

/** An edit of a body: writes the value at the pointer, or removes the field where the value is undefined. */
export type Edit = readonly [at: Pointer, value: Json | undefined];

/** The application with one changed object. Throws for a pointer without a value: a fault of the mutation. */
export function edited(app: App, ref: Ref, ...edits: readonly Edit[]): App {
  return app.map(obj => (sameRef(obj.ref, ref) ? editedObject(obj, edits) : obj));
}

export function editedObject(obj: Obj, edits: readonly Edit[]): Obj {
  const body = edits.reduce<Json>((value, [at, wanted]) => put(value, parsePointer(at), wanted), obj.body);
  return reread(obj, body);
}

export function added(app: App, ...bodies: readonly Json[]): App {
  return [...app, ...bodies.map(body => made(body))];
}

export function made(body: Json): Obj {
  const obj = decode(body, { from: 'request', uid: 'mutation' });
  if (typeof obj === 'string') throw new Error(obj);
  return obj;
}

/** Decodes only the changed object: another object may be ambiguous, which its body does not show. */
function reread(obj: Obj, body: Json): Obj {
  const read = decode(body, obj.origin);
  if (typeof read === 'string') throw new Error(read);
  return obj.opaque === 'ambiguous' ? { ...read, opaque: 'ambiguous' } : read;
}

function put(root: Json, [token, ...rest]: readonly string[], value: Json | undefined): Json {
  if (token === undefined) return value ?? null;
  if (Array.isArray(root)) {
    const index = token === '-' ? root.length : Number(token);
    const copy: Json[] = [...root];
    if (rest.length === 0 && value === undefined) copy.splice(index, 1);
    else copy[index] = put(copy[index] ?? {}, rest, value);
    return copy;
  }
  const object = isJsonObject(root) ? root : {};
  if (rest.length > 0 || value !== undefined)
    return { ...object, [token]: put(object[token] ?? {}, rest, value) };
  const { [token]: _, ...others } = object;
  return others;
}
