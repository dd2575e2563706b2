import type { ReferenceGrantBody } from '../../kube/kinds/reference-grant.ts';
import type { Obj, ReadableObj, Ref } from '../../kube/object.ts';
import { isParametric } from '../../kube/text.ts';
import { collections } from '../index/collections.ts';
import { found, type Lookup, missing, unknown, type Why } from '../index/lookup.ts';
import { perQuery } from '../index/memo.ts';
import type { Query } from '../index/query.ts';

const group = 'gateway.networking.k8s.io';

/**
 * The ReferenceGrant that lets the route name a Service of another namespace. The grant is in the Service's namespace,
 * and one grant must have both a matching `from` and a matching `to`.
 * Source: gateway-api apis/v1/referencegrant_types.go.
 */
export function grantFor(
  route: Ref,
  service: { readonly namespace: string; readonly name: string },
  query: Query,
): Lookup<ReadableObj<ReferenceGrantBody>> {
  const grants = grantsIn(query, service.namespace, () => indexGrants(service.namespace, query));
  if (route.namespace === null) return unknown('namespace-unstated');
  const permits = grants.byFrom.get(fromKey(route.kind, route.namespace));
  const first = Math.min(permits?.any ?? none, permits?.named.get(service.name) ?? none);
  const { opaque } = grants;
  if (opaque !== null && opaque.index < first) return unknown(opaque.why);
  const grant = grants.all[first];
  if (grant !== undefined && grant.opaque === null) return found(grant);
  if (grants.hasParameter) return unknown('parameter');
  if (query.lookup(collections.grants(null)).length > 0) return unknown('namespace-unstated');
  const why = query.scope.unseen(group, 'ReferenceGrant', service.namespace);
  return why === null ? missing : unknown(why);
}

const none = Number.POSITIVE_INFINITY;

/** The ReferenceGrants of a namespace by what they permit; each as its index in `all`. */
interface Grants {
  readonly all: readonly Obj<ReferenceGrantBody>[];
  readonly byFrom: ReadonlyMap<string, Permitted>;
  /** The first grant whose content is not known. */
  readonly opaque: { readonly index: number; readonly why: Why } | null;
  readonly hasParameter: boolean;
}

/** The first grant for any Service, and the first for each name of a Service. */
interface Permitted {
  any: number;
  readonly named: Map<string, number>;
}

// Indexed once for all routes: there may be as many grants as routes.
const grantsIn = perQuery<string, Grants>();

const fromKey = (kind: string, namespace: string) => `${kind}/${namespace}`;

function indexGrants(namespace: string, query: Query): Grants {
  const all = query.lookup(collections.grants(namespace));
  const byFrom = new Map<string, Permitted>();
  let opaque: Grants['opaque'] = null;
  let hasParameter = false;
  for (const [index, grant] of all.entries()) {
    if (grant.opaque !== null) {
      opaque ??= { index, why: grant.opaque };
      continue;
    }
    hasParameter ||= isParametric(JSON.stringify(grant.body.spec ?? null));
    const { from, to } = grant.body.spec ?? {};
    const names = (to ?? []).filter(entry => (entry.group ?? '') === '' && entry.kind === 'Service');
    for (const entry of from ?? []) {
      if (entry.group !== group) continue;
      const key = fromKey(entry.kind ?? '', entry.namespace ?? '');
      const permitted = byFrom.get(key) ?? { any: none, named: new Map<string, number>() };
      byFrom.set(key, permitted);
      for (const { name } of names) {
        if (name === null || name === undefined) permitted.any = Math.min(permitted.any, index);
        else if (!permitted.named.has(name)) permitted.named.set(name, index);
      }
    }
  }
  return { all, byFrom, opaque, hasParameter };
}
