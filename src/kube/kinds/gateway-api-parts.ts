import { type Infer, integer, item, list, object, string, strings } from '../schema.ts';
import { type BodyOf, withSpec } from './define.ts';
import { labelSelector } from './metadata.ts';

export const gatewayApi = 'gateway.networking.k8s.io';
export const gatewayApiVersions = ['v1', 'v1beta1', 'v1alpha2'] as const;

/** The namespaces whose routes, or ListenerSets, a Gateway takes. */
export const fromNamespaces = object({ from: string, selector: labelSelector });
export type FromNamespaces = NonNullable<Infer<typeof fromNamespaces>>;

const listener = item({
  name: string,
  hostname: string,
  port: integer,
  protocol: string,
  allowedRoutes: object({ namespaces: fromNamespaces, kinds: list(item({ group: string, kind: string })) }),
});
export type Listener = Infer<typeof listener>;
/** Shared by Gateway and ListenerSet. */
export const listeners = list(listener);

const parentRef = item({
  group: string,
  kind: string,
  namespace: string,
  name: string,
  sectionName: string,
  port: integer,
});
export type ParentRef = Infer<typeof parentRef>;

const backendRefFields = {
  group: string,
  kind: string,
  namespace: string,
  name: string,
  port: integer,
  weight: integer,
};
const backendRef = item(backendRefFields);
export type GatewayBackendRef = Infer<typeof backendRef>;

const routeRule = item({
  matches: list(item({ path: object({ value: string }) })),
  filters: list(item({ type: string, requestMirror: object({ backendRef: object(backendRefFields) }) })),
  backendRefs: list(backendRef),
  /** Of an HTTPRoute. */
  timeouts: object({ request: string, backendRequest: string }),
});
export type GatewayRouteRule = Infer<typeof routeRule>;

/** Shared by HTTPRoute and GRPCRoute, which differ in their matches and not in their backends. */
export const routeSchema = withSpec({
  hostnames: strings,
  parentRefs: list(parentRef),
  rules: list(routeRule),
});
export type GatewayRouteBody = BodyOf<{ readonly schema: typeof routeSchema }>;
