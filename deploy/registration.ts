/**
 * The writes that the API server sends for review: the rules of both webhooks, and the conditions that exclude writes
 * which the program would admit unread. The chart, the kustomize base and the e2e tests use this file.
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

/** The kinds that rules read and users write: no Pods, and no objects that controllers make. */
const written = kinds.filter(
  ({ namespaced, role, kind }) =>
    namespaced &&
    ['route', 'gateway', 'upstream', 'service', 'workload', 'policy', 'grant', 'scaler'].includes(role) &&
    !['Pod', 'ReplicaSet', 'Job', 'CronJob'].includes(kind),
);

/** The kinds of each webhook. Only pod templates are patched. */
const reviewed: Readonly<Record<Door, readonly Kind[]>> = {
  validate: written,
  mutate: written.filter(({ role }) => role === 'workload'),
};

/**
 * One rule for the kinds of a group with the same versions. All versions are named: in a cluster whose Gateway API
 * serves only `v1beta1`, `matchPolicy: Equivalent` has no `v1` to match.
 */
export function webhookRules(webhook: Door): readonly RuleWithOperations[] {
  const rules = new Map<string, { readonly first: Kind; readonly resources: string[] }>();
  for (const kind of reviewed[webhook]) {
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

/** Namespaces without review: a webhook for them could keep a cluster from starting. */
export const excludedNamespaces = ['kube-system', 'kube-node-lease', 'kube-public', 'cert-manager'] as const;

export interface MatchCondition {
  readonly name: string;
  readonly expression: string;
  /** The line of docs/admission.md behind the condition; the manifests have it as a comment. */
  readonly because: string;
}

const groups = 'request.userInfo.groups';
const inGroup = (group: string) => `(has(${groups}) && '${group}' in ${groups})`;
const same = (field: string, none: string) =>
  `object.metadata.?${field}.orValue(${none}) == oldObject.metadata.?${field}.orValue(${none})`;

/**
 * The conditions exclude no more than the program itself admits (src/admission/review/exclusions.ts and unchanged.ts):
 * every kind in the rules has only metadata, spec and status. An error in a condition would skip the webhook under
 * `failurePolicy: Ignore`, so each condition tests for an optional field before it reads the field.
 *
 * Leader election needs no condition: Leases, Endpoints and ConfigMaps are in no rule. `/status` and `/scale` need none
 * either, because a rule without a subresource does not match them.
 */
export const matchConditions: readonly MatchCondition[] = [
  {
    name: 'not-being-deleted',
    expression: "request.operation == 'CREATE' || !has(object.metadata.deletionTimestamp)",
    because: 'Never refused: objects that are being deleted.',
  },
  {
    name: 'not-by-a-node',
    expression: `!${inGroup('system:nodes')}`,
    because: 'Never refused: writes of nodes,',
  },
  {
    name: 'not-by-kube-system',
    expression: `!${inGroup('system:serviceaccounts:kube-system')}`,
    because: 'of the controllers in kube-system,',
  },
  {
    name: 'not-by-the-control-plane',
    expression:
      '!has(request.userInfo.username) ||\n' +
      "!(request.userInfo.username in ['system:kube-controller-manager', 'system:kube-scheduler', 'system:apiserver'])",
    because: 'and of the control plane.',
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
    because: 'Not checked: an update without a change of spec, labels, annotations and owners.',
  },
];
