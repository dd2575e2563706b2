import type { ReferenceGrantBody } from '../../kube/kinds/reference-grant.ts';
import { isReadable, type ReadableObj, type Ref } from '../../kube/object.ts';
import { isParametric } from '../../kube/text.ts';
import { collections } from '../index/collections.ts';
import { found, type Lookup, missing, unknown } from '../index/lookup.ts';
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
  const grants = query.lookup(collections.grants(service.namespace));
  if (route.namespace === null) return unknown('namespace-unstated');
  for (const grant of grants) {
    if (grant.opaque !== null) return unknown(grant.opaque);
    if (permits(grant, route, service.name)) return found(grant);
  }
  if (grants.filter(isReadable).some(grant => isParametric(JSON.stringify(grant.body.spec ?? null))))
    return unknown('parameter');
  if (query.lookup(collections.grants(null)).length > 0) return unknown('namespace-unstated');
  const why = query.scope.unseen(group, 'ReferenceGrant', service.namespace);
  return why === null ? missing : unknown(why);
}

function permits(grant: ReadableObj<ReferenceGrantBody>, route: Ref, service: string): boolean {
  const { from, to } = grant.body.spec ?? {};
  const fromFits = (from ?? []).some(
    entry => entry.group === group && entry.kind === route.kind && entry.namespace === route.namespace,
  );
  const toFits = (to ?? []).some(
    entry => (entry.group ?? '') === '' && entry.kind === 'Service' && (entry.name ?? service) === service,
  );
  return fromFits && toFits;
}
