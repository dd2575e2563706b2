import { type ControllerId, controllerIds, type DataPlane, type Preset } from './preset.ts';

type Pods = Extract<DataPlane, { runs: 'pods' }>;

const pods = (
  namespaces: Pods['namespaces'],
  labels: Pods['labels'],
  rest: Partial<Pods> = {},
): DataPlane => ({
  runs: 'pods',
  namespaces,
  labels,
  commonLabels: [],
  namespaceLabels: {},
  ...rest,
});

// GEP-1762: objects that a controller generates for a Gateway carry the Gateway's name.
const perGateway: DataPlane = {
  runs: 'gateway-namespace',
  nameLabel: 'gateway.networking.k8s.io/gateway-name',
  labels: {},
};

const envoyGateway = {
  'app.kubernetes.io/name': 'envoy',
  'app.kubernetes.io/component': 'proxy',
  'app.kubernetes.io/managed-by': 'envoy-gateway',
};

/** The facts of a preset; a class fact that is not stated counts as false, which no finding rests on. */
type PresetFacts = Omit<Preset, 'id' | 'ignoresClassless' | 'needsIngressClass'> &
  Partial<Pick<Preset, 'ignoresClassless' | 'needsIngressClass'>>;

/** Read from the controllers' own charts and manifests, not from examples. */
const table: Readonly<Record<ControllerId, PresetFacts>> = {
  'ingress-nginx': {
    title: 'ingress-nginx',
    // Since 3.7 a provider of Traefik claims `k8s.io/ingress-nginx`, too, and reads these annotations; no object says
    // which controller it is. The second name comes from the documentation of a second installation.
    ingressControllers: ['k8s.io/ingress-nginx', 'k8s.io/internal-ingress-nginx'],
    gatewayControllers: [],
    classNames: ['nginx'],
    gatewayClassNames: [],
    // internal/ingress/controller/store/store.go, without `--watch-ingress-without-class`.
    ignoresClassless: true,
    needsIngressClass: true,
    annotationPrefixes: ['nginx.ingress.kubernetes.io/'],
    dataPlanes: [
      // RKE2 bundles ingress-nginx in kube-system.
      pods(
        ['ingress-nginx', 'kube-system'],
        [
          { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' },
          { 'app.kubernetes.io/name': 'rke2-ingress-nginx', 'app.kubernetes.io/component': 'controller' },
        ],
      ),
    ],
  },
  traefik: {
    title: 'Traefik',
    ingressControllers: ['traefik.io/ingress-controller'],
    gatewayControllers: ['traefik.io/gateway-controller'],
    classNames: ['traefik'],
    gatewayClassNames: ['traefik'],
    // pkg/provider/kubernetes/ingress/kubernetes.go, shouldProcessIngress.
    needsIngressClass: true,
    annotationPrefixes: ['traefik.ingress.kubernetes.io/'],
    // k3s bundles Traefik in kube-system.
    dataPlanes: [pods(['traefik', 'kube-system'], [{ 'app.kubernetes.io/name': 'traefik' }])],
  },
  'nginx-inc': {
    title: 'NGINX Ingress Controller (F5)',
    ingressControllers: ['nginx.org/ingress-controller'],
    gatewayControllers: [],
    classNames: ['nginx'],
    gatewayClassNames: [],
    annotationPrefixes: ['nginx.org/', 'nginx.com/'],
    dataPlanes: [
      pods(['nginx-ingress'], [{ 'app.kubernetes.io/name': 'nginx-ingress' }], {
        // The retired chart of ingress-nginx set this label, too.
        commonLabels: [{ app: 'nginx-ingress' }],
      }),
    ],
  },
  haproxy: {
    title: 'HAProxy Kubernetes Ingress Controller',
    ingressControllers: ['haproxy.org/ingress-controller'],
    // Its Gateway API support ends at TCPRoute.
    gatewayControllers: [],
    classNames: ['haproxy'],
    gatewayClassNames: [],
    // documentation/ingressclass.md.
    needsIngressClass: true,
    annotationPrefixes: ['haproxy.org/', 'haproxy.com/', 'ingress.kubernetes.io/'],
    dataPlanes: [
      pods(['haproxy-controller'], [{ 'app.kubernetes.io/name': 'kubernetes-ingress' }], {
        commonLabels: [{ run: 'haproxy-ingress' }],
      }),
    ],
  },
  'haproxy-ingress': {
    title: 'HAProxy Ingress',
    ingressControllers: ['haproxy-ingress.github.io/controller'],
    gatewayControllers: ['haproxy-ingress.github.io/controller'],
    classNames: ['haproxy'],
    gatewayClassNames: ['haproxy'],
    annotationPrefixes: ['haproxy-ingress.github.io/', 'ingress.kubernetes.io/'],
    dataPlanes: [
      pods(['ingress-controller'], [{ 'app.kubernetes.io/name': 'haproxy-ingress' }], {
        commonLabels: [{ run: 'haproxy-ingress' }],
      }),
    ],
  },
  openshift: {
    title: 'OpenShift router',
    ingressControllers: ['openshift.io/ingress-to-route'],
    // OpenShift's Gateway API is an Istio: see `istio`.
    gatewayControllers: [],
    classNames: ['openshift-default'],
    gatewayClassNames: [],
    annotationPrefixes: ['haproxy.router.openshift.io/', 'router.openshift.io/', 'route.openshift.io/'],
    dataPlanes: [
      pods(
        ['openshift-ingress'],
        [{ 'ingresscontroller.operator.openshift.io/deployment-ingresscontroller': 'default' }],
        // cluster-ingress-operator, assets/router/namespace.yaml; the second is the older spelling.
        {
          namespaceLabels: {
            'policy-group.network.openshift.io/ingress': '',
            'network.openshift.io/policy-group': 'ingress',
          },
        },
      ),
    ],
  },
  contour: {
    title: 'Contour',
    // The chart appends namespace and release; Contour itself compares the name of the class.
    ingressControllers: ['projectcontour.io'],
    gatewayControllers: ['projectcontour.io'],
    classNames: ['contour'],
    gatewayClassNames: ['contour'],
    annotationPrefixes: ['projectcontour.io/'],
    // Envoy receives the requests; Contour's own pods configure it. The provisioner makes an Envoy for each Gateway.
    dataPlanes: [
      pods(
        ['projectcontour'],
        [{ 'app.kubernetes.io/name': 'contour', 'app.kubernetes.io/component': 'envoy' }],
        {
          commonLabels: [{ app: 'envoy' }],
        },
      ),
      perGateway,
    ],
  },
  'envoy-gateway': {
    title: 'Envoy Gateway',
    ingressControllers: [],
    gatewayControllers: ['gateway.envoyproxy.io/gatewayclass-controller'],
    classNames: [],
    gatewayClassNames: ['eg', 'envoy-gateway'],
    annotationPrefixes: [],
    dataPlanes: [
      pods(['envoy-gateway-system'], [envoyGateway]),
      // With `deploy.type: GatewayNamespace`.
      {
        runs: 'gateway-namespace',
        nameLabel: 'gateway.envoyproxy.io/owning-gateway-name',
        labels: envoyGateway,
      },
    ],
  },
  istio: {
    title: 'Istio',
    ingressControllers: ['istio.io/ingress-controller'],
    // The second name is OpenShift's: its Ingress Operator installs an Istio for it.
    gatewayControllers: ['istio.io/gateway-controller', 'openshift.io/gateway-controller'],
    classNames: ['istio'],
    gatewayClassNames: ['istio', 'openshift-default'],
    annotationPrefixes: [],
    dataPlanes: [
      // A Gateway gets proxies of its own unless its addresses name others.
      perGateway,
      // The gateway chart labels only by release name; these are the releases of its documentation.
      pods(
        ['istio-system', 'istio-ingress'],
        [
          { app: 'istio-ingressgateway', istio: 'ingressgateway' },
          { app: 'istio-ingress', istio: 'ingress' },
        ],
      ),
    ],
  },
  kong: {
    title: 'Kong',
    ingressControllers: ['ingress-controllers.konghq.com/kong'],
    // Kong Operator (`konghq.com/gateway-operator`) is another controller and runs its proxies elsewhere.
    gatewayControllers: ['konghq.com/kic-gateway-controller'],
    classNames: ['kong'],
    gatewayClassNames: ['kong'],
    // Since 3.0 no flag makes it serve an Ingress without a class: CHANGELOG.md.
    ignoresClassless: true,
    annotationPrefixes: ['konghq.com/'],
    dataPlanes: [
      pods(['kong'], [{ 'app.kubernetes.io/name': 'kong', 'app.kubernetes.io/component': 'app' }], {
        // The chart `ingress` calls its proxy "gateway".
        commonLabels: [{ 'app.kubernetes.io/name': 'gateway', 'app.kubernetes.io/component': 'app' }],
      }),
    ],
  },
  cilium: {
    title: 'Cilium',
    ingressControllers: ['cilium.io/ingress-controller'],
    gatewayControllers: ['io.cilium/gateway-controller'],
    classNames: ['cilium'],
    gatewayClassNames: ['cilium'],
    annotationPrefixes: ['ingress.cilium.io/'],
    dataPlanes: [{ runs: 'node' }],
  },
  'aws-alb': {
    title: 'AWS Load Balancer Controller',
    ingressControllers: ['ingress.k8s.aws/alb'],
    gatewayControllers: ['gateway.k8s.aws/alb'],
    classNames: ['alb'],
    gatewayClassNames: ['aws-alb-gateway-class'],
    // docs/guide/ingress/ingress_class.md.
    needsIngressClass: true,
    annotationPrefixes: ['alb.ingress.kubernetes.io/'],
    dataPlanes: [{ runs: 'outside', addresses: [] }],
  },
  gce: {
    title: 'GKE load balancer',
    // GCE has no IngressClass object; the class is an annotation, or missing.
    ingressControllers: [],
    gatewayControllers: ['networking.gke.io/gateway'],
    classNames: ['gce', 'gce-internal', 'gce-regional-external', 'gce-multi-cluster'],
    gatewayClassNames: ['gke-l7-*'],
    annotationPrefixes: [
      'cloud.google.com/',
      'networking.gke.io/',
      'ingress.gcp.kubernetes.io/',
      'kubernetes.io/ingress.allow-http',
      'kubernetes.io/ingress.global-static-ip-name',
      'kubernetes.io/ingress.regional-static-ip-name',
      // ingress-gce writes its status under a prefix that both HAProxy controllers read: pkg/annotations/ingress.go.
      'ingress.kubernetes.io/backends',
      'ingress.kubernetes.io/forwarding-rule',
      'ingress.kubernetes.io/https-forwarding-rule',
      'ingress.kubernetes.io/https-target-proxy',
      'ingress.kubernetes.io/ssl-cert',
      'ingress.kubernetes.io/static-ip',
      'ingress.kubernetes.io/target-proxy',
      'ingress.kubernetes.io/url-map',
    ],
    // Health checks and front ends: https://cloud.google.com/load-balancing/docs/firewall-rules. An internal load
    // balancer adds the proxy-only subnet, which is the cluster's own.
    dataPlanes: [{ runs: 'outside', addresses: ['130.211.0.0/22', '35.191.0.0/16'] }],
  },
  'nginx-gateway-fabric': {
    title: 'NGINX Gateway Fabric',
    ingressControllers: [],
    gatewayControllers: ['gateway.nginx.org/nginx-gateway-controller'],
    classNames: [],
    gatewayClassNames: ['nginx'],
    annotationPrefixes: [],
    // Since 2.0 the control plane in `nginx-gateway` proxies no requests.
    dataPlanes: [perGateway],
  },
};

export const presets: readonly Preset[] = controllerIds.map(id => ({
  id,
  ignoresClassless: false,
  needsIngressClass: false,
  ...table[id],
}));
