import { type Fields, type Infer, object, root, type Schema, string } from '../schema.ts';
import { meta, metaWithGeneration } from './metadata.ts';

export type Role =
  | 'route'
  | 'service'
  | 'endpoints'
  | 'workload'
  | 'policy'
  | 'class'
  | 'grant'
  | 'scaler'
  | 'other';

/** What a kind is to us. `role` says which room reads it; of a kind that is not in the table only the name is used. */
export interface Kind {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly role: Role;
  /** The versions that we read, the preferred one first. */
  readonly versions: readonly string[];
  /** Versions that API servers no longer serve, and the minor version of Kubernetes since which they do not. */
  readonly removed: Readonly<Record<string, string>>;
  /** Groups that once held the kind, and the version of Kubernetes since which they do not. */
  readonly formerGroups: Readonly<Record<string, string>>;
  /** OpenShift served the kind under the bare `v1` before 4.0, and templates still say so. */
  readonly alsoInCore: boolean;
  readonly namespaced: boolean;
  readonly schema: Schema;
}

type Definition = Pick<Kind, 'group' | 'kind' | 'plural' | 'role' | 'schema'> &
  Partial<Pick<Kind, 'versions' | 'removed' | 'formerGroups' | 'alsoInCore' | 'namespaced'>>;

/** One kind: its file in this folder and its row in `kinds.ts` are all that the other rooms need. */
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

/** What every object has; of a kind that is not in the table this is all that is known. */
export const anyKind = root({ metadata: object({ name: string, namespace: string }) });
export type Body = { readonly apiVersion: string; readonly kind: string } & Infer<
  ReturnType<typeof withFields<Record<never, never>>>
>;

/** The bodies of several kinds as one: every field that one of them has, with the types that it has in any. */
export type MergedBody<B extends { readonly spec?: unknown }> = Pick<Body, 'apiVersion' | 'kind'> & {
  readonly metadata?: (Body['metadata'] & { readonly generation?: number | null }) | null;
  readonly spec?: MergedFields<NonNullable<B['spec']>> | null;
  readonly status?: MergedFields<StatusOf<B>> | null;
};

type StatusOf<B> = B extends { readonly status?: infer S } ? NonNullable<S> : never;
type KeyOf<U> = U extends unknown ? keyof U : never;
type ValueOf<U, K> = U extends unknown ? (K extends keyof U ? U[K] : never) : never;
type MergedFields<U> = { readonly [K in KeyOf<U>]?: ValueOf<U, K> };
