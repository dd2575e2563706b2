import { annotationOf } from '../../src/kube/metadata.ts';
import type { Obj } from '../../src/kube/object.ts';

/** The orders in which tools write the objects of one release. */
export const applyOrders = ['helm', 'argo', 'flux', 'kustomize', 'kubectl', 'given'] as const;
export type ApplyOrder = (typeof applyOrders)[number];

export function inApplyOrder(objects: readonly Obj[], order: ApplyOrder): readonly Obj[] {
  switch (order) {
    case 'helm':
      // Objects of one kind keep the chart's order; kinds that Helm does not know come last, by name.
      return objects.toSorted(by(rankIn(helm), unknownKind(helm)));
    case 'argo':
      return objects.toSorted(
        by(
          wave,
          rankIn(argo),
          text(({ ref }) => ref.name),
        ),
      );
    case 'flux':
      return objects.toSorted(by(rankIn(flux.first, flux.last), ...byIdentity));
    case 'kustomize':
      return objects.toSorted(by(rankIn(kustomize.first, flux.last), ...byIdentity));
    case 'kubectl':
      return objects.toSorted(by(text(fileOf), document));
    case 'given':
      return objects;
    default:
      return order satisfies never;
  }
}

type Compare = (a: Obj, b: Obj) => number;

const by =
  (...compares: readonly Compare[]): Compare =>
  (a, b) => {
    for (const compare of compares) {
      const result = compare(a, b);
      if (result !== 0) return result;
    }
    return 0;
  };

const number =
  (of: (obj: Obj) => number): Compare =>
  (a, b) =>
    of(a) - of(b);

const text =
  (of: (obj: Obj) => string): Compare =>
  (a, b) =>
    of(a) < of(b) ? -1 : of(a) > of(b) ? 1 : 0;

/** Ranks kinds by the two lists; a kind in neither list comes between them. */
function rankIn(first: readonly string[], last: readonly string[] = []): Compare {
  const ranks = new Map([
    ...first.map((kind, index) => [kind, index] as const),
    ...last.map((kind, index) => [kind, first.length + 1 + index] as const),
  ]);
  return number(({ ref }) => ranks.get(ref.kind) ?? first.length);
}

function unknownKind(known: readonly string[]): Compare {
  const seen = new Set(known);
  return text(({ ref }) => (seen.has(ref.kind) ? '' : ref.kind));
}

const byIdentity = [
  text(({ ref }) => ref.group),
  text(({ ref }) => ref.kind),
  text(({ ref }) => ref.namespace ?? ''),
  text(({ ref }) => ref.name),
];

const wave = number(obj => {
  const value = annotationOf(obj, 'argocd.argoproj.io/sync-wave');
  return Number.parseInt(value ?? '0', 10) || 0;
});

/** `kubectl apply -f folder/` reads files by name; objects without a file count as one file for each kind. */
const fileOf = ({ origin, ref }: Obj) =>
  origin.from === 'file' ? origin.file : `${ref.kind.toLowerCase()}.yaml`;
const document = number(({ origin }) => (origin.from === 'file' ? origin.document : 0));

const storage = ['StorageClass', 'PersistentVolume', 'PersistentVolumeClaim'];
const roles = ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'];
const webhooks = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

/** helm/helm internal/release/v2/util/kind_sorter.go, InstallOrder. */
const helm = [
  'PriorityClass',
  'Namespace',
  'NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'PodSecurityPolicy',
  'PodDisruptionBudget',
  'ServiceAccount',
  'Secret',
  'ConfigMap',
  ...storage,
  'CustomResourceDefinition',
  ...roles,
  'Service',
  'DaemonSet',
  'Pod',
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'HorizontalPodAutoscaler',
  'StatefulSet',
  'Job',
  'CronJob',
  'IngressClass',
  'Ingress',
  'APIService',
  ...webhooks,
];

/** argo-cd gitops-engine/pkg/sync/sync_tasks.go, kindOrder: Helm's without classes and webhooks. */
const argo = helm.filter(kind => !['PriorityClass', 'IngressClass', ...webhooks].includes(kind));

/** fluxcd/pkg ssa/sort.go, ReconcileOrder. */
const flux = {
  first: [
    'CustomResourceDefinition',
    'Namespace',
    'ClusterClass',
    'RuntimeClass',
    'PriorityClass',
    'StorageClass',
    'VolumeSnapshotClass',
    'IngressClass',
    'GatewayClass',
    'ResourceQuota',
    'ServiceAccount',
    'Role',
    'ClusterRole',
    'RoleBinding',
    'ClusterRoleBinding',
    'ConfigMap',
    'Secret',
    'Service',
    'LimitRange',
    'Deployment',
    'StatefulSet',
    'CronJob',
    'PodDisruptionBudget',
  ],
  last: webhooks,
};

/** kubernetes-sigs/kustomize api/internal/builtins/SortOrderTransformer.go, the legacy order. */
const kustomize = {
  first: [
    'Namespace',
    'ResourceQuota',
    'StorageClass',
    'CustomResourceDefinition',
    'ServiceAccount',
    'PodSecurityPolicy',
    'Role',
    'ClusterRole',
    'RoleBinding',
    'ClusterRoleBinding',
    'ConfigMap',
    'Secret',
    'Endpoints',
    'Service',
    'LimitRange',
    'PriorityClass',
    'PersistentVolume',
    'PersistentVolumeClaim',
    'Deployment',
    'StatefulSet',
    'CronJob',
    'PodDisruptionBudget',
  ],
};
