import { boolean, type Infer, integer, item, list, object, string } from '../schema.ts';
import { type BodyOf, defineKind, withSpec } from './define.ts';

const proxyService = item({ name: string, port: integer, weight: integer, mirror: boolean });
export type HttpProxyService = Infer<typeof proxyService>;

const route = item({
  conditions: list(item({ prefix: string, exact: string, regex: string })),
  services: list(proxyService),
});
export type HttpProxyRoute = Infer<typeof route>;

/** Of Contour. */
export const httpProxy = defineKind({
  group: 'projectcontour.io',
  kind: 'HTTPProxy',
  plural: 'httpproxies',
  role: 'route',
  schema: withSpec({ virtualhost: object({ fqdn: string }), routes: list(route) }),
});
export type HttpProxyBody = BodyOf<typeof httpProxy>;
