import {
  type Door,
  excludedNamespaces,
  matchConditions,
  names,
  timeouts,
  webhookRules,
} from '../../deploy/registration.ts';
import type { Json } from '../../src/kube/json.ts';

export { names };

export interface Registered {
  readonly url: string;
  readonly cert: string;
  /** The policy for unanswered calls. `Ignore` is shipped; tests that must review every write use `Fail`. */
  readonly failurePolicy: 'Fail' | 'Ignore';
}

/** Both webhook configurations, as shipped except for the address. */
export function configurations({ url, cert, failurePolicy }: Registered): readonly Json[] {
  const webhook = (door: Door) => ({
    name: names[door],
    admissionReviewVersions: ['v1'],
    clientConfig: { url: `${url}/${door}`, caBundle: Buffer.from(cert).toString('base64') },
    rules: webhookRules(door),
    matchPolicy: 'Equivalent',
    matchConditions: matchConditions.map(({ name, expression }) => ({ name, expression })),
    namespaceSelector: {
      matchExpressions: [
        { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: excludedNamespaces },
      ],
    },
    sideEffects: 'None',
    timeoutSeconds: timeouts[door],
    failurePolicy,
  });
  const configuration = (kind: string, rest: object) => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name: 'ingress-policy' },
    webhooks: [rest],
  });
  return [
    configuration('ValidatingWebhookConfiguration', webhook('validate')),
    configuration('MutatingWebhookConfiguration', { ...webhook('mutate'), reinvocationPolicy: 'IfNeeded' }),
  ] as readonly Json[];
}
