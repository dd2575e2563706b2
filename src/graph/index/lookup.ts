/** Why a fact is not known. Reports count the reasons, so that a missing finding can be explained. */
export type Why =
  | 'not-listed'
  | 'open-namespace'
  | 'runtime-label'
  | 'namespace-unstated'
  | 'parameter'
  | 'ambiguous'
  | 'malformed'
  | 'partial'
  | 'operator'
  | 'foreign-policy'
  | 'foreign-backend'
  | 'no-selector'
  /** A route of a mesh: its parent is a Service, and no ingress controller serves it. */
  | 'mesh';

/** The answer of every query for one object: never a bare `undefined`. */
export type Lookup<T> =
  | { readonly is: 'found'; readonly value: T }
  | { readonly is: 'missing' }
  | { readonly is: 'unknown'; readonly why: Why };

/** The answer of every query for a set: its members, its possible members, and whether there may be more. */
export interface Matches<T, M = T> {
  readonly yes: readonly T[];
  readonly maybe: readonly { readonly value: M; readonly why: Why }[];
  readonly rest: 'none' | Why;
}

export const found = <T>(value: T): Lookup<T> => ({ is: 'found', value });
export const missing: Lookup<never> = { is: 'missing' };
export const unknown = (why: Why): Lookup<never> => ({ is: 'unknown', why });
