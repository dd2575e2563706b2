/** What the service accounts may do: the RBAC rules of the webhook and of the auditor, from the table of kinds. */
import { type Kind, kinds } from '../src/kube/kinds.ts';
import { watched } from '../src/sources/cluster/source.ts';

export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

type Readable = Pick<Kind, 'group' | 'plural'>;

/**
 * Asked for live, when a verdict needs them, and always as a list: src/admission/live/api-reads.ts for Pods, of which the
 * metadata of one is read, rollback.ts for the two that hold revisions.
 */
const listed: readonly Readable[] = [
  { group: '', plural: 'pods' },
  { group: 'apps', plural: 'replicasets' },
  { group: 'apps', plural: 'controllerrevisions' },
];

/** Watched is what src/sources/cluster watches; of these verdicts get single objects, too. No write of any kind. */
export const webhookRights: readonly PolicyRule[] = [
  ...rulesFor(watched, ['get', 'list', 'watch']),
  ...rulesFor(listed, ['list']),
];

/** A scan lists each kind of the table once, gets none by its name, and watches nothing. */
export const auditRights: readonly PolicyRule[] = rulesFor(kinds, ['list']);

/** The only objects of others' namespaces that anything of ours writes. */
export const reportRights: readonly PolicyRule[] = [
  {
    apiGroups: ['openreports.io'],
    resources: ['reports', 'clusterreports'],
    // An apply is a patch, and where nothing is yet, a create.
    verbs: ['get', 'list', 'create', 'patch', 'delete'],
  },
];

/** In the auditor's own namespace. RBAC cannot bind `create` to a name: who creates has not named it yet. */
export const leaseRights = (name: string): readonly PolicyRule[] => [
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
  {
    apiGroups: ['coordination.k8s.io'],
    resources: ['leases'],
    resourceNames: [name],
    verbs: ['get', 'update'],
  },
];

/** One rule a group. */
function rulesFor(list: readonly Readable[], verbs: readonly string[]): readonly PolicyRule[] {
  const groups = new Map<string, string[]>();
  for (const { group, plural } of list) groups.set(group, [...(groups.get(group) ?? []), plural]);
  return [...groups].map(([group, resources]) => ({ apiGroups: [group], resources, verbs }));
}
