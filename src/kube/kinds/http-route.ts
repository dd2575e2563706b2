import { defineKind } from './define.ts';
import { gatewayApi, gatewayApiVersions, routeSchema } from './gateway-api-parts.ts';

export const httpRoute = defineKind({
  group: gatewayApi,
  kind: 'HTTPRoute',
  plural: 'httproutes',
  role: 'route',
  versions: gatewayApiVersions,
  schema: routeSchema,
});
