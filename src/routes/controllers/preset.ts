import type { Labels } from '../../kube/kinds/metadata.ts';
import type { InvalidAnswers, ProxyAnswers } from './answers.ts';
import type { Dialect } from './dialect.ts';
import type { ControllerId } from './ids.ts';

/** The known facts of an ingress controller, for any cluster. */
export interface Preset {
  readonly id: ControllerId;
  /** The controller's name in messages. */
  readonly title: string;
  /** IngressClass `spec.controller`: the whole text, or the part before a `/`. */
  readonly ingressControllers: readonly string[];
  /** GatewayClass `spec.controllerName`, matched the same way. */
  readonly gatewayControllers: readonly string[];
  /** Usual names of the controller's IngressClass; several controllers share some names. */
  readonly classNames: readonly string[];
  /** Usual names of the controller's GatewayClass. A name that ends in `*` is a prefix. */
  readonly gatewayClassNames: readonly string[];
  /** Whether the controller passes over an Ingress without a class, unless its IngressClass is the default or a flag says otherwise. */
  readonly ignoresClassless: boolean;
  /** Whether an Ingress is served only where the IngressClass that it names exists. Others compare the name with a flag. */
  readonly needsIngressClass: boolean;
  /** Prefixes of the annotations that the controller reads or writes. The longest matching prefix owns a key. */
  readonly annotationPrefixes: readonly string[];
  /** Where the controller's proxies may run. Only the cluster says where they do. */
  readonly dataPlanes: readonly DataPlane[];
  /** What the controller reads and does. */
  readonly dialect: Dialect;
  /** The status that the client sees. Read from the sources, and partly measured. */
  readonly answers: {
    readonly proxy: ProxyAnswers;
    /** An Ingress whose backend does not resolve, and what else differs from a Gateway API route. */
    readonly ingress: InvalidAnswers & Partial<ProxyAnswers>;
    /** Where the controller does not answer 500 for an invalid backend, which Gateway API demands. */
    readonly gateway?: Partial<InvalidAnswers>;
  };
}

/** The source of the packets that a NetworkPolicy must admit. */
export type DataPlane =
  /** Pods that the installer places. */
  | {
      readonly runs: 'pods';
      /** The namespaces in which the controller's documentation installs it, the most usual first. */
      readonly namespaces: readonly string[];
      /**
       * Any of these sets identifies a proxy's pod. The sets avoid release names as far as the installer allows; a pod's
       * further labels are not known.
       */
      readonly labels: readonly Labels[];
      /** Sets that other pods carry, too: they identify a proxy only in `namespaces`. */
      readonly commonLabels: readonly Labels[];
      /** The labels that the installer sets on the first namespace, besides `kubernetes.io/metadata.name`. */
      readonly namespaceLabels: Labels;
    }
  /** Pods that the controller makes in the namespace of each Gateway; Gateway API only. */
  | {
      readonly runs: 'gateway-namespace';
      /** The label whose value is the Gateway's name. */
      readonly nameLabel: string;
      readonly labels: Labels;
    }
  /** A load balancer outside of the cluster: only an ipBlock admits it. */
  | {
      readonly runs: 'outside';
      /** The published source ranges; empty where they are the cluster's own subnets. */
      readonly addresses: readonly string[];
      /** Seconds until a change of the endpoints reaches it; absent where they were not measured. */
      readonly appliesIn?: number;
    }
  /** A proxy on the node with an identity of its own, which no core NetworkPolicy selects. */
  | { readonly runs: 'node' };
