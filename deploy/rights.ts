/** The RBAC rules of the webhook's and the auditor's service accounts, derived from the table of kinds. */
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
 * Read live when a decision needs them, and always as a list: src/admission/live/api-reads.ts reads the metadata of a
 * Pod, rollback.ts the two kinds that hold revisions.
 */
const listed: readonly Readable[] = [
  { group: '', plural: 'pods' },
  { group: 'apps', plural: 'replicasets' },
  { group: 'apps', plural: 'controllerrevisions' },
];

/** src/sources/cluster watches these kinds, and decisions also get single objects of them. The webhook writes nothing. */
export const webhookRights: readonly PolicyRule[] = [
  ...rulesFor(watched, ['get', 'list', 'watch']),
  ...rulesFor(listed, ['list']),
];

/** A scan lists each kind of the table once. It gets no object by name and watches nothing. */
export const auditRights: readonly PolicyRule[] = rulesFor(kinds, ['list']);

/** The only objects that the program writes in other namespaces. */
export const reportRights: readonly PolicyRule[] = [
  {
    apiGroups: ['openreports.io'],
    resources: ['reports', 'clusterreports'],
    // An apply is a patch; for a new object it is a create.
    verbs: ['get', 'list', 'create', 'patch', 'delete'],
  },
];

/** Rights in the auditor's own namespace. RBAC cannot restrict `create` to a name: a new object has no name yet. */
export const leaseRights = (name: string): readonly PolicyRule[] => [
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
  {
    apiGroups: ['coordination.k8s.io'],
    resources: ['leases'],
    resourceNames: [name],
    verbs: ['get', 'update'],
  },
];

/** A rule for each group. */
function rulesFor(list: readonly Readable[], verbs: readonly string[]): readonly PolicyRule[] {
  const groups = new Map<string, string[]>();
  for (const { group, plural } of list) groups.set(group, [...(groups.get(group) ?? []), plural]);
  return [...groups].map(([group, resources]) => ({ apiGroups: [group], resources, verbs }));
}
