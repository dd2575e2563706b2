import { type Infer, integer, intOrString, item, list, string } from '../schema.ts';
import { type BodyOf, defineKind, withSpec } from './define.ts';

const routeService = item({
  kind: string,
  name: string,
  namespace: string,
  port: intOrString,
  weight: integer,
  scheme: string,
});
const route = item({ match: string, services: list(routeService) });
export type IngressRouteRoute = Infer<typeof route>;

/** Of Traefik: pkg/provider/kubernetes/crd/traefikio/v1alpha1/ingressroute.go. */
export const ingressRoute = defineKind({
  group: 'traefik.io',
  kind: 'IngressRoute',
  plural: 'ingressroutes',
  role: 'route',
  versions: ['v1alpha1'],
  schema: withSpec({ routes: list(route) }),
});
export type IngressRouteBody = BodyOf<typeof ingressRoute>;
