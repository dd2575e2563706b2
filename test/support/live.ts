import type { Json } from '../../src/kube/json.ts';
import { deployment, type WorkloadOptions, workload } from './manifests.ts';

/** The additions of an API server to the objects of manifests.ts: status, generation, pods and EndpointSlices. */
type Fields = { readonly [field: string]: Json };

/** The object with the status of its generation 2; with `generation` 3 the status is older than the last change. */
export function running(object: Json, status: Fields, generation = 2): Json {
  const { metadata, ...rest } = object as { readonly metadata: Fields };
  return {
    ...rest,
    metadata: { ...metadata, generation },
    status: { observedGeneration: 2, ...status },
  };
}

/** A Deployment whose pods are all ready, unless `status` overrides that. */
export function live(
  name: string,
  status: Fields = {},
  options: WorkloadOptions & { wanted?: number } = {},
): Json {
  const { wanted = 2, ...rest } = options;
  const made = deployment(name, { ...rest, spec: { replicas: wanted, ...rest.spec } });
  return running(made, {
    replicas: wanted,
    updatedReplicas: wanted,
    readyReplicas: wanted,
    availableReplicas: wanted,
    ...status,
  });
}

export function liveWorkload(
  kind: string,
  name: string,
  status: Fields,
  options: WorkloadOptions = {},
): Json {
  return running(workload(kind, name, options), status);
}

export const condition = (type: string, status: string, reason: string, message = ''): Json => ({
  type,
  status,
  reason,
  ...(message === '' ? {} : { message }),
});

export interface PodOptions {
  readonly app?: string;
  readonly namespace?: string;
  /** Null for a pod without an owner. */
  readonly owner?: { readonly apiVersion?: string; readonly kind: string; readonly name: string } | null;
  readonly labels?: Fields;
  readonly ready?: boolean;
  readonly phase?: string;
  readonly conditions?: readonly Json[];
  readonly metadata?: Fields;
  /** The statuses of its containers; null for a pod that has none yet. */
  readonly containers?: readonly Json[] | null;
  readonly init?: readonly Json[];
}

/** A pod as the API server lists it, by default of the ReplicaSet `<app>-6f5b`. */
export function pod(name: string, options: PodOptions = {}): Json {
  const { app = 'web', namespace = 'shop', ready = false, phase = 'Running', conditions = [] } = options;
  const { owner = { kind: 'ReplicaSet', name: `${app}-6f5b` } } = options;
  const { containers = [up({ ready })], init } = options;
  const ports = [{ name: 'http', containerPort: 8080 }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels: options.labels ?? { app, 'pod-template-hash': '6f5b' },
      ...(owner === null ? {} : { ownerReferences: [{ apiVersion: 'apps/v1', controller: true, ...owner }] }),
      ...options.metadata,
    },
    spec: { containers: [{ name: app, image: `registry.example/shop/${app}:1.4.2`, ports }] },
    status: {
      phase,
      conditions: [condition('Ready', ready ? 'True' : 'False', ''), ...conditions],
      ...(containers === null ? {} : { containerStatuses: [...containers] }),
      ...(init === undefined ? {} : { initContainerStatuses: [...init] }),
    },
  };
}

/** A container that runs. */
export const up = (fields: Fields = {}): Json => ({
  name: 'web',
  image: 'registry.example/shop/web:1.4.2',
  ready: true,
  restartCount: 0,
  state: { running: {} },
  lastState: {},
  ...fields,
});

/** A waiting container, with the end of its last run. */
export const waiting = (reason: string, fields: Fields = {}): Json =>
  up({ ready: false, state: { waiting: { reason } }, ...fields });

export const ended = (reason: string, exitCode: number): Json => ({ terminated: { reason, exitCode } });

export const looping = (fields: Fields = {}): Json =>
  waiting('CrashLoopBackOff', { restartCount: 7, lastState: ended('Error', 1), ...fields });

/** An EndpointSlice of the Service, with one endpoint for each of these conditions. */
export function slice(
  service: string,
  endpoints: readonly Fields[],
  options: { readonly ports?: readonly Json[] | null; readonly name?: string } = {},
): Json {
  const { ports = [{ name: 'web', port: 8080, protocol: 'TCP' }], name = `${service}-x7k2p` } = options;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, namespace: 'shop', labels: { 'kubernetes.io/service-name': service } },
    addressType: 'IPv4',
    ports: ports === null ? null : [...ports],
    endpoints: endpoints.map((conditions, index) => ({ addresses: [`10.0.1.${index + 1}`], conditions })),
  };
}

export const readyEndpoint: Fields = { ready: true, serving: true, terminating: false };
export const unready: Fields = { ready: false, serving: false, terminating: false };
export const closing: Fields = { ready: false, serving: true, terminating: true };
