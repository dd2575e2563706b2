import { decode } from '../src/kube/decode.ts';
import type { Json, JsonObject } from '../src/kube/json.ts';
import type { Obj } from '../src/kube/object.ts';

/** An application as a cluster has it: a Deployment of about 4 KB of JSON, its Service and its Ingress. */
export function deployment(index: number, image = 'registry.example.com/team/app:1.2.3'): JsonObject {
  const name = `app-${index}`;
  const env = Array.from({ length: 18 }, (_, at) => ({
    name: `SETTING_${at}`,
    value: `value-of-setting-${at}`,
  }));
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      ...metadata(index),
      labels: { app: name },
      generation: 3,
      resourceVersion: String(9000 + index),
    },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: name } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          terminationGracePeriodSeconds: 40,
          containers: [
            {
              name: 'main',
              image,
              env,
              ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
              readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 5 },
              lifecycle: { preStop: { sleep: { seconds: 15 } } },
              resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
            },
          ],
        },
      },
    },
    status: { observedGeneration: 3, replicas: 3, readyReplicas: 3 },
  };
}

const metadata = (index: number): JsonObject => ({
  name: `app-${index}`,
  namespace: `team-${index % 100}`,
  uid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
});

function service(index: number): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(index),
    spec: { selector: { app: `app-${index}` }, ports: [{ name: 'web', port: 80, targetPort: 'http' }] },
  };
}

export function ingress(index: number, name = `app-${index}`, backend = name): JsonObject {
  const path = {
    path: '/',
    pathType: 'Prefix',
    backend: { service: { name: backend, port: { number: 80 } } },
  };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { ...metadata(index), name },
    spec: { ingressClassName: 'nginx', rules: [{ host: `${name}.example.com`, http: { paths: [path] } }] },
  };
}

export function object(value: Json): Obj {
  const made = decode(value, { from: 'cluster', resourceVersion: '1' });
  if (typeof made === 'string') throw new Error(made);
  return made;
}

export function* applications(count: number): Iterable<Obj> {
  for (let index = 0; index < count; index++) {
    yield object(deployment(index));
    yield object(service(index));
    yield object(ingress(index));
  }
}

/** An update of the Deployment, as the API server sends it. */
export function reviewOf(object: JsonObject, oldObject: JsonObject): string {
  return JSON.stringify({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid: '7f4a1e52-0a3c-4d53-9e0b-0f3f9d6c1a10',
      kind: { group: 'apps', version: 'v1', kind: 'Deployment' },
      resource: { group: 'apps', version: 'v1', resource: 'deployments' },
      name: 'app-7',
      namespace: 'team-7',
      operation: 'UPDATE',
      userInfo: { username: 'jane', groups: ['system:authenticated'] },
      object,
      oldObject,
      dryRun: false,
      options: { kind: 'UpdateOptions', apiVersion: 'meta.k8s.io/v1' },
    },
  });
}
