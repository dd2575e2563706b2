import type { Obj, Ref } from '../kube/object.ts';
import type { Lookup } from './lookup.ts';
import type { Read, Scope } from './scope.ts';

/** What a rule may ask. Every question is recorded as a read, for a live confirmation to repeat. */
export interface Query {
  readonly scope: Scope;
  get(ref: Ref): Lookup<Obj>;
  /** The objects of a term; `read` says which range a live confirmation lists for it. */
  lookup(term: string, read: Read): readonly Obj[];
  namespaces(): Iterable<string>;
}
