import { defineKind } from './define.ts';
import { gatewayApi, routeSchema } from './gateway-api-parts.ts';

export const tcpRoute = defineKind({
  group: gatewayApi,
  kind: 'TCPRoute',
  plural: 'tcproutes',
  role: 'route',
  versions: ['v1', 'v1alpha2'],
  schema: routeSchema,
});
