import { defineKind } from './define.ts';
import { gatewayApi, routeSchema } from './gateway-api-parts.ts';

export const grpcRoute = defineKind({
  group: gatewayApi,
  kind: 'GRPCRoute',
  plural: 'grpcroutes',
  role: 'route',
  versions: ['v1', 'v1alpha2'],
  schema: routeSchema,
});
