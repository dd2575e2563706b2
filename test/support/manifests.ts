import type { Json } from '../../src/kube/json.ts';

/**
 * Sound objects of the namespace "shop", one line each; a test breaks one field. Options with the name of an API field
 * are copied to that field. `namespace: null` states no namespace.
 */
type Fields = { readonly [field: string]: Json };

interface Common {
  readonly namespace?: string | null;
  /** Further fields of the object's own metadata. */
  readonly metadata?: Fields;
  /** Further fields of its spec. */
  readonly spec?: Fields;
}

/** The documents of a file. A text is copied, for syntax that only YAML has. */
export function manifest(...objects: readonly (Json | string)[]): string {
  return objects
    .map(object => (typeof object === 'string' ? object : JSON.stringify(object)))
    .join('\n---\n');
}

function object(apiVersion: string, kind: string, name: string, options: Common, spec: Fields): Json {
  const { namespace = 'shop', metadata = {} } = options;
  return {
    apiVersion,
    kind,
    metadata: { name, ...(namespace === null ? {} : { namespace }), ...metadata },
    spec: { ...spec, ...options.spec },
  };
}

export interface WorkloadOptions extends Common {
  /** The labels of the pod template; by default `app: <name>`. */
  readonly labels?: Fields;
  /** The ports of the only container; by default `http` 8080. */
  readonly ports?: readonly Json[];
  /** Further fields of that container. */
  readonly container?: Fields;
  /** Further fields of the pod's spec; `containers` replaces the only container. */
  readonly pod?: Fields;
  /** Further fields of the template's metadata. */
  readonly template?: Fields;
}

const apiVersions: Readonly<Record<string, string>> = {
  DeploymentConfig: 'apps.openshift.io/v1',
  Rollout: 'argoproj.io/v1alpha1',
  Job: 'batch/v1',
  ReplicationController: 'v1',
};

/** The pod template of a workload. */
export function podTemplate(name: string, options: WorkloadOptions = {}): Json {
  const { labels = { app: name }, ports = [{ name: 'http', containerPort: 8080 }] } = options;
  const container = { name, image: `registry.example/shop/${name}:1.4.2`, ports, ...options.container };
  return { metadata: { labels, ...options.template }, spec: { containers: [container], ...options.pod } };
}

/** A workload of any kind that has `spec.template` and `spec.selector`. */
export function workload(kind: string, name: string, options: WorkloadOptions = {}): Json {
  const { labels = { app: name } } = options;
  const plain = kind === 'DeploymentConfig' || kind === 'ReplicationController';
  const selector = kind === 'Job' ? {} : { selector: plain ? labels : { matchLabels: labels } };
  return object(apiVersions[kind] ?? 'apps/v1', kind, name, options, {
    ...(kind === 'DaemonSet' || kind === 'Job' ? {} : { replicas: 2 }),
    ...selector,
    template: podTemplate(name, options),
  });
}

export const deployment = (name: string, options: WorkloadOptions = {}): Json =>
  workload('Deployment', name, options);

export function cronJob(name: string, options: WorkloadOptions = {}): Json {
  const jobTemplate = { spec: { template: podTemplate(name, options) } };
  return object('batch/v1', 'CronJob', name, options, { schedule: '0 3 * * *', jobTemplate });
}

export interface ServiceOptions extends Common {
  /** By default `app: <name>`; null for none. */
  readonly selector?: Fields | null;
  /** By default port 80 to `http`. */
  readonly ports?: readonly Json[];
}

export function service(name: string, options: ServiceOptions = {}): Json {
  const { selector = { app: name }, ports = [{ name: 'web', port: 80, targetPort: 'http' }] } = options;
  return object('v1', 'Service', name, options, { ...(selector === null ? {} : { selector }), ports });
}

/** `web` means port 80 of Service web, `web:http` its port of that name. */
function ingressBackend(text: string): Json {
  const [name = '', port = '80'] = text.split(':');
  const number = Number(port);
  return { service: { name, port: Number.isNaN(number) ? { name: port } : { number } } };
}

export interface IngressOptions extends Common {
  readonly className?: string | null;
  readonly annotations?: Fields;
}

/** An Ingress with a path for each backend: `ingress('shop', ['web', 'cart:8080'])`. */
export function ingress(name: string, backends: readonly string[], options: IngressOptions = {}): Json {
  const { className = 'nginx', annotations } = options;
  const paths = backends.map((text, index) => ({
    path: index === 0 ? '/' : `/${index}`,
    pathType: 'Prefix',
    backend: ingressBackend(text),
  }));
  const metadata = { ...(annotations === undefined ? {} : { annotations }), ...options.metadata };
  return object(
    'networking.k8s.io/v1',
    'Ingress',
    name,
    { ...options, metadata },
    {
      ...(className === null ? {} : { ingressClassName: className }),
      rules: [{ host: 'shop.example', http: { paths } }],
    },
  );
}

export interface GatewayRouteOptions extends Common {
  readonly kind?: 'HTTPRoute' | 'GRPCRoute';
  /** Further fields of its one rule. */
  readonly rule?: Fields;
}

/** A route with one rule and backends as in the API: `{ name: 'web', port: 80 }`. */
export function httpRoute(
  name: string,
  backendRefs: readonly Json[],
  options: GatewayRouteOptions = {},
): Json {
  return object('gateway.networking.k8s.io/v1', options.kind ?? 'HTTPRoute', name, options, {
    parentRefs: [{ name: 'edge', namespace: 'edge' }],
    hostnames: ['shop.example'],
    rules: [{ ...(backendRefs.length === 0 ? {} : { backendRefs }), ...options.rule }],
  });
}

export function gateway(name: string, gatewayClassName: string, options: Common = {}): Json {
  const listeners = [
    { name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } },
  ];
  return object('gateway.networking.k8s.io/v1', 'Gateway', name, options, { gatewayClassName, listeners });
}

export interface GrantOptions extends Common {
  readonly version?: 'v1' | 'v1beta1';
  readonly from?: Fields;
  readonly to?: Fields;
}

/** A ReferenceGrant that lets HTTPRoutes of "shop" name any Service of its namespace. */
export function referenceGrant(name: string, options: GrantOptions = {}): Json {
  const group = 'gateway.networking.k8s.io';
  return object(`${group}/${options.version ?? 'v1beta1'}`, 'ReferenceGrant', name, options, {
    from: [{ group, kind: 'HTTPRoute', namespace: 'shop', ...options.from }],
    to: [{ group: '', kind: 'Service', ...options.to }],
  });
}

/** An OpenShift Route to the Service; `port` is its `spec.port.targetPort`. */
export function openshiftRoute(
  name: string,
  to: string,
  port: string | number | null = null,
  options: Common = {},
): Json {
  return object('route.openshift.io/v1', 'Route', name, options, {
    host: 'shop.example',
    to: { kind: 'Service', name: to, weight: 100 },
    ...(port === null ? {} : { port: { targetPort: port } }),
  });
}

/** A NetworkPolicy for all pods of its namespace, unless `spec` overrides that. */
export function networkPolicy(name: string, spec: Fields, options: Common = {}): Json {
  return object('networking.k8s.io/v1', 'NetworkPolicy', name, options, { podSelector: {}, ...spec });
}

export function namespace(name: string, labels: Fields = {}): Json {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** An object of an unknown kind, such as an operator's custom resource. */
export function custom(apiVersion: string, kind: string, name: string, options: Common = {}): Json {
  return object(apiVersion, kind, name, options, {});
}

/** A HorizontalPodAutoscaler of the Deployment of that name, or of another kind. */
export function autoscaler(name: string, spec: Fields, kind = 'Deployment'): Json {
  const apiVersion = apiVersions[kind] ?? 'apps/v1';
  return object(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    name,
    {},
    {
      scaleTargetRef: { apiVersion, kind, name },
      ...spec,
    },
  );
}

/** A KEDA ScaledObject of the Deployment of that name. */
export function scaledObject(name: string, spec: Fields): Json {
  return object('keda.sh/v1alpha1', 'ScaledObject', name, {}, { scaleTargetRef: { name }, ...spec });
}

export function volumeClaim(name: string, accessModes: readonly string[]): Json {
  return object('v1', 'PersistentVolumeClaim', name, {}, { accessModes });
}
