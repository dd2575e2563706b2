import type { Json } from '../../kube/json.ts';

/** An answer of the API server to a request for one object, read or written. `absent` and `conflict` are answers, and no error of anyone's. */
export type WriteAnswer =
  | { readonly is: 'written'; readonly value: Json }
  | { readonly is: 'absent'; readonly why: string }
  | { readonly is: 'conflict'; readonly why: string }
  | WriteFailure;

export interface WriteFailure {
  readonly is: 'failed';
  readonly status: number | null;
  readonly why: string;
}
