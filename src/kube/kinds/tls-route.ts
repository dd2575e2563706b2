import { defineKind } from './define.ts';
import { gatewayApi, routeSchema } from './gateway-api-parts.ts';

export const tlsRoute = defineKind({
  group: gatewayApi,
  kind: 'TLSRoute',
  plural: 'tlsroutes',
  role: 'route',
  versions: ['v1', 'v1alpha3', 'v1alpha2'],
  schema: routeSchema,
});
