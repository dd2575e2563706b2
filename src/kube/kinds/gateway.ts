import { string } from '../schema.ts';
import { type BodyOf, defineKind, withSpec } from './define.ts';
import { gatewayApi, gatewayApiVersions } from './gateway-api-parts.ts';

export const gateway = defineKind({
  group: gatewayApi,
  kind: 'Gateway',
  plural: 'gateways',
  role: 'other',
  versions: gatewayApiVersions,
  schema: withSpec({ gatewayClassName: string }),
});
export type GatewayBody = BodyOf<typeof gateway>;
