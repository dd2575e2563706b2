import { item, list, string } from '../schema.ts';
import { type BodyOf, defineKind, withSpec } from './define.ts';
import { gatewayApi, gatewayApiVersions } from './gateway-api-parts.ts';

export const referenceGrant = defineKind({
  group: gatewayApi,
  kind: 'ReferenceGrant',
  plural: 'referencegrants',
  role: 'grant',
  versions: gatewayApiVersions,
  schema: withSpec({
    from: list(item({ group: string, kind: string, namespace: string })),
    to: list(item({ group: string, kind: string, name: string })),
  }),
});
export type ReferenceGrantBody = BodyOf<typeof referenceGrant>;
