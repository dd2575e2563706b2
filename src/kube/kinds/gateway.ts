import { object, string } from '../schema.ts';
import { type BodyOf, defineKind, withSpec } from './define.ts';
import { fromNamespaces, gatewayApi, gatewayApiVersions, listeners } from './gateway-api-parts.ts';

export const gateway = defineKind({
  group: gatewayApi,
  kind: 'Gateway',
  plural: 'gateways',
  role: 'gateway',
  versions: gatewayApiVersions,
  schema: withSpec({
    gatewayClassName: string,
    listeners,
    allowedListeners: object({ namespaces: fromNamespaces }),
  }),
});
export type GatewayBody = BodyOf<typeof gateway>;
