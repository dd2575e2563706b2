import { isNamespaced, isOfRole, kindOf } from '../../kube/kinds.ts';
import type { Obj } from '../../kube/object.ts';
import type { Why } from './lookup.ts';

/** What the source of a graph has seen completely. An unseen object may exist. */
export interface Scope {
  /** Null where the graph has every object of that kind and namespace; else why it may not. */
  unseen(group: string, kind: string, namespace: string | null): Why | null;
  /** True where the graph has every route; false where a route may still be added to the input. */
  readonly routesComplete: boolean;
  /** The key of an object that is being created: Services and routes to the object may come later. */
  readonly incoming: string | null;
}

/** The scope of a live cluster: every listed kind is complete, everywhere or in that namespace. */
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

/** The namespaces that are closed, because the input holds a Service or a workload of them. */
export interface ManifestCoverage {
  readonly closed: ReadonlySet<string | null>;
  /** The namespaces of which the input holds a workload: only there a missing workload is missing. */
  readonly withPods: ReadonlySet<string | null>;
  /** The namespaces of which the input holds a Gateway: elsewhere Gateways belong to the cluster. */
  readonly withGateways: ReadonlySet<string | null>;
  /** The user's choice for all namespaces; null lets the input decide. */
  readonly override: 'open' | 'closed' | null;
  /** Whether a part of the input could not be read: it may hold any object. */
  readonly unread: boolean;
}

/** The scope of manifests: a namespace is closed when the input holds a Service or a workload of it; for pods, a workload;
 * for Gateways, a Gateway. */
export function manifestScope(cluster: ManifestCoverage): Scope {
  const completeFor = (group: string, kind: string) => {
    if (isOfRole('workload', { group, kind })) return cluster.withPods;
    return isOfRole('gateway', { group, kind }) ? cluster.withGateways : cluster.closed;
  };
  return {
    routesComplete: cluster.override === 'closed',
    incoming: null,
    unseen(group, kind, namespace) {
      if (cluster.override === 'open') return 'open-namespace';
      if (cluster.unread) return 'not-listed';
      if (cluster.override === 'closed') return null;
      // Classes and Namespaces belong to the cluster; an application seldom brings all of them.
      if (!isNamespaced(group, kind)) return 'open-namespace';
      const complete = completeFor(group, kind);
      return complete.has(namespace) && !isSystemNamespace(namespace) ? null : 'open-namespace';
    },
  };
}

/**
 * The scope of an input of manifests. The whole input is one context. It is closed for every namespace, and for the
 * unset namespace, in which it holds a Service or a workload.
 */
export function manifestScopeOf(
  objects: Iterable<Obj>,
  override: 'open' | 'closed' | null,
  unread: boolean,
): Scope {
  const closed = new Set<string | null>();
  const withPods = new Set<string | null>();
  const withGateways = new Set<string | null>();
  for (const obj of objects) {
    const role = kindOf(obj.apiVersion, obj.ref.kind)?.kind.role;
    if (role === 'service' || role === 'workload') closed.add(obj.ref.namespace);
    if (role === 'workload') withPods.add(obj.ref.namespace);
    if (role === 'gateway') withGateways.add(obj.ref.namespace);
  }
  return manifestScope({ closed, withPods, withGateways, override, unread });
}
