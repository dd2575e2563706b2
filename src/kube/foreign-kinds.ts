import { isJsonObject, type Json, own } from './json.ts';
import { isKnownKind } from './kinds.ts';

// Kinds that are not in the table, classified by group and name.

/** Groups in which only workloads make pods behind a Service. */
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
  // Custom resources that only configure: they make no pods behind a Service.
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

/** Whether the custom resource's controller may make pods: nothing in the input says that it does not. */
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

/**
 * Whether the fields of a custom resource tell of pods, at any depth of its spec. A resource without a spec says nothing,
 * so it may make them.
 */
export function tellsOfPods(body: unknown): boolean {
  const spec = own(body, 'spec');
  return !isJsonObject(spec) || Object.keys(spec).length === 0 || hasPodField(spec);
}

function hasPodField(value: Json): boolean {
  if (Array.isArray(value)) return value.some(hasPodField);
  if (!isJsonObject(value)) return false;
  return Object.entries(value).some(([key, inner]) => podFields.test(key) || hasPodField(inner));
}

/** Fields by which operators size, place and run pods. */
const podFields =
  /^(.*[rR]eplicas|.*[iI]nstances|.*[iI]mage(Name|Tag)?|.*[tT]emplate|containers?|nodeSets|nodes?|members|pods?|size|count|servers?|resources|storage|volumes?|volumeClaimTemplates?|persistence|affinity|tolerations|nodeSelector|serviceAccount(Name)?|version|chart|source|sources|path|values|manifests?|deployment|statefulSet|podSpec|workloads?)$/;

/** Kinds of any group that only configure something else, recognised by their last word. */
const configures =
  /(Policy|Plugin|Secret|SecretStore|SecretProviderClass|Repository|Dashboard|Datasource|Scrape|Rule|Topic|User|Class|Autoscaler|Monitor|Monitoring|Issuer|Certificate|DNSEndpoint|NetworkAttachmentDefinition|Middleware|Backup|Bucket|Role|RoleBinding|Account|Quota)$/;

/** Config files of programs, written like an object. */
const localGroups =
  /(^|\.)(config\.k8s\.io|config\.k3s\.io|kubeadm\.k8s\.io|kind\.x-k8s\.io|config\.kpt\.dev|eksctl\.io)$/;

/** Policies of other APIs, which may override a NetworkPolicy. */
export function isForeignPolicy(group: string, name: string): boolean {
  return group === 'policy.networking.k8s.io' || (policyGroups.has(group) && name.endsWith('NetworkPolicy'));
}

const policyGroups = new Set(['cilium.io', 'projectcalico.org', 'crd.projectcalico.org', 'crd.antrea.io']);

/** Route kinds that we do not read. Where such an object is present, "no route leads here" is not known. */
export function isForeignRoute(group: string, name: string): boolean {
  return foreignRoutes.has(`${group}/${name}`) && !isKnownKind(group, name);
}

const foreignRoutes = new Set([
  'traefik.containo.us/IngressRoute',
  'k8s.nginx.org/VirtualServer',
  'k8s.nginx.org/VirtualServerRoute',
  'getambassador.io/Mapping',
  'gateway.solo.io/VirtualService',
  'apisix.apache.org/ApisixRoute',
]);
