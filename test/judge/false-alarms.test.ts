import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { found } from '../support/check.ts';
import {
  custom,
  deployment,
  gateway,
  httpRoute,
  ingress,
  manifest,
  namespace,
  networkPolicy,
  service,
} from '../support/manifests.ts';

/** Working setups that once had findings. Only errors and warnings of these rules count. */
const sound = deployment('web', {
  spec: { strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } },
  container: {
    readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
    lifecycle: { preStop: { sleep: { seconds: 10 } } },
  },
});
const base: readonly Json[] = [sound, service('web'), ingress('shop', ['web'])];

const admits = (...peers: readonly Json[]) => networkPolicy('web', { ingress: [{ from: peers }] });
const inNamespace = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});

const testPod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'web-test-connection',
    namespace: 'shop',
    labels: { app: 'web' },
    annotations: { 'helm.sh/hook': 'test' },
  },
  spec: { restartPolicy: 'Never', containers: [{ name: 'wget', image: 'busybox', args: ['web:80'] }] },
};

const nginx = deployment('nginx', {
  namespace: 'ingress-nginx',
  labels: { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' },
  ports: [],
});

const setups: readonly (readonly [string, string])[] = [
  ['the test Pod that every new chart has', manifest(...base, testPod)],
  [
    'a Service for the pods that a Gateway gets',
    manifest(
      ...base,
      gateway('public', 'istio'),
      service('public', {
        selector: { 'gateway.networking.k8s.io/gateway-name': 'public' },
        ports: [{ port: 80 }],
      }),
      ingress('edge', ['public'], {
        className: 'alb',
        annotations: { 'alb.ingress.kubernetes.io/target-type': 'ip' },
      }),
    ),
  ],
  [
    'a policy for another installation of a controller that is seen',
    manifest(
      sound,
      service('web'),
      ingress('shop', ['web'], { className: 'nginx-internal' }),
      nginx,
      admits(inNamespace('ingress-nginx-internal')),
    ),
  ],
  [
    'a policy for a controller that no preset knows, beside one that is seen',
    manifest(
      sound,
      service('web'),
      ingress('shop', ['web'], { className: 'tyk' }),
      nginx,
      admits(inNamespace('tyk')),
    ),
  ],
  [
    'a policy that names the controller by its labels where it really runs',
    manifest(
      ...base,
      admits({
        ...inNamespace('ops'),
        podSelector: { matchLabels: { 'app.kubernetes.io/name': 'ingress-nginx' } },
      }),
    ),
  ],
  [
    'the ingress-nginx of RKE2',
    manifest(
      ...base,
      admits({
        ...inNamespace('kube-system'),
        podSelector: { matchLabels: { 'app.kubernetes.io/name': 'rke2-ingress-nginx' } },
      }),
    ),
  ],
  [
    'an ambient mesh, whose packets come to another port',
    manifest(
      ...base,
      namespace('shop', { 'istio.io/dataplane-mode': 'ambient' }),
      networkPolicy('web', { ingress: [{ ports: [{ port: 15008 }] }] }),
    ),
  ],
  [
    'a port of the proxy that an annotation of the Namespace injects',
    manifest(
      sound,
      service('web', { ports: [{ port: 80, targetPort: 'linkerd-admin' }] }),
      ingress('shop', ['web']),
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'shop', annotations: { 'linkerd.io/inject': 'enabled' } },
      },
    ),
  ],
  [
    'a port that stands in a configuration which is mounted',
    manifest(
      deployment('web', {
        spec: { strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } },
        ports: [{ name: 'http', containerPort: 80 }],
        container: {
          readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
          lifecycle: { preStop: { sleep: { seconds: 10 } } },
        },
        pod: { volumes: [{ name: 'config', configMap: { name: 'web' } }] },
      }),
      service('web', { ports: [{ port: 80, targetPort: 8080 }] }),
      ingress('shop', ['web']),
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'web', namespace: 'shop' },
        data: { conf: 'listen 8080;' },
      },
    ),
  ],
  [
    'a route to a Service that a custom resource of that name makes',
    manifest(
      ...base,
      custom('kibana.k8s.elastic.co/v1', 'Kibana', 'logs'),
      httpRoute('logs', [{ name: 'logs-kb-http', port: 5601 }]),
    ),
  ],
];

test.for(setups)('%s is no error', ([, yaml]) => {
  expect(found(yaml).filter(line => line.startsWith('error'))).toEqual([]);
});

test('a port of the Service and its targetPort that are swapped are an error on any controller', () => {
  const yaml = manifest(
    deployment('web'),
    service('web', { ports: [{ port: 8080, targetPort: 80 }] }),
    ingress('shop', ['web:80']),
  );
  expect(found(yaml, 'backend-port-missing')).toEqual(['error backend-port-missing Ingress shop/shop']);
});
