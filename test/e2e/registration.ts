import type { Json } from '../../src/kube/json.ts';
import { type Kind, kinds } from '../../src/kube/kinds.ts';

export const names = { validate: 'validate.ingress-policy.io', mutate: 'mutate.ingress-policy.io' } as const;

export interface Registered {
  readonly url: string;
  readonly cert: string;
  /** What a write meets when nobody answers. Shipped is `Ignore`; a test that nobody must be missing in takes `Fail`. */
  readonly failurePolicy: 'Fail' | 'Ignore';
}

/** Of the kinds that rules read those that people write: never Pods, nor what controllers make of others. */
const written = kinds.filter(
  ({ namespaced, role, kind }) =>
    namespaced &&
    (['route', 'service', 'workload', 'policy', 'grant', 'scaler'].includes(role) || kind === 'Gateway') &&
    !['Pod', 'ReplicaSet', 'Job', 'CronJob'].includes(kind),
);
const patched = written.filter(({ role }) => role === 'workload');

const rules = (list: readonly Kind[]) =>
  list.map(({ group, plural, versions }) => ({
    apiGroups: [group],
    apiVersions: versions.slice(0, 1),
    resources: [plural],
    operations: ['CREATE', 'UPDATE'],
    scope: 'Namespaced',
  }));

/** Both configurations, as they are shipped but for the address. */
export function configurations({ url, cert, failurePolicy }: Registered): readonly Json[] {
  const webhook = (door: 'validate' | 'mutate', list: readonly Kind[], timeoutSeconds: number) => ({
    name: names[door],
    admissionReviewVersions: ['v1'],
    clientConfig: { url: `${url}/${door}`, caBundle: Buffer.from(cert).toString('base64') },
    rules: rules(list),
    matchPolicy: 'Equivalent',
    namespaceSelector: {
      matchExpressions: [
        { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system', 'kube-node-lease'] },
      ],
    },
    sideEffects: 'None',
    timeoutSeconds,
    failurePolicy,
  });
  const configuration = (kind: string, rest: object) => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name: 'ingress-policy' },
    webhooks: [rest],
  });
  return [
    configuration('ValidatingWebhookConfiguration', webhook('validate', written, 3)),
    configuration('MutatingWebhookConfiguration', {
      ...webhook('mutate', patched, 2),
      reinvocationPolicy: 'IfNeeded',
    }),
  ] as readonly Json[];
}
