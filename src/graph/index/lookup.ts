/** Why something is not known. Counted in reports, so that a silence can be explained. */
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
  | 'too-many';

/** The answer of every query of one thing: never a bare `undefined`. */
export type Lookup<T> =
  | { readonly is: 'found'; readonly value: T }
  | { readonly is: 'missing' }
  | { readonly is: 'unknown'; readonly why: Why };

/** The answer of every query of a set: what is in it, what may be, and whether it may hold more. */
export interface Matches<T, M = T> {
  readonly yes: readonly T[];
  readonly maybe: readonly { readonly value: M; readonly why: Why }[];
  readonly rest: 'none' | Why;
}

export const found = <T>(value: T): Lookup<T> => ({ is: 'found', value });
export const missing: Lookup<never> = { is: 'missing' };
export const unknown = (why: Why): Lookup<never> => ({ is: 'unknown', why });
