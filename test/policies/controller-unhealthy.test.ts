import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { formatRef } from '../../src/kube/object.ts';
import { found, judge } from '../support/check.ts';
import { live, liveWorkload, looping, type PodOptions, pod, running } from '../support/live.ts';
import { autoscaler, deployment, httpRoute, ingress, manifest, service } from '../support/manifests.ts';

const rule = 'controller-unhealthy';
const labels = { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' };
const warning = [`warning ${rule} Deployment ingress/nginx`];
const clean: readonly string[] = [];

const options = { labels, namespace: 'ingress' };
const nginx = (ready: number, wanted = 2, status = {}) =>
  live('nginx', { readyReplicas: ready, availableReplicas: ready, ...status }, { ...options, wanted });
const shop = (...objects: readonly Json[]) =>
  manifest(ingress('shop', ['web']), service('web'), live('web'), ...objects);
const proxy = (name: string, state: PodOptions = {}) =>
  pod(name, {
    ...state,
    namespace: 'ingress',
    owner: { kind: 'ReplicaSet', name: 'nginx-6f5b' },
    labels: { ...labels, 'pod-template-hash': '6f5b' },
  });

test.for([
  ['two of two are ready', shop(nginx(2)), clean],
  ['none is ready', shop(nginx(0)), warning],
  ['one of two is ready', shop(nginx(1)), warning],
  ['one of two, while they are replaced', shop(nginx(1, 2, { updatedReplicas: 1 })), clean],
  ['one alone', shop(nginx(1, 1)), warning],
  [
    'one alone that an autoscaler adds to',
    shop(nginx(1, 1), {
      ...(autoscaler('nginx', { minReplicas: 1, maxReplicas: 5 }) as object),
      metadata: { name: 'nginx', namespace: 'ingress' },
    }),
    clean,
  ],
  ['scaled to 0', shop(nginx(0, 0)), clean],
  ['no status', shop(deployment('nginx', options)), clean],
  ['a status of before the last change', shop(running(deployment('nginx', options), {}, 3)), clean],
  ['no route', manifest(service('web'), live('web'), nginx(0)), clean],
  [
    'a route of another controller',
    manifest(ingress('shop', ['web'], { className: 'traefik' }), service('web'), live('web'), nginx(0)),
    clean,
  ],
  [
    'two installations, whose classes nobody can tell apart',
    shop(nginx(0), live('internal', { readyReplicas: 2 }, options)),
    clean,
  ],
  [
    'a DaemonSet',
    shop(
      liveWorkload(
        'DaemonSet',
        'nginx',
        { desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberReady: 1 },
        options,
      ),
    ),
    [`warning ${rule} DaemonSet ingress/nginx`],
  ],
  [
    'a DaemonSet of one node',
    shop(
      liveWorkload(
        'DaemonSet',
        'nginx',
        { desiredNumberScheduled: 1, updatedNumberScheduled: 1, numberReady: 1 },
        options,
      ),
    ),
    clean,
  ],
] as const)('%s', ([, yaml, expected]) => {
  expect(found(yaml, rule)).toEqual(expected);
});

const envoy = (gateway: string, ready: number) =>
  live(
    `envoy-${gateway}`,
    { readyReplicas: ready },
    {
      namespace: 'envoy-gateway-system',
      labels: {
        'app.kubernetes.io/name': 'envoy',
        'app.kubernetes.io/component': 'proxy',
        'app.kubernetes.io/managed-by': 'envoy-gateway',
        'gateway.envoyproxy.io/owning-gateway-name': gateway,
      },
    },
  );

test('of the proxies that are made for each Gateway those of the route are judged', () => {
  const gatewayClass = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name: 'eg' },
    spec: { controllerName: 'gateway.envoyproxy.io/gatewayclass-controller' },
  };
  const edge = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'edge', namespace: 'edge' },
    spec: { gatewayClassName: 'eg' },
  };
  const yaml = (edgeReady: number, otherReady: number) =>
    manifest(
      gatewayClass,
      edge,
      httpRoute('shop', [{ name: 'web', port: 80 }]),
      service('web'),
      live('web'),
      envoy('edge', edgeReady),
      envoy('other', otherReady),
    );
  expect(found(yaml(0, 2), rule)).toEqual([`warning ${rule} Deployment envoy-gateway-system/envoy-edge`]);
  expect(found(yaml(2, 0), rule)).toEqual(clean);
});

test('it is one finding that names every route, and what is wrong with the pods', () => {
  const { findings } = judge(
    manifest(
      ingress('shop', ['web', 'web']),
      ingress('admin', ['web']),
      service('web'),
      live('web'),
      nginx(0),
      service('nginx', { namespace: 'ingress', selector: labels, spec: { type: 'LoadBalancer' } }),
      proxy('nginx-6f5b-1', { containers: [looping({ name: 'controller' })] }),
    ),
  );
  const said = findings.filter(finding =>
    /^(controller-unhealthy|pods-crashing|endpoints)/.test(finding.rule),
  );
  expect(said.map(finding => finding.rule)).toEqual([rule]);
  expect(said[0]?.routes.map(formatRef).sort()).toEqual(['Ingress shop/admin', 'Ingress shop/shop']);
  expect(said[0]?.message).toBe(
    'Deployment ingress/nginx, through which every route of ingress-nginx goes, has no ready pod, of 2 that are wanted; its container "controller" does not stay up (CrashLoopBackOff)',
  );
});

test.for([
  ['where the policy says where its pods are', { namespace: 'ingress', labels }, warning],
  ['where the policy says that they are elsewhere', { namespace: 'other', labels: null }, clean],
] as const)('%s', ([, where, expected]) => {
  const controllers = [{ preset: 'ingress-nginx', classes: [], hostNetwork: null, ...where }];
  const yaml = shop(nginx(0), live('internal', {}, { labels, namespace: 'internal' }));
  expect(found(yaml, rule, { policy: { settings: { controllers, kubeVersion: null } } })).toEqual(expected);
});

test('of one alone no answer comes whenever it stops', () => {
  const nginxClass = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: 'nginx' },
    spec: { controller: 'k8s.io/ingress-nginx' },
  };
  expect(judge(shop(nginx(1, 1), nginxClass), {}, rule).findings).toMatchObject([
    {
      failure: 'unreachable',
      symptoms: [{ controller: 'ingress-nginx', status: 'no answer', when: 'whenever a pod stops' }],
    },
  ]);
});
