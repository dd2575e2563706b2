import type { JsonObject } from './json.ts';
import type { Pointer } from './pointer.ts';

/** The identity of an object. `group` is '' for core; `namespace` is null where the object states none. */
export interface Ref {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}

/** Where an object came from. `base` is the pointer of the object inside its document: `/items/3` in a List. */
export type Origin =
  | { readonly from: 'file'; readonly file: string; readonly document: number; readonly base: Pointer }
  | { readonly from: 'cluster'; readonly resourceVersion: string }
  | { readonly from: 'request'; readonly uid: string };

/** A part of an object whose shape the API server refuses. */
export interface Malformed {
  readonly at: Pointer;
  readonly message: string;
}

/**
 * Why an object is present while its contents are not known: two copies differ, its shape is wrong, a template's
 * parameter has no value, or only its metadata was read.
 */
export type Opaque = 'ambiguous' | 'malformed' | 'parameter' | 'partial';

interface Known {
  readonly ref: Ref;
  readonly apiVersion: string;
  readonly origin: Origin;
  /** The parts that the API server refuses. A part outside of the annotations and labels makes the object opaque. */
  readonly malformed: readonly Malformed[];
  /** True for an object that another tool changes before it is applied: the change may mend a fault. */
  readonly partlyKnown?: boolean;
}

/** An object whose shape the decoder has checked. */
export interface ReadableObj<Body = JsonObject> extends Known {
  readonly opaque: null;
  readonly body: Body;
}

/** An object that is present while its contents are not known: `body` may have any shape. */
export interface OpaqueObj extends Known {
  readonly opaque: Opaque;
  readonly body: JsonObject;
}

/**
 * One Kubernetes object. `body` is the raw JSON, never defaulted and never changed. Check that `opaque` is null before
 * reading its fields.
 */
export type Obj<Body = JsonObject> = ReadableObj<Body> | OpaqueObj;

export const isReadable = <Body>(obj: Obj<Body>): obj is ReadableObj<Body> => obj.opaque === null;

/** The key of every map of objects. Two API versions of one object have one key. */
export function refKey(ref: Ref): string {
  return `${ref.group}/${ref.kind}/${ref.namespace ?? ''}/${ref.name}`;
}

export function sameRef(a: Ref, b: Ref): boolean {
  return a.name === b.name && a.kind === b.kind && a.namespace === b.namespace && a.group === b.group;
}

/** `Deployment shop/web`, for messages. */
export function formatRef(ref: Ref): string {
  return `${ref.kind} ${formatName(ref)}`;
}

function formatName({ namespace, name }: Ref): string {
  if (name === '') return `without a name${namespace === null ? '' : ` in namespace "${namespace}"`}`;
  return namespace === null ? name : `${namespace}/${name}`;
}

/** The part of an apiVersion before the slash; '' for core. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? '' : apiVersion.slice(0, slash);
}

export function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1);
}
