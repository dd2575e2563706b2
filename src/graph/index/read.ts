import type { Ref } from '../../kube/object.ts';

/** A read of an object or of a collection. A live confirmation repeats it. */
export type Read = { readonly object: Ref } | CollectionRead;

export interface CollectionRead {
  readonly collection: CollectionName;
  /** Null for objects without a namespace, and for a collection over all namespaces. */
  readonly namespace: string | null;
  /** The pod labels of the query; null where it has none. */
  readonly labels: Labels | null;
  /** The index key that was looked up. */
  readonly key: string;
}

export type CollectionName =
  | 'workloads'
  | 'pod-makers'
  | 'services'
  | 'endpoints'
  /** The routes that lead into a namespace. */
  | 'routes'
  /** Whether there are routes of any kind. */
  | 'any-routes'
  | 'policies'
  | 'foreign-policies'
  | 'grants'
  | 'tls-policies'
  | 'peer-authentications'
  | 'gateways'
  /** The routes and ListenerSets of a Gateway. */
  | 'attached'
  /** Objects that are looked up by name; their names are hints, and no refusal rests on them. */
  | 'named'
  | 'ingress-classes'
  | 'scalers'
  | 'budgets'
  | 'rollouts'
  | 'data-plane';

type Labels = Readonly<Record<string, string>>;
