import { makes } from './controller-refs.ts';
import { type Json, own } from './json.ts';
import type { LabelSelector, Labels } from './kinds/metadata.ts';
import type { PodSpec, PodTemplate } from './kinds/pod-template.ts';
import { isOfRole, type WorkloadBody, type WorkloadKind } from './kinds.ts';
import { annotationOf, annotationsOf, controllerRefsOf, labelsOf, textsIn } from './metadata.ts';
import { groupOf, type Obj, type ReadableObj } from './object.ts';
import { type Pointer, valueAt } from './pointer.ts';
import type { KnownLabels } from './selector.ts';
import { isParametric } from './text.ts';
import { type Truth, truth } from './truth.ts';

export type Workload = Obj<WorkloadBody>;
export type ReadableWorkload = ReadableObj<WorkloadBody>;

/** The pointer to each kind's pod template. A Pod is its own template. */
const templates: Readonly<Record<WorkloadKind, Pointer>> = {
  Deployment: '/spec/template',
  StatefulSet: '/spec/template',
  DaemonSet: '/spec/template',
  ReplicaSet: '/spec/template',
  ReplicationController: '/spec/template',
  DeploymentConfig: '/spec/template',
  Rollout: '/spec/template',
  Job: '/spec/template',
  CronJob: '/spec/jobTemplate/spec/template',
  Pod: '',
};

/** Compares group and kind: a Job of Volcano or a StatefulSet of OpenKruise is another kind, of unknown shape. */
export function isWorkload(obj: Obj): obj is Workload {
  return isOfRole('workload', obj.ref);
}

export function isWorkloadKind(kind: string): kind is WorkloadKind {
  return Object.hasOwn(templates, kind);
}

/** Whether the pods end: those of a Job, and a Pod that is not restarted, such as a chart's test. No route needs them. */
export function isTransient(workload: Workload): boolean {
  const { kind } = workload.ref;
  if (kind !== 'Pod') return kind === 'Job' || kind === 'CronJob';
  if (workload.opaque !== null) return isHook(workload);
  const { restartPolicy } = podSpecOf(workload);
  return restartPolicy === 'Never' || restartPolicy === 'OnFailure' || isHook(workload);
}

const isHook = (workload: Workload): boolean => annotationOf(workload, 'helm.sh/hook') !== null;

/**
 * Whether a workload owns the object: then the owner is judged in its place. An object that a custom resource owns is
 * judged itself.
 */
export function isOwned(obj: Obj): boolean {
  return controllerRefsOf(obj).some(
    owner => isPodMaker(owner.apiVersion, owner.kind) && makes(owner, obj.ref.kind) === true,
  );
}

/** Whether an owner of that version and kind is a workload. Both come from unchecked metadata. */
export function isPodMaker(apiVersion: unknown, kind: unknown): boolean {
  if (typeof kind !== 'string') return false;
  return isOfRole('workload', { group: groupOf(typeof apiVersion === 'string' ? apiVersion : ''), kind });
}

export function templateAt({ ref: { kind } }: Workload): Pointer {
  return isWorkloadKind(kind) ? templates[kind] : '/spec/template';
}

/** The pod template; null for a Pod and for a workload without one (a Rollout with workloadRef). */
function templateOf({ ref, body }: ReadableWorkload): PodTemplate | null {
  const template = ref.kind === 'CronJob' ? body.spec?.jobTemplate?.spec?.template : body.spec?.template;
  return template ?? null;
}

/** `spec.selector`; in a ReplicationController or DeploymentConfig it is a plain map of labels. Null where absent. */
export function labelSelectorOf({ ref, body }: ReadableWorkload): LabelSelector | null {
  const selector = body.spec?.selector ?? null;
  if (selector === null) return null;
  const isPlain = ref.kind === 'ReplicationController' || ref.kind === 'DeploymentConfig';
  return isPlain ? { matchLabels: selector as Labels } : (selector as LabelSelector);
}

/** False where the workload takes its pod template from another object, or states none. */
export function hasTemplate(workload: ReadableWorkload): boolean {
  return workload.ref.kind === 'Pod' || templateOf(workload) !== null;
}

export function podSpecAt(workload: Workload): Pointer {
  return `${templateAt(workload)}/spec`;
}

export function podSpecOf(workload: ReadableWorkload): PodSpec {
  const { ref, body } = workload;
  return (ref.kind === 'Pod' ? body.spec : templateOf(workload)?.spec) ?? {};
}

/** The template's labels; of an opaque object, those that are strings. */
export function podLabelsWritten(workload: Workload): Labels {
  if (workload.opaque !== null) return textsIn(rawPodLabels(workload));
  return workload.ref.kind === 'Pod' ? labelsOf(workload) : (templateOf(workload)?.metadata?.labels ?? {});
}

/** The annotations that the template gives to the pods. */
export function podAnnotationsWritten(workload: ReadableWorkload): Labels {
  return workload.ref.kind === 'Pod'
    ? annotationsOf(workload)
    : (templateOf(workload)?.metadata?.annotations ?? {});
}

const rawPodLabels = (workload: Workload): Json | undefined =>
  valueAt(workload.body, `${templateAt(workload)}/metadata/labels`);

/** False where the template's labels are not a map, or two copies of the object differ. */
export function labelsAreKnown(workload: Workload): boolean {
  if (workload.opaque === 'partial') return true;
  if (workload.opaque !== 'malformed') return workload.opaque === null;
  const labels = `${templateAt(workload)}/metadata/labels`;
  return !workload.malformed.some(({ at }) => labels === at || labels.startsWith(`${at}/`));
}

/**
 * The labels of the workload's pods: those of the template, those that its controller adds, and those that an agent may
 * add while the pod runs. Sources: the API types of apps/v1 and batch/v1; openshift/library-go appsutil; Argo Rollouts.
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

/** Whether the template has the label in a wrong shape: the intended label is then plain to see. */
function isMalformedLabel(workload: Workload, key: string): boolean {
  return workload.opaque !== null && own(rawPodLabels(workload), key) !== undefined;
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

/** Whether a controller or an agent may set the label on pods. */
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

/** Whether the pods may have labels that the template does not show: a parameter, or a Rollout's metadata. */
export function hasOpenLabels(workload: Workload): boolean {
  if (!labelsAreKnown(workload)) return true;
  const labels = podLabelsWritten(workload);
  if (Object.keys(labels).some(key => isParametric(labels[key] ?? ''))) return true;
  return workload.ref.kind === 'Rollout' && addedMetadata(workload).length > 0;
}

/** The key is certainly set; its value is decided at run time. */
const atRunTime = (value: string | null): Truth => (value === null ? 'yes' : 'unknown');

/** A StatefulSet names its pods `<name>-<ordinal>`, with `replicas` ordinals from `ordinals.start` on. */
function ordinalLabel(workload: Workload, prefix: string, value: string | null): Truth {
  if (value === null) return 'yes';
  if (!value.startsWith(prefix)) return 'no';
  const text = value.slice(prefix.length);
  if (!/^(0|[1-9][0-9]*)$/.test(text)) return 'no';
  if (workload.opaque !== null) return 'unknown';
  const start = workload.body.spec?.ordinals?.start ?? 0;
  const ordinal = Number(text);
  return truth(ordinal >= start && ordinal < start + (workload.body.spec?.replicas ?? 1));
}

/** Argo Rollouts adds `canaryMetadata.labels` and the like to the pods of one of its ReplicaSets. */
function rolloutMetadata(workload: Workload, key: string): Truth {
  const isAdded = addedMetadata(workload).some(metadata => own(own(metadata, 'labels'), key) !== undefined);
  return isAdded ? 'unknown' : 'no';
}

/** Reads the raw body, so that the metadata of a malformed Rollout counts, too. */
function addedMetadata({ body }: Workload): readonly Json[] {
  const strategy = own(own(body, 'spec'), 'strategy');
  const [canary, blueGreen] = [own(strategy, 'canary'), own(strategy, 'blueGreen')];
  return [
    ...itemsIn(own(canary, 'steps')).flatMap(experimentMetadata),
    own(canary, 'canaryMetadata'),
    own(canary, 'stableMetadata'),
    own(blueGreen, 'activeMetadata'),
    own(blueGreen, 'previewMetadata'),
  ].flatMap(metadata => metadata ?? []);
}

/** An experiment step of a canary starts pods of the same template, with labels of their own. */
const experimentMetadata = (step: Json): readonly (Json | undefined)[] =>
  itemsIn(own(own(step, 'experiment'), 'templates')).map(template => own(template, 'metadata'));

const itemsIn = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

/** Leader election and replication agents label the pods that they run in; no manifest shows those labels. */
function isAgentLabel(key: string, value: string | null): boolean {
  if (agentKeys.has(key)) return true;
  return roleKey.test(key) && (value === null || agentRoles.has(value));
}

const roleKey = /(^|[-/.])role$/;

// Pods that a Gateway's controller makes carry the Gateway's name, and no manifest shows them.
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
