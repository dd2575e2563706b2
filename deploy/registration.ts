/**
 * Which writes the API server asks about: the rules of both webhooks, and the conditions that keep out what the program
 * would let through unseen. The chart, the kustomize base and the e2e tests take theirs from here.
 */
import { type Kind, kinds } from '../src/kube/kinds.ts';

export type Door = 'validate' | 'mutate';

export const names: Readonly<Record<Door, string>> = {
  validate: 'validate.ingress-policy.io',
  mutate: 'mutate.ingress-policy.io',
};

/** Seconds. */
export const timeouts: Readonly<Record<Door, number>> = { validate: 3, mutate: 2 };

export interface RuleWithOperations {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly resources: readonly string[];
  readonly operations: readonly string[];
  readonly scope: 'Namespaced';
}

/** Of the kinds that rules read those that people write: never Pods, nor what controllers make of others. */
const written = kinds.filter(
  ({ namespaced, role, kind }) =>
    namespaced &&
    (['route', 'service', 'workload', 'policy', 'grant', 'scaler'].includes(role) || kind === 'Gateway') &&
    !['Pod', 'ReplicaSet', 'Job', 'CronJob'].includes(kind),
);

/** Patches go to pod templates alone. */
const asked: Readonly<Record<Door, readonly Kind[]>> = {
  validate: written,
  mutate: written.filter(({ role }) => role === 'workload'),
};

/**
 * One rule for the kinds of a group that are read in the same versions. All of them are named: a cluster whose Gateway
 * API serves `v1beta1` alone has no equivalent of `v1` by which `matchPolicy: Equivalent` could find it.
 */
export function webhookRules(door: Door): readonly RuleWithOperations[] {
  const rules = new Map<string, { readonly first: Kind; readonly resources: string[] }>();
  for (const kind of asked[door]) {
    const key = `${kind.group} ${kind.versions.join(' ')}`;
    const rule = rules.get(key) ?? { first: kind, resources: [] };
    rule.resources.push(kind.plural);
    rules.set(key, rule);
  }
  return [...rules.values()].map(({ first, resources }) => ({
    apiGroups: [first.group],
    apiVersions: first.versions,
    resources,
    operations: ['CREATE', 'UPDATE'],
    scope: 'Namespaced',
  }));
}

/** Where nobody is asked: a webhook in the way of these could keep a cluster from coming up. */
export const excludedNamespaces = ['kube-system', 'kube-node-lease', 'kube-public', 'cert-manager'] as const;

export interface MatchCondition {
  readonly name: string;
  readonly expression: string;
  /** The line of docs/admission.md that it follows; it stands above the condition in the manifests. */
  readonly because: string;
}

const groups = 'request.userInfo.groups';
const inGroup = (group: string) => `(has(${groups}) && '${group}' in ${groups})`;
const same = (field: string, none: string) =>
  `object.metadata.?${field}.orValue(${none}) == oldObject.metadata.?${field}.orValue(${none})`;

/**
 * Never more than the program itself lets pass (src/admission/review/exclusions.ts and unchanged.ts): every kind in the rules has
 * metadata, spec and status, and nothing else. An error in one of them would skip
 * the webhook under `failurePolicy: Ignore`, so none reads a field that may be absent without a test for it.
 *
 * Leader election needs none: Leases, Endpoints and ConfigMaps are in no rule. Nor does `/status` or `/scale`, for a
 * rule without a subresource does not match them.
 */
export const matchConditions: readonly MatchCondition[] = [
  {
    name: 'not-being-deleted',
    expression: '!has(object.metadata.deletionTimestamp)',
    because: 'Never refused: objects that are being deleted.',
  },
  {
    name: 'not-kept-by-a-controller',
    expression:
      '!has(object.metadata.ownerReferences) ||\n' +
      '!object.metadata.ownerReferences.exists(owner, has(owner.controller) && owner.controller == true)',
    because:
      'Never refused: objects that a controller keeps. It follows another object, which was asked about itself.',
  },
  {
    name: 'not-by-a-node',
    expression: `!${inGroup('system:nodes')}`,
    because: 'Never refused: what keeps the cluster itself going. Nodes,',
  },
  {
    name: 'not-by-kube-system',
    expression: `!${inGroup('system:serviceaccounts:kube-system')}`,
    because: 'the controllers of kube-system,',
  },
  {
    name: 'not-by-the-control-plane',
    expression:
      '!has(request.userInfo.username) ||\n' +
      "!(request.userInfo.username in ['system:kube-controller-manager', 'system:kube-scheduler', 'system:apiserver'])",
    because: 'and the control plane.',
  },
  {
    name: 'changes-what-is-read',
    expression: [
      "request.operation != 'UPDATE' || oldObject == null ||",
      `!(object.?spec.orValue(null) == oldObject.?spec.orValue(null) &&`,
      `  ${same('labels', '{}')} &&`,
      `  ${same('annotations', '{}')} &&`,
      `  ${same('ownerReferences', '[]')})`,
    ].join('\n'),
    because: 'An update that leaves spec, labels, annotations and owners as they were is weighed by nobody.',
  },
];
