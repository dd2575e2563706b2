import { awsAlb } from './aws-alb/controller.ts';
import { azureAgic } from './azure-agic/controller.ts';
import { azureAlb } from './azure-alb/controller.ts';
import { cilium } from './cilium/controller.ts';
import { contour } from './contour/controller.ts';
import { envoyGateway } from './envoy-gateway/controller.ts';
import { gce } from './gce/controller.ts';
import { haproxy } from './haproxy/controller.ts';
import { haproxyIngress } from './haproxy-ingress/controller.ts';
import { type ControllerId, controllerIds } from './ids.ts';
import { ingressNginx } from './ingress-nginx/controller.ts';
import { istio } from './istio/controller.ts';
import { kgateway } from './kgateway/controller.ts';
import { kong } from './kong/controller.ts';
import { nginxGatewayFabric } from './nginx-gateway-fabric/controller.ts';
import { nginxInc } from './nginx-inc/controller.ts';
import { openshift } from './openshift/controller.ts';
import type { Preset } from './preset.ts';
import { traefik } from './traefik/controller.ts';

/** Every controller. A controller that is missing here does not compile. */
const table: Readonly<Record<ControllerId, Preset>> = {
  'ingress-nginx': ingressNginx,
  traefik,
  'nginx-inc': nginxInc,
  haproxy,
  'haproxy-ingress': haproxyIngress,
  openshift,
  contour,
  'envoy-gateway': envoyGateway,
  istio,
  kong,
  cilium,
  'aws-alb': awsAlb,
  gce,
  'nginx-gateway-fabric': nginxGatewayFabric,
  'azure-agic': azureAgic,
  'azure-alb': azureAlb,
  kgateway,
};

/** In the order in which a message names several candidates. */
export const presets: readonly Preset[] = controllerIds.map(id => table[id]);
