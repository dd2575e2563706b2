import type { Labels } from '../../kube/kinds/metadata.ts';
import { annotationsOf, isBeingDeleted, labelsOf } from '../../kube/metadata.ts';
import type { Query } from './query.ts';
import { refs } from './refs.ts';

/**
 * The namespaces that may hold a counterpart of an object: its own, and perhaps any other where one of the two objects
 * states no namespace.
 */
export interface Neighbours {
  readonly own: string | null;
  readonly perhaps: readonly (string | null)[];
}

const unstated = [null];
const none: readonly null[] = [];

export function neighbours(namespace: string | null, query: Query): Neighbours {
  if (namespace === null) return { own: null, perhaps: [...query.namespaces()] };
  return { own: namespace, perhaps: query.hasUnstated() ? unstated : none };
}

/** The labels of a Namespace; null where the Namespace is not known. */
export function namespaceLabels(name: string, query: Query): Labels | null {
  const found = query.get(refs.namespace(name));
  if (found.is !== 'found' || found.value.opaque !== null) return null;
  return labelsOf(found.value);
}

/** Whether the Namespace, and with it every object in it, is being deleted. */
export function isGoing(namespace: string, query: Query): boolean {
  const found = query.get(refs.namespace(namespace));
  return found.is === 'found' && isBeingDeleted(found.value);
}

/** The annotations of a Namespace; null where the Namespace is not known. */
export function namespaceAnnotations(name: string, query: Query): Labels | null {
  const found = query.get(refs.namespace(name));
  if (found.is !== 'found' || found.value.opaque !== null) return null;
  return annotationsOf(found.value);
}
