import type { GatewayBody } from '../../kube/kinds/gateway.ts';
import { type FromNamespaces, gatewayApi, type Listener } from '../../kube/kinds/gateway-api-parts.ts';
import { gatewayOfSet, type ListenerSetBody } from '../../kube/kinds/listener-set.ts';
import { formatRef, type Obj, type ReadableObj, type Ref } from '../../kube/object.ts';
import { join, type Pointer } from '../../kube/pointer.ts';
import { matchesSelector, partlyKnown } from '../../kube/selector.ts';
import { isParametric } from '../../kube/text.ts';
import { and, type Truth, truth } from '../../kube/truth.ts';
import { isTypo } from '../../kube/typo.ts';
import type { GatewayParent, Route } from '../../routes/route.ts';
import { collections } from '../index/collections.ts';
import { type Lookup, unknown } from '../index/lookup.ts';
import { namespaceLabels } from '../index/namespaces.ts';
import type { Query } from '../index/query.ts';
import { refs } from '../index/refs.ts';
import { intersects } from './hostname.ts';
import { type AttachmentResult, attached, type Detached, type Reason, undecided } from './result.ts';

/**
 * Whether the Gateway or the ListenerSet takes the route, as ParentReference and Listener of Gateway API 1.5 define it
 * (apis/v1/shared_types.go, gateway_types.go).
 */
export function gatewayAttachment(route: Route, parent: GatewayParent, query: Query): AttachmentResult {
  const owner = query.get<Obj<GatewayBody | ListenerSetBody>>(parent.ref);
  if (owner.is !== 'found') return missingParent(route, parent, owner, query);
  const { value } = owner;
  if (value.opaque !== null) return undecided(value.opaque);
  const listening = listenersOf(route, parent, value, query);
  if (listening.is === 'detached') return listening;
  const gateway = gatewayOf(parent.ref, query);
  if (gateway.is !== 'found') return undecided(gateway.is === 'missing' ? 'not-listed' : gateway.why);
  if (gateway.value.opaque !== null) return undecided(gateway.value.opaque);
  const taken = takesSet(route, parent, value, gateway.value, query);
  if (taken.is === 'detached') return taken;
  const classed = classOf(gateway.value, query);
  if (classed.is === 'detached') return classed;
  return [listening, taken].find(({ is }) => is === 'unknown') ?? attached;
}

/** The Gateway of a parent: the parent itself, or the one that a ListenerSet extends. */
export function gatewayOf(parent: Ref, query: Query): Lookup<Obj<GatewayBody>> {
  if (parent.kind === 'Gateway') return query.get(refs.gateway(parent));
  const set = query.get(refs.listenerSet(parent));
  if (set.is !== 'found') return set;
  if (set.value.opaque !== null) return unknown(set.value.opaque);
  return query.get(refs.gateway(gatewayOfSet(set.value)));
}

function missingParent(
  { obj }: Route,
  parent: GatewayParent,
  lookup: Exclude<Lookup<unknown>, { is: 'found' }>,
  query: Query,
): AttachmentResult {
  const { ref } = parent;
  if (lookup.is === 'unknown' && lookup.why !== 'open-namespace') return undecided(lookup.why);
  const names = query
    .lookup(collections.objectsOf(gatewayApi, ref.kind, ref.namespace))
    .map(other => other.ref.name);
  const near = nearOf(ref.name, names);
  if (lookup.is === 'unknown' && near === null) return undecided(lookup.why);
  return {
    is: 'detached',
    // Gateways belong to the platform: an input that holds one of a namespace may lack another.
    certainty: lookup.is === 'missing' && query.scope.routesComplete ? 'proven' : 'likely',
    reason: { is: 'parent-missing', near, has: names },
    faults: [{ obj, at: join(parent.at, 'name') }],
    absent: formatRef(ref),
  };
}

/** The only name that differs from the wanted one by a typo. */
export function nearOf(wanted: string, names: readonly string[]): string | null {
  const near = [...new Set(names)].filter(name => isTypo(wanted, name));
  return near.length === 1 ? (near[0] ?? null) : null;
}

type Owner = ReadableObj<GatewayBody | ListenerSetBody>;

/** Whether one of the listeners that the route asks for takes the route. */
function listenersOf(route: Route, parent: GatewayParent, owner: Owner, query: Query): AttachmentResult {
  const all = (owner.body.spec?.listeners ?? []).map((listener, index) => ({
    listener,
    at: join('/spec/listeners', index),
  }));
  // The API server refuses a Gateway without listeners; `invalid-object` is about its own values.
  if (all.length === 0) return undecided('malformed');
  const { sectionName, port } = parent;
  if ([sectionName, ...all.map(({ listener }) => listener.name)].some(holdsParameter))
    return undecided('parameter');
  const asked = all.filter(
    ({ listener }) =>
      (sectionName === null || listener.name === sectionName) &&
      (port === null || listener.port == null || listener.port === port),
  );
  if (asked.length === 0) return noListener(route, parent, owner);
  const judged = asked.map(one => judge(route, owner, one.listener, one.at, query));
  const [first] = judged;
  if (first === undefined || judged.some(({ is }) => is === 'attached')) return attached;
  const open = judged.find(({ is }) => is === 'unknown');
  if (open !== undefined) return open;
  // The listener that came furthest is the intended one.
  return judged.reduce((best, other) => (progress(other) > progress(best) ? other : best), first);
}

const order: readonly Reason['is'][] = ['kind', 'namespace', 'hostname'];

const progress = (result: AttachmentResult) =>
  result.is === 'detached' ? order.indexOf(result.reason.is) : -1;

function noListener({ obj }: Route, parent: GatewayParent, owner: Owner): Detached {
  const { sectionName, port } = parent;
  const listeners = owner.body.spec?.listeners ?? [];
  const names = listeners.flatMap(({ name }) => name ?? []);
  const isNamed = sectionName !== null && names.includes(sectionName);
  const has = sectionName === null || isNamed ? listeners.flatMap(one => one.port ?? []).map(String) : names;
  return {
    is: 'detached',
    certainty: 'proven',
    reason: {
      is: 'no-listener',
      sectionName,
      port: sectionName === null || isNamed ? port : null,
      has: [...new Set(has)],
      near: sectionName === null || isNamed ? null : nearOf(sectionName, names),
    },
    faults: [
      { obj, at: join(parent.at, sectionName === null || isNamed ? 'port' : 'sectionName') },
      { obj: owner, at: '/spec/listeners' },
    ],
    absent: null,
  };
}

/** Kind, namespace and hostname: a listener takes the route where all three fit. */
function judge(route: Route, owner: Owner, listener: Listener, at: Pointer, query: Query): AttachmentResult {
  const name = listener.name ?? '';
  const detached = (reason: Reason, own: Pointer, other: Pointer): Detached => ({
    is: 'detached',
    certainty: 'proven',
    reason,
    faults: [
      { obj: route.obj, at: own },
      { obj: owner, at: other },
    ],
    absent: null,
  });
  const kind = takesKind(route, listener);
  if (kind === 'no')
    return detached({ is: 'kind', listener: name, takes: takenKinds(route, listener) }, '/kind', at);
  const namespaces = listener.allowedRoutes?.namespaces;
  const namespace = takesNamespace(namespaces?.from ?? 'Same', namespaces, route.obj.ref, owner.ref, query);
  if (namespace === 'no')
    return detached(
      { is: 'namespace', listener: name, from: namespaces?.from ?? null },
      '/metadata/namespace',
      namespaces == null ? at : join(at, 'allowedRoutes', 'namespaces'),
    );
  const host = takesHost(route, listener);
  if (host === 'no')
    return detached(
      { is: 'hostname', listener: name, hostname: listener.hostname ?? '', hosts: route.hosts },
      '/spec/hostnames',
      join(at, 'hostname'),
    );
  const all = and(kind, and(namespace, host));
  if (all === 'yes') return attached;
  return undecided(host === 'unknown' ? 'parameter' : 'open-namespace');
}

/** Route kinds by protocol: the comment of `allowedRoutes.kinds`, and ProtocolType. A domain-prefixed protocol is its controller's. */
function takesKind({ kind }: Route, { protocol, allowedRoutes }: Listener): Truth {
  const kinds = allowedRoutes?.kinds ?? [];
  const listed =
    kinds.length === 0 || kinds.some(one => (one.group ?? gatewayApi) === gatewayApi && one.kind === kind);
  return and(truth(listed), carries(kind, protocol ?? null));
}

const protocols = ['HTTP', 'HTTPS', 'TLS', 'TCP', 'UDP'];

/** A TLS listener that terminates TLS may take a TCPRoute; the controllers differ. */
function carries(kind: Route['kind'], protocol: string | null): Truth {
  if (protocol === null || !protocols.includes(protocol)) return 'unknown';
  switch (kind) {
    case 'TLSRoute':
      return truth(protocol === 'TLS');
    case 'TCPRoute':
      return protocol === 'TLS' ? 'unknown' : truth(protocol === 'TCP');
    default:
      return truth(protocol === 'HTTP' || protocol === 'HTTPS');
  }
}

function takenKinds({ kind }: Route, { protocol, allowedRoutes }: Listener): string {
  const kinds = (allowedRoutes?.kinds ?? []).flatMap(({ kind }) => kind ?? []);
  return carries(kind, protocol ?? null) === 'no' || kinds.length === 0
    ? `protocol is ${protocol}`
    : `allowedRoutes.kinds is ${kinds.join(', ')}`;
}

/** Whether routes, or ListenerSets, of a namespace are taken. The labels of a Namespace that is not seen are not known. */
function takesNamespace(
  from: string,
  namespaces: FromNamespaces | null | undefined,
  { namespace }: Ref,
  owner: Ref,
  query: Query,
): Truth {
  switch (from) {
    case 'All':
      return 'yes';
    case 'None':
      return 'no';
    case 'Same':
      if (namespace === owner.namespace) return 'yes';
      return namespace === null || owner.namespace === null ? 'unknown' : 'no';
    case 'Selector': {
      const selector = namespaces?.selector;
      if (selector == null || namespace === null) return 'unknown';
      const own = { 'kubernetes.io/metadata.name': namespace };
      const labels = namespaceLabels(namespace, query);
      return matchesSelector(
        selector,
        labels === null ? partlyKnown(own) : { written: { ...labels, ...own }, runtime: null },
      );
    }
    default:
      return 'unknown';
  }
}

function takesHost({ hosts }: Route, { hostname }: Listener): Truth {
  if (hostname == null || hostname === '' || hosts.length === 0) return 'yes';
  if (hosts.some(host => intersects(host, hostname))) return 'yes';
  return [hostname, ...hosts].some(holdsParameter) ? 'unknown' : 'no';
}

const holdsParameter = (text: string | null | undefined) => isParametric(text ?? '');

/** A Gateway takes a ListenerSet only where its `allowedListeners` says so; the default is None. */
function takesSet(
  { obj }: Route,
  { at }: GatewayParent,
  set: Owner,
  gateway: ReadableObj<GatewayBody>,
  query: Query,
): AttachmentResult {
  if (set.ref.kind === 'Gateway') return attached;
  const namespaces = gateway.body.spec?.allowedListeners?.namespaces;
  const taken = takesNamespace(namespaces?.from ?? 'None', namespaces, set.ref, gateway.ref, query);
  if (taken === 'yes') return attached;
  if (taken === 'unknown') return undecided('open-namespace');
  return {
    is: 'detached',
    certainty: 'proven',
    reason: { is: 'set-not-taken', gateway: gateway.ref, from: namespaces?.from ?? null },
    faults: [
      { obj, at },
      { obj: set, at: '/spec/parentRef' },
      { obj: gateway, at: '/spec/allowedListeners' },
    ],
    absent: null,
  };
}

/** A Gateway whose GatewayClass does not exist has no proxies. */
function classOf(gateway: ReadableObj<GatewayBody>, query: Query): AttachmentResult {
  const name = gateway.body.spec?.gatewayClassName;
  if (name == null || name === '') return attached;
  const found = query.get(refs.gatewayClass(name));
  if (found.is === 'found') return attached;
  if (found.is === 'unknown' && found.why !== 'open-namespace') return attached;
  const near = nearOf(
    name,
    query.lookup(collections.gatewayClasses).map(({ ref }) => ref.name),
  );
  if (found.is === 'unknown' && near === null) return attached;
  return {
    is: 'detached',
    certainty: found.is === 'missing' ? 'proven' : 'likely',
    reason: { is: 'class-missing', gateway, name, near },
    faults: [{ obj: gateway, at: '/spec/gatewayClassName' }],
    absent: `GatewayClass ${name}`,
  };
}
