// Generated from scripts/kind-validators.ts by "npm run generate". Changes made here are lost.

import type { Pointer } from './pointer.ts';

/** A place whose type does not fit. `wants` names the JSON types that would, or "missing" for a required field. */
export interface Misfit {
  readonly at: Pointer;
  readonly wants: string;
}
/** Adds to `misfits` what does not fit in the value, each place once; a sound value costs no allocation. */
export type Validator = (value: unknown, at: Pointer, misfits: Misfit[]) => void;
/** By `group/Kind`, and `*` for every other kind. */
export declare const validators: Readonly<Record<string, Validator>>;
