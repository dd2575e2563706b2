import { string } from '../schema.ts';
import { type BodyOf, defineKind, withSpec } from './define.ts';
import { gatewayApi, gatewayApiVersions } from './gateway-api-parts.ts';

export const gatewayClass = defineKind({
  group: gatewayApi,
  kind: 'GatewayClass',
  plural: 'gatewayclasses',
  role: 'class',
  versions: gatewayApiVersions,
  namespaced: false,
  schema: withSpec({ controllerName: string }),
});
export type GatewayClassBody = BodyOf<typeof gatewayClass>;
