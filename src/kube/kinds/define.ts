import { type Fields, type Infer, object, root, type Schema, string } from '../schema.ts';
import { meta, metaWithGeneration } from './metadata.ts';

export type Role =
  | 'route'
  | 'service'
  | 'endpoints'
  | 'workload'
  | 'policy'
  | 'class'
  | 'gateway'
  /** States how proxies speak to the pods of a Service. */
  | 'upstream'
  | 'grant'
  | 'scaler'
  | 'other';

/** A kind that we read. `role` says which room reads its objects; of an unknown kind only the name is used. */
export interface Kind {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly role: Role;
  /** The versions that we read, the preferred one first. */
  readonly versions: readonly string[];
  /** API versions that are no longer served, each with the Kubernetes minor version that removed it. */
  readonly removed: Readonly<Record<string, string>>;
  /** Groups that once held the kind, each with the Kubernetes version that removed it. */
  readonly formerGroups: Readonly<Record<string, string>>;
  /** OpenShift served the kind under the bare `v1` before 4.0, and templates still use it. */
  readonly alsoInCore: boolean;
  readonly namespaced: boolean;
  readonly schema: Schema;
}

type Definition = Pick<Kind, 'group' | 'kind' | 'plural' | 'role' | 'schema'> &
  Partial<Pick<Kind, 'versions' | 'removed' | 'formerGroups' | 'alsoInCore' | 'namespaced'>>;

/** Defines a kind. Its file in this folder and its row in `kinds.ts` are all that the other rooms need. */
export function defineKind<const D extends Definition>(definition: D): Kind & D {
  return {
    versions: ['v1'],
    removed: {},
    formerGroups: {},
    alsoInCore: false,
    namespaced: true,
    ...definition,
  };
}

/** The body of an object of that kind, once the decoder has found no fault in its shape. */
export type BodyOf<K extends { readonly schema: Schema }> = {
  readonly apiVersion: string;
  readonly kind: string;
} & Infer<K['schema']>;

export const withFields = <const F extends Fields>(fields: F) => root({ metadata: meta, ...fields });
export const withSpec = <const F extends Fields>(spec: F) => root({ metadata: meta, spec: object(spec) });
export const withStatus = <const F extends Fields, T>(spec: F, status: Schema<T>) =>
  root({ metadata: metaWithGeneration, spec: object(spec), status });

/** The fields of every object; of an unknown kind only these are known. */
export const anyKind = root({ metadata: object({ name: string, namespace: string }) });
export type Body = { readonly apiVersion: string; readonly kind: string } & Infer<
  ReturnType<typeof withFields<Record<never, never>>>
>;

/** Several bodies merged into one: every field of any body, with the union of its types. */
export type MergedBody<B extends { readonly spec?: unknown }> = Pick<Body, 'apiVersion' | 'kind'> & {
  readonly metadata?: (Body['metadata'] & { readonly generation?: number | null }) | null;
  readonly spec?: MergedFields<NonNullable<B['spec']>> | null;
  readonly status?: MergedFields<StatusOf<B>> | null;
};

type StatusOf<B> = B extends { readonly status?: infer S } ? NonNullable<S> : never;
type KeyOf<U> = U extends unknown ? keyof U : never;
type ValueOf<U, K> = U extends unknown ? (K extends keyof U ? U[K] : never) : never;
type MergedFields<U> = { readonly [K in KeyOf<U>]?: ValueOf<U, K> };
