/** In the order in which a message names several candidates. */
export const controllerIds = [
  'ingress-nginx',
  'traefik',
  'nginx-inc',
  'haproxy',
  'haproxy-ingress',
  'openshift',
  'contour',
  'envoy-gateway',
  'istio',
  'kong',
  'cilium',
  'aws-alb',
  'gce',
  'nginx-gateway-fabric',
  'azure-agic',
  'azure-alb',
  'kgateway',
] as const;
export type ControllerId = (typeof controllerIds)[number];
