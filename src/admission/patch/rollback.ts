import type { ApiRead, ReadAnswer } from '../../kube/api-server.ts';
import { isJsonObject, type Json, type JsonObject, jsonEqual, own } from '../../kube/json.ts';
import type { Labels } from '../../kube/kinds/metadata.ts';
import type { Obj, Ref } from '../../kube/object.ts';
import { valueAt } from '../../kube/pointer.ts';
import { formatLabels } from '../../kube/selector.ts';
import { isWorkload, templateAt } from '../../kube/workload.ts';
import type { Request } from '../review/context.ts';

/** Whether the request changes the stored pod template; true on CREATE. */
export function changesTemplate({ object, old }: Request): boolean {
  if (!isWorkload(object) || object.opaque !== null) return false;
  if (old === null) return true;
  const at = templateAt(object);
  return !jsonEqual(valueAt(object.body, at), valueAt(old.body, at));
}

/** The list that shows whether a request restores an earlier template; null for a request that is no rollback. */
export function revisionsOf(request: Request): ApiRead | null {
  const { object, old } = request;
  if (old === null || !isWorkload(object) || !changesTemplate(request)) return null;
  const kind = revisionKindOf(object.ref);
  if (kind === null) return null;
  return { list: kind, namespace: object.ref.namespace, selector: selectorOf(object) };
}

const replicaSet = { group: 'apps', kind: 'ReplicaSet' };
const revision = { group: 'apps', kind: 'ControllerRevision' };

/** The kinds in which controllers store earlier templates. */
const revisionKinds: Readonly<Record<string, { readonly group: string; readonly kind: string }>> = {
  'apps/Deployment': replicaSet,
  'apps/StatefulSet': revision,
  'apps/DaemonSet': revision,
  'argoproj.io/Rollout': replicaSet,
  'apps.openshift.io/DeploymentConfig': { group: '', kind: 'ReplicationController' },
};

export function revisionKindOf({
  group,
  kind,
}: Ref): { readonly group: string; readonly kind: string } | null {
  return revisionKinds[`${group}/${kind}`] ?? null;
}

/** The label selector of the revisions, which have the labels of the template. */
function selectorOf({ body }: Obj): string | null {
  const selector = own(own(body, 'spec'), 'selector');
  const expressions = own(selector, 'matchExpressions');
  const labels =
    own(selector, 'matchLabels') ?? (own(selector, 'matchExpressions') === undefined ? selector : null);
  if (!isJsonObject(labels) || (Array.isArray(expressions) && expressions.length > 0)) return null;
  return Object.keys(labels).length === 0 ? null : formatLabels(labels as Labels);
}

/** Whether the written template equals one of the object's own revisions. */
export function isRollback({ object, old }: Request, answer: ReadAnswer | null): boolean {
  if (answer === null || answer.is !== 'read' || old === null || !isWorkload(object)) return false;
  const uid = own(own(old.body, 'metadata'), 'uid');
  const written = valueAt(object.body, templateAt(object));
  if (!isJsonObject(written)) return false;
  return answer.objects.some(
    kept => isOwnedBy(kept, uid) && jsonEqual(plain(templateIn(kept)), plain(written)),
  );
}

function isOwnedBy({ body }: Obj, uid: Json | undefined): boolean {
  const owners = own(own(body, 'metadata'), 'ownerReferences');
  return Array.isArray(owners) && uid !== undefined && owners.some(owner => own(owner, 'uid') === uid);
}

/** The template of a revision. A ControllerRevision stores a patch that restores it: the template as a whole. */
function templateIn({ body, ref }: Obj): Json | undefined {
  const from = ref.kind === 'ControllerRevision' ? own(body, 'data') : body;
  return own(own(from, 'spec'), 'template');
}

const added = new Set(['pod-template-hash', 'rollouts-pod-template-hash', 'deployment', 'deploymentconfig']);

/** The template without the fields that the controller writes into its copy. */
function plain(template: Json | undefined): Json | undefined {
  if (!isJsonObject(template)) return template;
  const { $patch: _, metadata, ...rest } = template;
  if (!isJsonObject(metadata)) return { ...rest };
  const { labels, annotations, creationTimestamp: __, ...others } = metadata;
  return {
    ...rest,
    metadata: {
      ...others,
      ...entriesBut(labels, 'labels', key => added.has(key)),
      ...entriesBut(annotations, 'annotations', key => key.startsWith('openshift.io/')),
    },
  };
}

/** The remaining entries of a map; an absent map counts as empty. */
function entriesBut(map: Json | undefined, name: string, isLeftOut: (key: string) => boolean): JsonObject {
  if (!isJsonObject(map)) return {};
  const kept = Object.entries(map).filter(([key]) => !isLeftOut(key));
  return kept.length === 0 ? {} : { [name]: Object.fromEntries(kept) };
}
