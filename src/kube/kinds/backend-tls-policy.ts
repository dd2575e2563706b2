import { item, list, object, string } from '../schema.ts';
import { type BodyOf, defineKind, withSpec } from './define.ts';
import { gatewayApi } from './gateway-api-parts.ts';

/** TLS to the pods of a Service: Gateway API 1.4, apis/v1/backendtlspolicy_types.go. */
export const backendTlsPolicy = defineKind({
  group: gatewayApi,
  kind: 'BackendTLSPolicy',
  plural: 'backendtlspolicies',
  role: 'upstream',
  versions: ['v1', 'v1alpha3'],
  schema: withSpec({
    targetRefs: list(item({ group: string, kind: string, name: string, sectionName: string })),
    validation: object({ hostname: string }),
  }),
});
export type BackendTlsPolicyBody = BodyOf<typeof backendTlsPolicy>;
