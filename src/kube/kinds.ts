import { intendedKind, isUnknownVersion } from './meant-kind.ts';
import { groupOf, versionOf } from './object.ts';

/** What a kind is to us. `role` says which room reads it; a kind that is not in the table is only seen to be there. */
export interface Kind {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  /** The versions that we read, the preferred one first. */
  readonly versions: readonly string[];
  /** Versions that API servers no longer serve, and the version since which they do not. */
  readonly removed: Readonly<Record<string, string>>;
  readonly namespaced: boolean;
  readonly role:
    | 'route'
    | 'service'
    | 'endpoints'
    | 'workload'
    | 'policy'
    | 'class'
    | 'grant'
    | 'scaler'
    | 'other';
}

const kind = (
  group: string,
  name: string,
  plural: string,
  role: Kind['role'],
  versions: readonly string[] = ['v1'],
  extra: { readonly namespaced?: boolean; readonly removed?: Kind['removed'] } = {},
): Kind => ({
  group,
  kind: name,
  plural,
  versions,
  removed: extra.removed ?? {},
  namespaced: extra.namespaced ?? true,
  role,
});

const cluster = { namespaced: false };

export const kinds: readonly Kind[] = [
  kind('', 'Service', 'services', 'service'),
  kind('', 'Endpoints', 'endpoints', 'endpoints'),
  kind('', 'Pod', 'pods', 'workload'),
  kind('', 'ReplicationController', 'replicationcontrollers', 'workload'),
  kind('', 'Namespace', 'namespaces', 'other', ['v1'], cluster),
  kind('', 'PersistentVolumeClaim', 'persistentvolumeclaims', 'other'),
  kind('discovery.k8s.io', 'EndpointSlice', 'endpointslices', 'endpoints', ['v1'], {
    removed: { v1beta1: '1.25' },
  }),
  kind('apps', 'Deployment', 'deployments', 'workload', ['v1'], {
    removed: { v1beta1: '1.16', v1beta2: '1.16' },
  }),
  kind('apps', 'StatefulSet', 'statefulsets', 'workload', ['v1'], {
    removed: { v1beta1: '1.16', v1beta2: '1.16' },
  }),
  kind('apps', 'DaemonSet', 'daemonsets', 'workload', ['v1'], { removed: { v1beta2: '1.16' } }),
  kind('apps', 'ReplicaSet', 'replicasets', 'workload', ['v1'], { removed: { v1beta2: '1.16' } }),
  kind('batch', 'Job', 'jobs', 'workload'),
  kind('batch', 'CronJob', 'cronjobs', 'workload', ['v1'], {
    removed: { v1beta1: '1.25', v2alpha1: '1.21' },
  }),
  kind('apps.openshift.io', 'DeploymentConfig', 'deploymentconfigs', 'workload'),
  kind('argoproj.io', 'Rollout', 'rollouts', 'workload', ['v1alpha1']),
  kind('networking.k8s.io', 'Ingress', 'ingresses', 'route', ['v1'], { removed: { v1beta1: '1.22' } }),
  kind('networking.k8s.io', 'IngressClass', 'ingressclasses', 'class', ['v1'], {
    ...cluster,
    removed: { v1beta1: '1.22' },
  }),
  kind('networking.k8s.io', 'NetworkPolicy', 'networkpolicies', 'policy'),
  kind('policy', 'PodDisruptionBudget', 'poddisruptionbudgets', 'other', ['v1'], {
    removed: { v1beta1: '1.25' },
  }),
  kind('autoscaling', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', 'scaler', ['v2', 'v1'], {
    removed: { v2beta1: '1.25', v2beta2: '1.26' },
  }),
  kind('keda.sh', 'ScaledObject', 'scaledobjects', 'scaler', ['v1alpha1']),
  kind('gateway.networking.k8s.io', 'HTTPRoute', 'httproutes', 'route', ['v1', 'v1beta1', 'v1alpha2']),
  kind('gateway.networking.k8s.io', 'GRPCRoute', 'grpcroutes', 'route', ['v1', 'v1alpha2']),
  kind('gateway.networking.k8s.io', 'Gateway', 'gateways', 'other', ['v1', 'v1beta1', 'v1alpha2']),
  kind(
    'gateway.networking.k8s.io',
    'GatewayClass',
    'gatewayclasses',
    'class',
    ['v1', 'v1beta1', 'v1alpha2'],
    cluster,
  ),
  kind('gateway.networking.k8s.io', 'ReferenceGrant', 'referencegrants', 'grant', [
    'v1',
    'v1beta1',
    'v1alpha2',
  ]),
  kind('route.openshift.io', 'Route', 'routes', 'route'),
];

/** Groups that once held kinds which live elsewhere now; the versions below are gone from every supported server. */
const moved: Readonly<Record<string, { readonly group: string; readonly since: string }>> = {
  'extensions/Ingress': { group: 'networking.k8s.io', since: '1.22' },
  'extensions/NetworkPolicy': { group: 'networking.k8s.io', since: '1.16' },
  'extensions/Deployment': { group: 'apps', since: '1.16' },
  'extensions/DaemonSet': { group: 'apps', since: '1.16' },
  'extensions/ReplicaSet': { group: 'apps', since: '1.16' },
};

const table = new Map(kinds.map(entry => [`${entry.group}/${entry.kind}`, entry]));

/** The kind that is meant, and what keeps the object from being served as that. */
export interface KnownKind {
  readonly kind: Kind;
  /** Since when no supported API server serves that version any more. */
  readonly removedIn: string | null;
  /** The field whose value no API server has ever served for this kind. */
  readonly typo: 'apiVersion' | 'kind' | null;
}

export function kindOf(apiVersion: string, name: string): KnownKind | null {
  const group = groupOf(apiVersion);
  const known = table.get(`${group}/${name}`);
  if (known !== undefined) {
    const gone = own(known.removed, versionOf(apiVersion));
    return {
      kind: known,
      removedIn: gone,
      typo: gone === null && isUnknownVersion(apiVersion, known) ? 'apiVersion' : null,
    };
  }
  const old = own(moved, `${group}/${name}`);
  if (old !== null) {
    const now = table.get(`${old.group}/${name}`);
    if (now !== undefined) return { kind: now, removedIn: old.since, typo: null };
  }
  // OpenShift served Route and DeploymentConfig under the bare `v1` before 4.0, and templates still say so.
  if (group === '' && (name === 'Route' || name === 'DeploymentConfig')) {
    const now = table.get(
      name === 'Route' ? 'route.openshift.io/Route' : 'apps.openshift.io/DeploymentConfig',
    );
    if (now !== undefined) return { kind: now, removedIn: null, typo: null };
  }
  const meant = intendedKind(apiVersion, name, kinds);
  return meant === null ? null : { ...meant, removedIn: null };
}

/** False for the kinds of ours that stand outside of namespaces. */
export function isNamespaced(group: string, name: string): boolean {
  return table.get(`${group}/${name}`)?.namespaced ?? true;
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | null {
  return Object.hasOwn(record, key) ? (record[key] ?? null) : null;
}

/** Groups of which no kind but a workload makes pods behind a Service. */
const podlessGroups = new Set([
  '',
  'dapr.io',
  'apps',
  'batch',
  'autoscaling',
  'policy',
  'networking.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'scheduling.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'node.k8s.io',
  'resource.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'internal.apiserver.k8s.io',
  'extensions',
  // Custom resources that configure and make no pods behind a Service.
  'gateway.networking.k8s.io',
  'cert-manager.io',
  'acme.cert-manager.io',
  'networking.istio.io',
  'security.istio.io',
  'telemetry.istio.io',
  'cilium.io',
  'projectcalico.org',
  'crd.projectcalico.org',
  'policy.networking.k8s.io',
  'traefik.io',
  'traefik.containo.us',
  'projectcontour.io',
  'gateway.envoyproxy.io',
  'gateway.nginx.org',
  'k8s.nginx.org',
  'kyverno.io',
  'policies.kyverno.io',
  'templates.gatekeeper.sh',
  'constraints.gatekeeper.sh',
  'external-secrets.io',
  'bitnami.com',
  'cloud.google.com',
  'networking.gke.io',
  'elbv2.k8s.aws',
  'keda.sh',
  'route.openshift.io',
  'image.openshift.io',
  'build.openshift.io',
  'project.openshift.io',
  'user.openshift.io',
  'security.openshift.io',
  'authorization.openshift.io',
  'template.openshift.io',
  'apps.openshift.io',
  'linkerd.io',
  'policy.linkerd.io',
  'split.smi-spec.io',
  'snapshot.storage.k8s.io',
  'metrics.k8s.io',
]);

/** A custom resource whose controller may make pods: nothing in the input says that it does not. */
export function mayMakePods(group: string, name: string): boolean {
  // The group of a custom resource is a domain: `skaffold/v4` and its like never reach a cluster.
  if (podlessGroups.has(group) || !group.includes('.') || localGroups.test(group)) return false;
  if (configures.test(name)) return false;
  if (group === 'monitoring.coreos.com')
    return /^(Prometheus|PrometheusAgent|Alertmanager|ThanosRuler)$/.test(name);
  if (group === 'argoproj.io')
    return name !== 'Rollout' && !/^(AppProject|AnalysisTemplate|ClusterAnalysisTemplate)$/.test(name);
  return true;
}

/** By the word that it ends in, what only configures something else, whoever's it is. */
const configures =
  /(Policy|Plugin|Secret|SecretStore|SecretProviderClass|Repository|Dashboard|Datasource|Scrape|Rule|Topic|User|Class|Autoscaler|Monitor|Monitoring|Issuer|Certificate|DNSEndpoint|NetworkAttachmentDefinition|Middleware|Backup|Bucket|Role|RoleBinding|Account|Quota)$/;

/** Configuration of programs, written like an object. */
const localGroups =
  /(^|\.)(config\.k8s\.io|config\.k3s\.io|kubeadm\.k8s\.io|kind\.x-k8s\.io|config\.kpt\.dev)$/;

/** Policies of other APIs, which may admit or refuse what a NetworkPolicy says. */
export function isForeignPolicy(group: string, name: string): boolean {
  return group === 'policy.networking.k8s.io' || (policyGroups.has(group) && name.endsWith('NetworkPolicy'));
}

const policyGroups = new Set(['cilium.io', 'projectcalico.org', 'crd.projectcalico.org', 'crd.antrea.io']);

/** Route kinds that we do not read; where one is present, "no route leads here" is not known. */
export function isForeignRoute(group: string, name: string): boolean {
  return foreignRoutes.has(`${group}/${name}`);
}

const foreignRoutes = new Set([
  'networking.istio.io/VirtualService',
  'traefik.io/IngressRoute',
  'traefik.containo.us/IngressRoute',
  'projectcontour.io/HTTPProxy',
  'k8s.nginx.org/VirtualServer',
  'k8s.nginx.org/VirtualServerRoute',
  'gateway.networking.k8s.io/TLSRoute',
  'gateway.networking.k8s.io/TCPRoute',
  'getambassador.io/Mapping',
  'gateway.solo.io/VirtualService',
  'apisix.apache.org/ApisixRoute',
]);
