import {
  type GatewayBackendRef,
  type GatewayRouteBody,
  type GatewayRouteRule,
  gatewayApi as group,
  type ParentRef,
} from '../../kube/kinds/gateway-api-parts.ts';
import type { ReadableObj } from '../../kube/object.ts';
import { join, type Pointer } from '../../kube/pointer.ts';
import type { Backend, GatewayParent, PortRef, Route, ServedBy } from '../route.ts';

export type GatewayRouteKind = 'HTTPRoute' | 'GRPCRoute' | 'TLSRoute' | 'TCPRoute';

/** Reads the routes of one kind. The kinds differ in their matches, and not in their parents and backends. */
export const toRouteOf =
  (kind: GatewayRouteKind) =>
  (obj: ReadableObj<GatewayRouteBody>): Route => {
    const hosts = obj.body.spec?.hostnames ?? [];
    return {
      obj,
      kind,
      served: servedBy(obj),
      hosts,
      backends: (obj.body.spec?.rules ?? []).flatMap((rule, index) =>
        backendsOf(obj, rule, index, matchOf(kind, rule, hosts)),
      ),
    };
  };

function matchOf(kind: GatewayRouteKind, { matches }: GatewayRouteRule, [host]: readonly string[]): string {
  switch (kind) {
    case 'HTTPRoute':
    case 'GRPCRoute':
      return `${host ?? '*'}${matches?.[0]?.path?.value ?? '/'}`;
    case 'TLSRoute':
      return host ?? 'every server name';
    case 'TCPRoute':
      return 'every connection';
    default:
      return kind satisfies never;
  }
}

function servedBy(obj: ReadableObj<GatewayRouteBody>): ServedBy {
  const parents = obj.body.spec?.parentRefs ?? [];
  const isMesh = (parent: ParentRef) => parent.kind === 'Service' || parent.kind === 'ServiceEntry';
  if (parents.length > 0 && parents.every(isMesh)) return { by: 'mesh' };
  const known = parents.flatMap((parent, index) => toParent(obj, parent, index));
  return { by: 'gateways', parents: known, others: known.length < parents.length };
}

/** Empty for a parent of another kind, such as a Service of a mesh. */
function toParent(
  obj: ReadableObj<GatewayRouteBody>,
  parent: ParentRef,
  index: number,
): GatewayParent | readonly never[] {
  const kind = parent.kind ?? 'Gateway';
  if ((parent.group ?? group) !== group || !(kind === 'Gateway' || kind === 'ListenerSet')) return [];
  return {
    at: join('/spec/parentRefs', index),
    ref: { group, kind, namespace: parent.namespace ?? obj.ref.namespace, name: parent.name ?? '' },
    sectionName: parent.sectionName ?? null,
    port: parent.port ?? null,
  };
}

function backendsOf(
  obj: ReadableObj<GatewayRouteBody>,
  rule: GatewayRouteRule,
  index: number,
  match: string,
): readonly Backend[] {
  const at = join('/spec/rules', index);
  const refs = rule.backendRefs ?? [];
  const total = refs.reduce((sum, ref) => sum + (ref.weight ?? 1), 0);
  const serving = refs.map((ref, position) =>
    toBackend(obj, ref, join(at, 'backendRefs', position), {
      match,
      weight: ref.weight ?? 1,
      total,
      mirror: false,
    }),
  );
  const mirrors = (rule.filters ?? []).flatMap((filter, position) => {
    const ref = filter.requestMirror?.backendRef;
    if (ref === null || ref === undefined) return [];
    const place = join(at, 'filters', position, 'requestMirror', 'backendRef');
    return toBackend(obj, ref, place, { match, weight: 0, total: 1, mirror: true });
  });
  return [...serving, ...mirrors];
}

function toBackend(
  obj: ReadableObj<GatewayRouteBody>,
  ref: GatewayBackendRef,
  at: Pointer,
  traffic: Pick<Backend, 'match' | 'weight' | 'total' | 'mirror'>,
): Backend {
  const kind = ref.kind ?? 'Service';
  const isService = kind === 'Service' && (ref.group ?? '') === '';
  return {
    route: obj.ref,
    at,
    nameAt: join(at, 'name'),
    portAt: join(at, 'port'),
    target: isService
      ? { is: 'service', namespace: ref.namespace ?? obj.ref.namespace, name: ref.name ?? '' }
      : { is: 'other', what: kind },
    port: portOf(ref),
    ...traffic,
  };
}

function portOf(ref: GatewayBackendRef): PortRef {
  // The CRD's own rule refuses a Service without a port; `invalid-object` reports it.
  return typeof ref.port === 'number' ? { by: 'number', number: ref.port } : { by: 'all' };
}
