import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { found, judge } from '../support/check.ts';
import {
  custom,
  deployment,
  gateway,
  httpRoute,
  ingress,
  manifest,
  namespace,
  type ServiceOptions,
  service,
} from '../support/manifests.ts';

const rule = 'load-balancer-health-check';
const clean: readonly string[] = [];
const warning = [`warning ${rule} Deployment shop/web`];
const info = [`info ${rule} Deployment shop/web`];

type Fields = { readonly [field: string]: Json };

const get = (path: string, port: string | number, more: Fields = {}) => ({
  httpGet: { path, port, ...more },
});
const both = [
  { name: 'http', containerPort: 8080 },
  { name: 'mgmt', containerPort: 8081 },
];
const web = (readinessProbe: Json | null, ports: readonly Json[] = both, container: Fields = {}) =>
  deployment('web', {
    ports,
    container: { ...(readinessProbe === null ? {} : { readinessProbe }), ...container },
  });

const route = (className: string, annotations: Fields = {}, path = '/') =>
  ingress('shop', [], {
    className: null,
    annotations: { 'kubernetes.io/ingress.class': className, ...annotations },
    spec: {
      rules: [
        {
          host: 'shop.example',
          http: {
            paths: [
              { path, pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } },
            ],
          },
        },
      ],
    },
  });
const node = (options: ServiceOptions = {}) =>
  service('web', {
    spec: { type: 'NodePort' },
    ports: [{ name: 'http', port: 80, targetPort: 'http' }],
    ...options,
  });
const annotated = (annotations: Fields) => node({ metadata: { annotations } });
const gce = route('gce');

const configured = (value: Json) => annotated({ 'cloud.google.com/backend-config': JSON.stringify(value) });
const config = (spec: Fields) => custom('cloud.google.com/v1', 'BackendConfig', 'hc', { spec });

const agic = (annotations: Fields = {}, path = '/') => route('azure/application-gateway', annotations, path);
const alb = (annotations: Fields = {}) => route('alb', annotations);
const gated = namespace('shop', { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' });
const path = 'appgw.ingress.kubernetes.io/health-probe-path';

test.for<[is: string, objects: readonly Json[], expected: readonly string[]]>([
  // GKE
  ['a probe on another port', [web(get('/health', 'mgmt')), node(), gce], warning],
  ['a probe on another port, by number', [web(get('/health', 8081)), node(), gce], warning],
  ['a probe on the routed port, by name', [web(get('/health', 'http')), node(), gce], clean],
  ['a probe on the routed port, by number', [web(get('/health', 8080)), node(), gce], clean],
  [
    'a probe with a header',
    [web(get('/a', 'http', { httpHeaders: [{ name: 'Accept', value: 'a' }] })), node(), gce],
    info,
  ],
  [
    'a probe with a Host header',
    [web(get('/a', 'http', { httpHeaders: [{ name: 'Host', value: 'a' }] })), node(), gce],
    clean,
  ],
  ['a probe with a host', [web(get('/a', 'http', { host: 'a.example' })), node(), gce], info],
  [
    'a probe over HTTPS and a backend of HTTP',
    [web(get('/a', 'http', { scheme: 'HTTPS' })), node(), gce],
    info,
  ],
  [
    'a probe over HTTPS and a backend of HTTPS',
    [
      web(get('/a', 'http', { scheme: 'HTTPS' })),
      annotated({ 'cloud.google.com/app-protocols': '{"http":"HTTPS"}' }),
      gce,
    ],
    clean,
  ],
  ['"/" on another port', [web(get('/', 'mgmt')), node(), gce], clean],
  ['a tcpSocket probe', [web({ tcpSocket: { port: 'http' } }), node(), gce], info],
  ['no probe', [web(null), node(), gce], clean],
  [
    'an undeclared port and no declared one',
    [web(get('/health', 8080), []), node({ ports: [{ name: 'http', port: 80, targetPort: 8080 }] }), gce],
    info,
  ],
  [
    'a port that nothing seems to have: service-target-port-missing',
    [web(get('/health', 8080)), node({ ports: [{ name: 'http', port: 80, targetPort: 9090 }] }), gce],
    clean,
  ],
  [
    'a BackendConfig',
    [
      web(get('/health', 'mgmt')),
      configured({ default: 'hc' }),
      config({ healthCheck: { requestPath: '/health', port: 8081 } }),
      gce,
    ],
    clean,
  ],
  [
    'a BackendConfig for the port, by name',
    [
      web(get('/health', 'mgmt')),
      configured({ ports: { http: 'hc' } }),
      config({ healthCheck: { requestPath: '/health' } }),
      gce,
    ],
    clean,
  ],
  [
    'a BackendConfig for the port, by number',
    [
      web(get('/health', 'mgmt')),
      configured({ ports: { 80: 'hc' } }),
      config({ healthCheck: { port: 1 } }),
      gce,
    ],
    clean,
  ],
  [
    'a BackendConfig for another port',
    [
      web(get('/health', 'mgmt')),
      configured({ ports: { 81: 'hc' } }),
      config({ healthCheck: { port: 1 } }),
      gce,
    ],
    warning,
  ],
  [
    'a BackendConfig without a check',
    [web(get('/health', 'mgmt')), configured({ default: 'hc' }), config({ timeoutSec: 40 }), gce],
    warning,
  ],
  [
    'a BackendConfig that is not in the input',
    [web(get('/health', 'mgmt')), configured({ default: 'hc' }), gce],
    clean,
  ],
  [
    'an annotation that is not JSON',
    [web(get('/health', 'mgmt')), annotated({ 'cloud.google.com/backend-config': 'hc' }), gce],
    clean,
  ],
  [
    'a route of a Gateway',
    [
      web(get('/health', 'mgmt')),
      service('web'),
      httpRoute('shop', [{ name: 'web', port: 80 }]),
      gateway('edge', 'gke-l7-rilb', { namespace: 'edge' }),
    ],
    clean,
  ],
  // Application Gateway
  [
    'a declared port: its probe is taken, on any port',
    [web(get('/health', 'mgmt')), service('web'), agic()],
    clean,
  ],
  [
    'a livenessProbe is taken, too',
    [
      web({ exec: { command: ['true'] } }, both, { livenessProbe: get('/live', 'http') }),
      service('web'),
      agic(),
    ],
    clean,
  ],
  [
    'an undeclared port',
    [web(get('/health', 8080), []), service('web', { ports: [{ port: 80, targetPort: 8080 }] }), agic()],
    info,
  ],
  [
    'an undeclared port, and the path of the Ingress is that of the probe',
    [
      web(get('/shop', 8080), []),
      service('web', { ports: [{ port: 80, targetPort: 8080 }] }),
      agic({}, '/shop*'),
    ],
    clean,
  ],
  [
    'an undeclared port and an annotation',
    [
      web(get('/health', 8080), []),
      service('web', { ports: [{ port: 80, targetPort: 8080 }] }),
      agic({ [path]: '/start' }),
    ],
    clean,
  ],
  [
    'a tcpSocket probe of Application Gateway',
    [web({ tcpSocket: { port: 'http' } }), service('web'), agic()],
    info,
  ],
  // AWS ALB
  ['AWS ALB without gates fails open', [web(get('/health', 'http')), node(), alb()], clean],
  [
    'AWS ALB with gates, and a probe on another port',
    [gated, web(get('/health', 'mgmt')), node(), alb()],
    warning,
  ],
  ['AWS ALB with gates', [gated, web(get('/health', 'http')), node(), alb()], info],
  [
    'AWS ALB with a gate in the pods',
    [
      deployment('web', {
        container: { readinessProbe: get('/health', 'http') },
        pod: { readinessGates: [{ conditionType: 'target-health.elbv2.k8s.aws/shop' }] },
      }),
      node(),
      alb(),
    ],
    info,
  ],
  [
    'AWS ALB with gates and a path on the Ingress',
    [
      gated,
      web(get('/health', 'http')),
      node(),
      alb({ 'alb.ingress.kubernetes.io/healthcheck-path': '/health' }),
    ],
    clean,
  ],
  [
    'AWS ALB with gates and a path on the Service',
    [
      gated,
      web(get('/health', 'http')),
      annotated({ 'alb.ingress.kubernetes.io/healthcheck-path': '/a' }),
      alb(),
    ],
    clean,
  ],
  [
    'AWS ALB with gates and gRPC',
    [
      gated,
      web(get('/health', 'http')),
      node(),
      alb({ 'alb.ingress.kubernetes.io/backend-protocol-version': 'GRPC' }),
    ],
    clean,
  ],
  // Others
  ['a proxy in the cluster', [web(get('/health', 'mgmt')), service('web'), route('nginx')], clean],
  ['an unknown class', [web(get('/health', 'mgmt')), service('web'), route('edge')], clean],
])('%s', ([, objects, expected]) => {
  expect(found(manifest(...objects), rule)).toEqual(expected);
});

const only = (...objects: readonly Json[]) => {
  const [finding, ...more] = judge(manifest(...objects), {}, rule).findings;
  expect(more).toEqual([]);
  if (finding === undefined) throw new Error('no finding');
  return finding;
};

test('the fix of GKE is a BackendConfig, or a check in the one that is there', () => {
  const made = only(web(get('/health', 'mgmt')), node(), gce).fix;
  expect(made?.on.kind).toBe('Service');
  expect(made?.creates).toEqual([
    {
      apiVersion: 'cloud.google.com/v1',
      kind: 'BackendConfig',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { healthCheck: { type: 'HTTP', requestPath: '/health', port: 8081 } },
    },
  ]);
  const changed = only(
    web(get('/health', 'mgmt')),
    configured({ default: 'hc' }),
    config({ timeoutSec: 40 }),
    gce,
  ).fix;
  expect([changed?.on.kind, changed?.creates]).toEqual(['BackendConfig', []]);
});

test('a probe of another port is asked for on that port', () => {
  const { fix, symptoms } = only(gated, web(get('/health', 'mgmt')), node(), alb());
  expect(fix?.operations.map(one => one.path)).toEqual([
    '/metadata/annotations/alb.ingress.kubernetes.io~1healthcheck-path',
    '/metadata/annotations/alb.ingress.kubernetes.io~1healthcheck-port',
  ]);
  expect(symptoms.map(({ status }) => status)).toEqual(['503']);
});
