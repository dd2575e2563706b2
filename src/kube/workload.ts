import type { Json } from './json.ts';
import { groupOf, type Obj } from './object.ts';
import { isParametric } from './parameter.ts';
import type { Pointer } from './pointer.ts';
import type { KnownLabels } from './selector.ts';
import { type Truth, truth } from './truth.ts';
import type { Body, Labels, OwnerReference, PodSpec, PodTemplate, WorkloadBody } from './types.ts';

export type Workload = Obj<WorkloadBody>;

/** The kinds that make pods from a template, and where each keeps it. A Pod is its own template. */
const templates: ReadonlyMap<string, Pointer> = new Map([
  ['apps/Deployment', '/spec/template'],
  ['apps/StatefulSet', '/spec/template'],
  ['apps/DaemonSet', '/spec/template'],
  ['apps/ReplicaSet', '/spec/template'],
  ['/ReplicationController', '/spec/template'],
  ['apps.openshift.io/DeploymentConfig', '/spec/template'],
  ['argoproj.io/Rollout', '/spec/template'],
  ['batch/Job', '/spec/template'],
  ['batch/CronJob', '/spec/jobTemplate/spec/template'],
  ['/Pod', ''],
]);

/** By group and kind: a Job of Volcano or a StatefulSet of OpenKruise is another thing, whose shape nobody has seen. */
export function isWorkload(obj: Obj<unknown>): obj is Workload {
  return templates.has(`${obj.ref.group}/${obj.ref.kind}`);
}

const names = new Set([...templates.keys()].map(key => key.slice(key.indexOf('/') + 1)));

export function isWorkloadKind(kind: string): boolean {
  return names.has(kind);
}

/** Pods that end: those of a Job, and a Pod that is not started again, such as a chart's test. No route counts on them. */
export function isTransient(workload: Workload): boolean {
  const { kind } = workload.ref;
  if (kind !== 'Pod') return kind === 'Job' || kind === 'CronJob';
  const { restartPolicy } = podSpecOf(workload);
  return restartPolicy === 'Never' || restartPolicy === 'OnFailure' || isHook(workload);
}

function isHook({ body }: Workload): boolean {
  return body.metadata?.annotations?.['helm.sh/hook'] != null;
}

/**
 * Made and kept by a workload, which is the object to judge in its place. What a custom resource's controller keeps
 * stands for itself.
 */
export function isOwned(obj: Obj<Body>): boolean {
  return controllersIn(obj).some(owner => isPodMaker(owner.apiVersion, owner.kind));
}

/** Whether an owner of that version and kind, of whatever type they are, is a workload. */
export function isPodMaker(apiVersion: unknown, kind: unknown): boolean {
  return templates.has(`${groupOf(typeof apiVersion === 'string' ? apiVersion : '')}/${kind}`);
}

/** The owners that keep the object as it is; none of one whose shape is wrong. */
export function controllersIn({ body, opaque }: Obj<Body>): readonly OwnerReference[] {
  const owners = body.metadata?.ownerReferences;
  if (owners === null || owners === undefined || opaque === 'malformed') return [];
  return owners.filter(owner => owner.controller === true);
}

export function templateAt(workload: Workload): Pointer {
  return templates.get(`${workload.ref.group}/${workload.ref.kind}`) ?? '/spec/template';
}

/** The pod template; null where the workload has none (a Rollout with workloadRef). */
export function templateOf(workload: Workload): PodTemplate | null {
  const { spec } = workload.body;
  switch (workload.ref.kind) {
    case 'Pod':
      return workload.body as unknown as PodTemplate;
    case 'CronJob':
      return spec?.jobTemplate?.spec?.template ?? null;
    default:
      return spec?.template ?? null;
  }
}

export function podSpecAt(workload: Workload): Pointer {
  return `${templateAt(workload)}/spec`;
}

export function podSpecOf(workload: Workload): PodSpec {
  return templateOf(workload)?.spec ?? {};
}

/** The template's labels; of an object whose shape is wrong those that are sound themselves. */
export function podLabelsWritten(workload: Workload): Labels {
  const labels = templateOf(workload)?.metadata?.labels ?? {};
  if (workload.opaque === null) return labels;
  return Object.fromEntries(
    Object.entries(labels).filter(([, value]) => value === null || typeof value === 'string'),
  );
}

/** False where the template's labels are no map, or are not the only ones of that object. */
export function labelsAreKnown(workload: Workload): boolean {
  if (workload.opaque === 'partial') return true;
  if (workload.opaque !== 'malformed') return workload.opaque === null;
  const labels = `${templateAt(workload)}/metadata/labels`;
  return !workload.malformed.some(({ at }) => labels === at || labels.startsWith(`${at}/`));
}

/**
 * The labels of the workload's pods: the template's, those its controller adds, and those that an agent may add
 * while the pod runs. Sources: the API types of apps/v1 and batch/v1; openshift/library-go appsutil; Argo Rollouts.
 */
export function podLabels(workload: Workload): KnownLabels {
  const labels = podLabelsWritten(workload);
  return { written: labels, runtime: (key, value) => runtimeLabel(workload, labels, key, value) };
}

function runtimeLabel(workload: Workload, labels: Labels, key: string, value: string | null): Truth {
  const added = controllerLabel(workload, key, value);
  if (added !== 'no') return added;
  if (Object.hasOwn(labels, key)) return 'no';
  return isAgentLabel(key, value) || isMalformedLabel(workload, key) ? 'unknown' : 'no';
}

/** Written, and not as the API has it: what is meant stands to be seen. */
function isMalformedLabel(workload: Workload, key: string): boolean {
  return workload.opaque !== null && Object.hasOwn(templateOf(workload)?.metadata?.labels ?? {}, key);
}

function controllerLabel(workload: Workload, key: string, value: string | null): Truth {
  const { kind, name } = workload.ref;
  switch (key) {
    case 'pod-template-hash':
      return kind === 'Deployment' || kind === 'ReplicaSet' ? atRunTime(value) : 'no';
    case 'rollouts-pod-template-hash':
      return kind === 'Rollout' ? atRunTime(value) : 'no';
    case 'controller-revision-hash':
      return kind === 'StatefulSet' || kind === 'DaemonSet' ? atRunTime(value) : 'no';
    case 'pod-template-generation':
      return kind === 'DaemonSet' ? atRunTime(value) : 'no';
    case 'statefulset.kubernetes.io/pod-name':
      return kind === 'StatefulSet' ? ordinalLabel(workload, `${name}-`, value) : 'no';
    case 'apps.kubernetes.io/pod-index':
      return kind === 'StatefulSet' ? ordinalLabel(workload, '', value) : 'no';
    case 'batch.kubernetes.io/job-name':
    case 'job-name':
      if (kind === 'CronJob') return atRunTime(value);
      return kind === 'Job' ? truth(value === null || value === name) : 'no';
    case 'batch.kubernetes.io/controller-uid':
    case 'controller-uid':
      return kind === 'Job' || kind === 'CronJob' ? atRunTime(value) : 'no';
    case 'deploymentconfig':
      return kind === 'DeploymentConfig' ? truth(value === null || value === name) : 'no';
    case 'deployment':
      return kind === 'DeploymentConfig' ? atRunTime(value) : 'no';
    default:
      return kind === 'Rollout' && value !== null ? rolloutMetadata(workload, key) : 'no';
  }
}

/** Whether something other than the template may set the label, on the pods of some workload. */
export function isRuntimeKey(key: string): boolean {
  return controllerKeys.has(key) || agentKeys.has(key) || roleKey.test(key);
}

const controllerKeys = new Set([
  'pod-template-hash',
  'rollouts-pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'batch.kubernetes.io/job-name',
  'job-name',
  'batch.kubernetes.io/controller-uid',
  'controller-uid',
  'deploymentconfig',
  'deployment',
]);

/** Whether the template leaves open what other labels the pods have: a parameter, or a Rollout's metadata. */
export function hasOpenLabels(workload: Workload): boolean {
  if (!labelsAreKnown(workload)) return true;
  const labels = podLabelsWritten(workload);
  if (Object.keys(labels).some(key => isParametric(labels[key] ?? ''))) return true;
  const { canary, blueGreen } = workload.body.spec?.strategy ?? {};
  return (
    workload.ref.kind === 'Rollout' &&
    metadataFields.some(field => (canary?.[field] ?? blueGreen?.[field]) != null)
  );
}

const metadataFields = ['canaryMetadata', 'stableMetadata', 'activeMetadata', 'previewMetadata'];

/** The key is set for certain; which value it has is decided at run time. */
const atRunTime = (value: string | null): Truth => (value === null ? 'yes' : 'unknown');

/** Pods of a StatefulSet are named `<name>-<ordinal>`, from `ordinals.start`, `replicas` of them. */
function ordinalLabel(workload: Workload, prefix: string, value: string | null): Truth {
  if (value === null) return 'yes';
  if (!value.startsWith(prefix)) return 'no';
  const text = value.slice(prefix.length);
  if (!/^(0|[1-9][0-9]*)$/.test(text)) return 'no';
  const start = workload.body.spec?.ordinals?.start ?? 0;
  const ordinal = Number(text);
  return truth(ordinal >= start && ordinal < start + (workload.body.spec?.replicas ?? 1));
}

/** Argo Rollouts adds `canaryMetadata.labels` and its like to the pods of one of its ReplicaSets. */
function rolloutMetadata(workload: Workload, key: string): Truth {
  const { canary, blueGreen } = workload.body.spec?.strategy ?? {};
  const fields: readonly (Json | undefined)[] = [
    canary?.canaryMetadata,
    canary?.stableMetadata,
    blueGreen?.activeMetadata,
    blueGreen?.previewMetadata,
  ];
  return fields.some(field => hasLabelKey(field, key)) ? 'unknown' : 'no';
}

function hasLabelKey(metadata: Json | undefined, key: string): boolean {
  const labels = (metadata as { labels?: Labels } | null | undefined)?.labels;
  return labels !== null && typeof labels === 'object' && Object.hasOwn(labels, key);
}

/** Leader election and replication agents label the pods that they run in; nothing in the manifests shows it. */
function isAgentLabel(key: string, value: string | null): boolean {
  if (agentKeys.has(key)) return true;
  return roleKey.test(key) && (value === null || agentRoles.has(value));
}

const roleKey = /(^|[-/.])role$/;

// What a Gateway's controller makes carries the Gateway's name, and no manifest shows those pods.
const agentKeys = new Set([
  'gateway.networking.k8s.io/gateway-name',
  'gateway.networking.k8s.io/gateway-class-name',
  'gateway.envoyproxy.io/owning-gateway-name',
  'gateway.envoyproxy.io/owning-gateway-namespace',
  'istio.io/gateway-name',
  'vault-active',
  'vault-initialized',
  'vault-perf-standby',
  'vault-sealed',
  'openbao-active',
  'spilo-role',
  'cnpg.io/instanceRole',
  'cnpg.io/instanceName',
  'redis-role',
  'redis-node-role',
  'mysql.oracle.com/cluster-role',
  'postgres-operator.crunchydata.com/role',
]);

const agentRoles = new Set([
  'master',
  'primary',
  'leader',
  'replica',
  'slave',
  'standby',
  'secondary',
  'follower',
]);
