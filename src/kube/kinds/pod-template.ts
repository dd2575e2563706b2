import {
  anyItem,
  anyList,
  anyObject,
  boolean,
  type Infer,
  integer,
  intOrString,
  item,
  list,
  number,
  object,
  quantity,
  string,
  words,
} from '../schema.ts';
import { templateMeta } from './metadata.ts';

const exec = object({ command: words });

const probe = object({
  httpGet: object({
    port: intOrString,
    path: string,
    scheme: string,
    host: string,
    httpHeaders: list(item({ name: string })),
  }),
  tcpSocket: object({ port: intOrString, host: string }),
  // GRPCAction.port is an int32, never a name.
  grpc: object({ port: integer }),
  exec,
  initialDelaySeconds: integer,
  periodSeconds: integer,
  timeoutSeconds: integer,
  successThreshold: integer,
  failureThreshold: integer,
});
export type Probe = NonNullable<Infer<typeof probe>>;

const lifecycleHandler = object({ exec, httpGet: anyObject, sleep: object({ seconds: integer }) });
export type LifecycleHandler = NonNullable<Infer<typeof lifecycleHandler>>;

const containerPort = item(
  { name: string, containerPort: number, hostPort: integer, protocol: string },
  'containerPort',
);
export type ContainerPort = Infer<typeof containerPort>;

const container = item({
  name: string,
  image: string,
  ports: list(containerPort),
  command: words,
  args: words,
  env: list(item({ name: string, value: string, valueFrom: anyObject })),
  envFrom: list(anyItem),
  readinessProbe: probe,
  livenessProbe: probe,
  startupProbe: probe,
  lifecycle: object({ preStop: lifecycleHandler, postStart: anyObject }),
  restartPolicy: string,
  // Of all resources, only this one is read and kept.
  resources: object({ limits: object({ memory: quantity }) }),
});
export type Container = Infer<typeof container>;

const volume = item({
  name: string,
  configMap: object({ name: string }),
  secret: anyObject,
  projected: anyObject,
  persistentVolumeClaim: object({ claimName: string }),
  ephemeral: anyObject,
});
export type Volume = Infer<typeof volume>;

export const podSpec = object({
  containers: list(container),
  initContainers: list(container),
  volumes: list(volume),
  restartPolicy: string,
  hostNetwork: boolean,
  terminationGracePeriodSeconds: integer,
  readinessGates: anyList,
  affinity: object({
    podAntiAffinity: object({ requiredDuringSchedulingIgnoredDuringExecution: anyList }),
  }),
  topologySpreadConstraints: list(item({ whenUnsatisfiable: string })),
});
export type PodSpec = NonNullable<Infer<typeof podSpec>>;

export const podTemplate = object({ metadata: templateMeta, spec: podSpec });
export type PodTemplate = NonNullable<Infer<typeof podTemplate>>;
