import { backendTlsPolicy } from './kinds/backend-tls-policy.ts';
import { cronJob } from './kinds/cron-job.ts';
import { daemonSet } from './kinds/daemon-set.ts';
import type { BodyOf, Kind, MergedBody } from './kinds/define.ts';
import { deployment } from './kinds/deployment.ts';
import { deploymentConfig } from './kinds/deployment-config.ts';
import { endpointSlice } from './kinds/endpoint-slice.ts';
import { endpoints } from './kinds/endpoints.ts';
import { gateway } from './kinds/gateway.ts';
import { gatewayClass } from './kinds/gateway-class.ts';
import { grpcRoute } from './kinds/grpc-route.ts';
import { horizontalPodAutoscaler } from './kinds/horizontal-pod-autoscaler.ts';
import { httpProxy } from './kinds/http-proxy.ts';
import { httpRoute } from './kinds/http-route.ts';
import { ingress } from './kinds/ingress.ts';
import { ingressClass } from './kinds/ingress-class.ts';
import { ingressController } from './kinds/ingress-controller.ts';
import { ingressRoute } from './kinds/ingress-route.ts';
import { job } from './kinds/job.ts';
import { listenerSet } from './kinds/listener-set.ts';
import { namespace } from './kinds/namespace.ts';
import { networkPolicy } from './kinds/network-policy.ts';
import { openshiftRoute } from './kinds/openshift-route.ts';
import { peerAuthentication } from './kinds/peer-authentication.ts';
import { persistentVolumeClaim } from './kinds/persistent-volume-claim.ts';
import { pod } from './kinds/pod.ts';
import { podDisruptionBudget } from './kinds/pod-disruption-budget.ts';
import { referenceGrant } from './kinds/reference-grant.ts';
import { replicaSet } from './kinds/replica-set.ts';
import { replicationController } from './kinds/replication-controller.ts';
import { rollout } from './kinds/rollout.ts';
import { scaledObject } from './kinds/scaled-object.ts';
import { service } from './kinds/service.ts';
import { statefulSet } from './kinds/stateful-set.ts';
import { tcpRoute } from './kinds/tcp-route.ts';
import { tlsRoute } from './kinds/tls-route.ts';
import { virtualService } from './kinds/virtual-service.ts';
import { intendedKind, isUnknownVersion } from './meant-kind.ts';
import { groupOf, type Obj, versionOf } from './object.ts';

export type { Kind } from './kinds/define.ts';

/** Every kind that we read. A new kind is a file in `kinds/` and a row here; code that must handle it then fails to compile. */
const table = [
  service,
  endpoints,
  pod,
  replicationController,
  namespace,
  persistentVolumeClaim,
  endpointSlice,
  deployment,
  statefulSet,
  daemonSet,
  replicaSet,
  job,
  cronJob,
  deploymentConfig,
  rollout,
  ingress,
  ingressClass,
  networkPolicy,
  podDisruptionBudget,
  horizontalPodAutoscaler,
  scaledObject,
  httpRoute,
  grpcRoute,
  tlsRoute,
  tcpRoute,
  gateway,
  listenerSet,
  gatewayClass,
  referenceGrant,
  backendTlsPolicy,
  openshiftRoute,
  ingressController,
  httpProxy,
  ingressRoute,
  virtualService,
  peerAuthentication,
] as const;

export const kinds: readonly Kind[] = table;

type Row = (typeof table)[number];
type RowOf<R extends Kind['role']> = Extract<Row, { readonly role: R }>;

/** The names of the kinds of one role. No two kinds of the table have one name. */
export type KindName<R extends Kind['role'] = Kind['role']> = RowOf<R>['kind'];
export type RouteKind = KindName<'route'>;
export type WorkloadKind = KindName<'workload'>;
/** The bodies of all kinds of a role, merged into one type. */
export type WorkloadBody = MergedBody<BodyOf<RowOf<'workload'>>>;
export type ScalerBody = MergedBody<BodyOf<RowOf<'scaler'>>>;
export type ClassBody = MergedBody<BodyOf<RowOf<'class'>>>;

const byName: ReadonlyMap<string, Kind> = new Map(
  kinds.map(entry => [`${entry.group}/${entry.kind}`, entry]),
);
const byFormerName = new Map<string, { readonly kind: Kind; readonly since: string | null }>();
for (const kind of kinds) {
  for (const [group, since] of Object.entries(kind.formerGroups))
    byFormerName.set(`${group}/${kind.kind}`, { kind, since });
  if (kind.alsoInCore) byFormerName.set(`/${kind.kind}`, { kind, since: null });
}

/** The intended kind, and what keeps API servers from serving the object as that kind. */
export interface KnownKind {
  readonly kind: Kind;
  /** The Kubernetes version that removed the object's API version; null where it is still served. */
  readonly removedIn: string | null;
  /** The field whose value no API server has ever served for this kind; null for none. */
  readonly typo: 'apiVersion' | 'kind' | null;
}

export function kindOf(apiVersion: string, name: string): KnownKind | null {
  const key = `${groupOf(apiVersion)}/${name}`;
  const known = byName.get(key);
  if (known !== undefined) {
    const removedIn = own(known.removed, versionOf(apiVersion));
    const isWrong = removedIn === null && isUnknownVersion(apiVersion, known);
    return { kind: known, removedIn, typo: isWrong ? 'apiVersion' : null };
  }
  const former = byFormerName.get(key);
  if (former !== undefined) return { kind: former.kind, removedIn: former.since, typo: null };
  const intended = intendedKind(apiVersion, name, kinds);
  return intended === null ? null : { ...intended, removedIn: null };
}

export function isKnownKind(group: string, name: string): boolean {
  return byName.has(`${group}/${name}`);
}

/** False for the cluster-scoped kinds of the table; true for an unknown kind. */
export function isNamespaced(group: string, name: string): boolean {
  return byName.get(`${group}/${name}`)?.namespaced ?? true;
}

/** Whether the object is of that kind, by group and name; any version will do. */
export function isOf<K extends Kind>(kind: K, obj: Obj): obj is Obj<BodyOf<K>> {
  return obj.ref.kind === kind.kind && obj.ref.group === kind.group;
}

/** The kind of that name and role. */
export function isOfRole<R extends Kind['role']>(
  role: R,
  ref: { readonly group: string; readonly kind: string },
): ref is { readonly group: string; readonly kind: KindName<R> } {
  return byName.get(`${ref.group}/${ref.kind}`)?.role === role;
}

export const isScaler = (obj: Obj): obj is Obj<ScalerBody> => isOfRole('scaler', obj.ref);

function own<T>(record: Readonly<Record<string, T>>, key: string): T | null {
  return Object.hasOwn(record, key) ? (record[key] ?? null) : null;
}
