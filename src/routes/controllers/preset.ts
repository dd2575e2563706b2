import type { Labels } from '../../kube/kinds/metadata.ts';

/** In the order in which several candidates are named. */
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
] as const;
export type ControllerId = (typeof controllerIds)[number];

/** What is known of an ingress controller before any cluster is seen. */
export interface Preset {
  readonly id: ControllerId;
  /** As its users write it. */
  readonly title: string;
  /** IngressClass `spec.controller`: the whole of it, or what stands before a `/`. */
  readonly ingressControllers: readonly string[];
  /** GatewayClass `spec.controllerName`, matched in the same way. */
  readonly gatewayControllers: readonly string[];
  /** Usual names of its IngressClass; some belong to several controllers. */
  readonly classNames: readonly string[];
  /** Usual names of its GatewayClass. One that ends in `*` is the beginning of several. */
  readonly gatewayClassNames: readonly string[];
  /** How the annotations begin that it reads or writes. Where several begin a key, the longest owns it. */
  readonly annotationPrefixes: readonly string[];
  /** Where its proxies may run; which of them do, only the cluster tells. */
  readonly dataPlanes: readonly DataPlane[];
}

/** From where the packets come that a NetworkPolicy must admit. */
export type DataPlane =
  /** Pods that the installer places. */
  | {
      readonly runs: 'pods';
      /** The namespaces that its documentation installs into, the most usual first. */
      readonly namespaces: readonly string[];
      /**
       * Any one of these sets identifies a proxy's pod. None holds a release name as far as the installer allows;
       * which labels a pod carries besides is not known.
       */
      readonly labels: readonly Labels[];
      /** Sets that strangers carry too: they identify a proxy in `namespaces` alone. */
      readonly commonLabels: readonly Labels[];
      /** What the installer puts on the first of the namespaces, beyond `kubernetes.io/metadata.name`. */
      readonly namespaceLabels: Labels;
    }
  /** Pods that it makes in the namespace of each Gateway; Gateway API only. */
  | {
      readonly runs: 'gateway-namespace';
      /** The label whose value is the Gateway's name. */
      readonly nameLabel: string;
      readonly labels: Labels;
    }
  /** A load balancer beyond the cluster: an ipBlock alone admits it. */
  | {
      readonly runs: 'outside';
      /** The published source ranges; empty where they are the cluster's own subnets. */
      readonly addresses: readonly string[];
    }
  /** A proxy on the node with an identity of its own, which no core NetworkPolicy selects. */
  | { readonly runs: 'node' };
