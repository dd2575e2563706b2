import type { Ref } from '../../kube/object.ts';

/** One thing that was looked at: an object, or a range of them. What a live confirmation repeats. */
export type Read = { readonly object: Ref } | CollectionRead;

export interface CollectionRead {
  readonly collection: CollectionName;
  /** Null for what stands in no namespace, and for a range over all of them. */
  readonly namespace: string | null;
  /** The pod labels that are asked for, where they are. */
  readonly labels: Labels | null;
  /** The term that was looked up. */
  readonly key: string;
}

export type CollectionName =
  | 'workloads'
  | 'pod-makers'
  | 'services'
  | 'endpoints'
  /** The routes that lead into a namespace. */
  | 'routes'
  /** Whether there are routes at all, of whatever kind. */
  | 'any-routes'
  | 'policies'
  | 'foreign-policies'
  | 'grants'
  | 'gateways'
  | 'ingress-classes'
  | 'scalers'
  | 'rollouts'
  | 'data-plane';

type Labels = Readonly<Record<string, string>>;
