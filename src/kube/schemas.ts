import {
  anyList,
  anyObject,
  boolean,
  type Fields,
  integer,
  item,
  list,
  mapOf,
  number,
  object,
  part,
  type Schema,
  string,
  strings,
  text,
  words,
} from './schema.ts';
import { daemonStatus, deploymentStatus, podStatus, rolloutStatus, setStatus } from './status-schemas.ts';

const intOrString = part('intOrString');
const labels = part('labels');
const meta = part('meta');
const labelSelector = part('labelSelector');
const target = object({ apiVersion: string, kind: string, name: string });

const gatewayBackend: Fields = {
  group: string,
  kind: string,
  namespace: string,
  name: string,
  port: integer,
  weight: integer,
};
const openshiftTarget: Fields = { kind: string, name: string, weight: integer };
const rollingUpdate: Fields = { maxUnavailable: intOrString, maxSurge: intOrString, partition: integer };
const endpointPort: Fields = { name: string, protocol: string, port: integer, appProtocol: string };
const objectReference = object({ kind: string, namespace: string, name: string });
const addresses = list(item({ ip: string, hostname: string, nodeName: string, targetRef: objectReference }));

const metaFields: Fields = {
  name: string,
  generateName: string,
  namespace: string,
  labels,
  annotations: labels,
  ownerReferences: list(item({ apiVersion: string, kind: string, name: string, controller: boolean })),
  deletionTimestamp: string,
};

/** Shapes that several kinds share; each is compiled once. */
export const parts: { readonly [name: string]: Schema } = {
  intOrString: { type: ['integer', 'string'], nullable: true },
  labels: mapOf(string),
  labelSelector: object({
    matchLabels: labels,
    matchExpressions: list(item({ key: text, operator: text, values: words }, 'key', 'operator')),
  }),
  meta: object(metaFields),
  /** Of an object that a controller answers to, and not of a template. */
  kept: object({ ...metaFields, generation: integer }),
  probe: object({
    httpGet: object({ port: intOrString, path: string, scheme: string, host: string }),
    tcpSocket: object({ port: intOrString, host: string }),
    // GRPCAction.port is an int32: names are not taken there.
    grpc: object({ port: integer }),
    exec: object({ command: words }),
    initialDelaySeconds: integer,
    periodSeconds: integer,
    timeoutSeconds: integer,
    successThreshold: integer,
    failureThreshold: integer,
  }),
  container: item({
    name: string,
    image: string,
    ports: list(
      item({ name: string, containerPort: number, hostPort: integer, protocol: string }, 'containerPort'),
    ),
    command: words,
    args: words,
    env: list(item({ name: string, value: string, valueFrom: anyObject })),
    envFrom: list({ type: 'object' }),
    readinessProbe: part('probe'),
    livenessProbe: part('probe'),
    startupProbe: part('probe'),
    lifecycle: object({
      preStop: object({
        exec: object({ command: words }),
        httpGet: anyObject,
        sleep: object({ seconds: integer }),
      }),
      postStart: anyObject,
    }),
    restartPolicy: string,
  }),
  podSpec: object({
    containers: list(part('container')),
    initContainers: list(part('container')),
    volumes: list(
      item({
        name: string,
        configMap: object({ name: string }),
        secret: anyObject,
        projected: anyObject,
        persistentVolumeClaim: object({ claimName: string }),
        ephemeral: anyObject,
      }),
    ),
    restartPolicy: string,
    hostNetwork: boolean,
    terminationGracePeriodSeconds: integer,
    readinessGates: anyList,
    affinity: object({
      podAntiAffinity: object({ requiredDuringSchedulingIgnoredDuringExecution: anyList }),
    }),
    topologySpreadConstraints: list(item({ whenUnsatisfiable: string })),
  }),
  podTemplate: object({ metadata: meta, spec: part('podSpec') }),
  strategy: object({
    type: string,
    rollingUpdate: object(rollingUpdate),
    rollingParams: object(rollingUpdate),
    canary: object(rollingUpdate),
    blueGreen: anyObject,
  }),
  ingressBackend: object({
    service: object({ name: string, port: object({ name: string, number: integer }) }),
    resource: anyObject,
    serviceName: string,
    servicePort: intOrString,
  }),
};

const root = (fields: Fields): Schema => ({ type: 'object', properties: { metadata: meta, ...fields } });
const withSpec = (fields: Fields): Schema => root({ spec: object(fields) });
const withStatus = (fields: Fields, status: Schema): Schema =>
  root({ metadata: part('kept'), spec: object(fields), status });

const podTemplate = part('podTemplate');
const strategy = part('strategy');
const set: Fields = { replicas: integer, selector: labelSelector, template: podTemplate };
const job = object({ template: podTemplate });
const gatewayRoute = withSpec({
  hostnames: strings,
  parentRefs: list(
    item({
      group: string,
      kind: string,
      namespace: string,
      name: string,
      sectionName: string,
      port: integer,
    }),
  ),
  rules: list(
    item({
      matches: list(item({ path: object({ value: string }) })),
      filters: list(item({ type: string, requestMirror: object({ backendRef: object(gatewayBackend) }) })),
      backendRefs: list(item(gatewayBackend)),
    }),
  ),
});
const scaler = withSpec({
  scaleTargetRef: target,
  minReplicas: integer,
  maxReplicas: integer,
  minReplicaCount: integer,
  maxReplicaCount: integer,
});
const classOf = withSpec({ controller: string, controllerName: string });

/**
 * The shape of the kinds that we read: what the decoder of the API server takes, for the fields of `types.ts` alone.
 * Types, not values: ranges, enums and names are rules' business, and fields that we do not read pass.
 * `scripts/generate.ts` compiles them to `validate.generated.js`; the source of a cluster keeps what stands here alone.

 * By `group/Kind`; `*` is any kind that we do not read: of it only the name counts.
 */
export const schemas: { readonly [kind: string]: Schema } = {
  '*': { type: 'object', properties: { metadata: object({ name: string, namespace: string }) } },
  '/Service': withSpec({
    type: string,
    clusterIP: string,
    selector: labels,
    ports: list(
      item(
        { name: string, port: number, targetPort: intOrString, protocol: string, appProtocol: string },
        'port',
      ),
    ),
    publishNotReadyAddresses: boolean,
    externalTrafficPolicy: string,
    internalTrafficPolicy: string,
  }),
  '/Endpoints': root({
    subsets: list(item({ addresses, notReadyAddresses: addresses, ports: list(item(endpointPort)) })),
  }),
  '/Pod': root({ spec: part('podSpec'), status: podStatus }),
  '/ReplicationController': withSpec({ replicas: integer, selector: labels, template: podTemplate }),
  '/Namespace': root({}),
  '/PersistentVolumeClaim': withSpec({ accessModes: strings }),
  'discovery.k8s.io/EndpointSlice': root({
    addressType: string,
    ports: list(item(endpointPort)),
    endpoints: list(
      item({
        addresses: strings,
        conditions: object({ ready: boolean, serving: boolean, terminating: boolean }),
        nodeName: string,
        targetRef: objectReference,
      }),
    ),
  }),
  'apps/Deployment': withStatus({ ...set, paused: boolean, strategy }, deploymentStatus),
  'apps/StatefulSet': withStatus(
    {
      ...set,
      updateStrategy: strategy,
      podManagementPolicy: string,
      ordinals: object({ start: integer }),
      volumeClaimTemplates: anyList,
    },
    setStatus,
  ),
  'apps/DaemonSet': withStatus(
    { selector: labelSelector, template: podTemplate, updateStrategy: strategy },
    daemonStatus,
  ),
  'apps/ReplicaSet': withSpec(set),
  'batch/Job': withSpec({ suspend: boolean, selector: labelSelector, template: podTemplate }),
  'batch/CronJob': withSpec({ suspend: boolean, jobTemplate: object({ spec: job }) }),
  'apps.openshift.io/DeploymentConfig': withSpec({
    replicas: integer,
    paused: boolean,
    selector: labels,
    template: podTemplate,
    strategy,
  }),
  'argoproj.io/Rollout': withStatus(
    { ...set, paused: boolean, strategy, workloadRef: target },
    rolloutStatus,
  ),
  'networking.k8s.io/Ingress': withSpec({
    ingressClassName: string,
    defaultBackend: part('ingressBackend'),
    backend: part('ingressBackend'),
    rules: list(
      item({
        host: string,
        http: object({
          paths: list(item({ path: string, pathType: string, backend: part('ingressBackend') })),
        }),
      }),
    ),
  }),
  'networking.k8s.io/IngressClass': classOf,
  'networking.k8s.io/NetworkPolicy': withSpec({
    podSelector: labelSelector,
    policyTypes: strings,
    ingress: list(
      item({
        from: list(
          item({
            podSelector: labelSelector,
            namespaceSelector: labelSelector,
            ipBlock: object({ cidr: string, except: strings }),
          }),
        ),
        ports: list(item({ protocol: string, port: intOrString, endPort: integer })),
      }),
    ),
    egress: anyList,
  }),
  'policy/PodDisruptionBudget': withSpec({
    minAvailable: intOrString,
    maxUnavailable: intOrString,
    selector: labelSelector,
  }),
  'autoscaling/HorizontalPodAutoscaler': scaler,
  'keda.sh/ScaledObject': scaler,
  'gateway.networking.k8s.io/HTTPRoute': gatewayRoute,
  'gateway.networking.k8s.io/GRPCRoute': gatewayRoute,
  'gateway.networking.k8s.io/Gateway': withSpec({ gatewayClassName: string }),
  'gateway.networking.k8s.io/GatewayClass': classOf,
  'gateway.networking.k8s.io/ReferenceGrant': withSpec({
    from: list(item({ group: string, kind: string, namespace: string })),
    to: list(item({ group: string, kind: string, name: string })),
  }),
  'route.openshift.io/Route': withSpec({
    host: string,
    path: string,
    to: object(openshiftTarget),
    alternateBackends: list(item(openshiftTarget)),
    port: object({ targetPort: intOrString }),
    tls: object({ termination: string }),
  }),
};
