import type { Why } from './lookup.ts';

/** What the source of a graph has seen completely. What it has not seen may be there. */
export interface Scope {
  /** Null where an object of that kind and namespace that is not in the graph does not exist; else why not. */
  unseen(group: string, kind: string, namespace: string | null): Why | null;
  /** True where a route that is not in the graph does not exist; false where one may yet be added to the input. */
  readonly routesComplete: boolean;
  /** The key of an object that is being created: Services and routes to it may come after it. */
  readonly incoming: string | null;
}

/** A live cluster: every kind that it could list is complete, everywhere or in that namespace. */
export function clusterScope(
  isListed: (group: string, kind: string, namespace: string | null) => boolean,
  routesComplete = true,
): Scope {
  return {
    unseen: (group, kind, namespace) => (isListed(group, kind, namespace) ? null : 'not-listed'),
    routesComplete,
    incoming: null,
  };
}

export const closedScope: Scope = { unseen: () => null, routesComplete: true, incoming: null };

function isSystemNamespace(namespace: string | null): boolean {
  return namespace !== null && /^(kube|openshift)-/.test(namespace);
}

/** The namespaces of the objects that make one closed: a Service or a workload. */
export interface ManifestCoverage {
  readonly closed: ReadonlySet<string | null>;
  /** The user's word for all namespaces; null leaves it to what the input holds. */
  readonly override: 'open' | 'closed' | null;
  /** Some of the input could not be read, so anything may stand there. */
  readonly unread: boolean;
}

/** Manifests: a namespace is closed when the input holds a Service or a workload of it. */
export function manifestScope(cluster: ManifestCoverage): Scope {
  return {
    routesComplete: cluster.override === 'closed',
    incoming: null,
    unseen(_group, _kind, namespace) {
      if (cluster.override === 'open') return 'open-namespace';
      if (cluster.unread) return 'not-listed';
      if (cluster.override === 'closed') return null;
      return cluster.closed.has(namespace) && !isSystemNamespace(namespace) ? null : 'open-namespace';
    },
  };
}
