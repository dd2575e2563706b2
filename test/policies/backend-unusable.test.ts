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
  openshiftRoute,
  type ServiceOptions,
  service,
} from '../support/manifests.ts';

const rule = 'backend-unusable';
const clean: readonly string[] = [];
const web = deployment('web');
const on = (severity: string, kind = 'Ingress') => [`${severity} ${rule} ${kind} shop/shop`];

const annotation = 'alb.ingress.kubernetes.io/target-type';
const alb = (target: string | null = null, backends: readonly string[] = ['web']) =>
  ingress('shop', backends, {
    className: 'alb',
    ...(target === null ? {} : { annotations: { [annotation]: target } }),
  });
const typed = (type: string, options: ServiceOptions = {}) => service('web', { spec: { type }, ...options });
const annotated = (target: string) => service('web', { metadata: { annotations: { [annotation]: target } } });

const albClass = (parameters: Json | null, controller = 'ingress.k8s.aws/alb') =>
  custom('networking.k8s.io/v1', 'IngressClass', 'alb', {
    namespace: null,
    spec: { controller, ...(parameters === null ? {} : { parameters }) },
  });
const named = { apiGroup: 'elbv2.k8s.aws', kind: 'IngressClassParams', name: 'shop' };
const params = (spec: { readonly [field: string]: Json }) =>
  custom('elbv2.k8s.aws/v1beta1', 'IngressClassParams', 'shop', { namespace: null, spec });

const external = (options: ServiceOptions = {}) =>
  service('web', { selector: null, spec: { type: 'ExternalName', externalName: 'a.example' }, ...options });
const through = (className: string) => ingress('shop', ['web'], { className });

const ref = (weight?: number, name = 'web') => ({
  name,
  port: 80,
  ...(weight === undefined ? {} : { weight }),
});
const rewrite = { filters: [{ type: 'URLRewrite', urlRewrite: { hostname: 'a.example' } }] };
const filter = (type: string) => ({ filters: [{ type }] });
const parts = [web, service('web')];

const weighted = (to: number, ...others: readonly number[]) =>
  openshiftRoute('shop', 'web', null, {
    spec: {
      to: { kind: 'Service', name: 'web', weight: to },
      ...(others.length === 0
        ? {}
        : { alternateBackends: others.map(weight => ({ kind: 'Service', name: 'web', weight })) }),
    },
  });

test.for<[is: string, objects: readonly Json[], expected: readonly string[]]>([
  // AWS ALB
  ['instance by default and a ClusterIP', [web, service('web'), alb()], on('error')],
  ['instance as stated', [web, service('web'), alb('instance')], on('error')],
  ['an ExternalName has no port on the nodes, either', [external(), alb()], on('error')],
  ['ip on the Ingress', [web, service('web'), alb('ip')], clean],
  ['ip on the Service', [web, annotated('ip'), alb()], clean],
  ['the Service is read before the Ingress', [web, annotated('instance'), alb('ip')], on('error')],
  ['a NodePort', [web, typed('NodePort'), alb()], clean],
  ['a LoadBalancer', [web, typed('LoadBalancer'), alb('instance')], clean],
  [
    'IngressClassParams with ip are read first',
    [web, service('web'), alb('instance'), albClass(named), params({ targetType: 'ip' })],
    clean,
  ],
  [
    'IngressClassParams with instance',
    [web, service('web'), alb('ip'), albClass(named), params({ targetType: 'instance' })],
    on('error'),
  ],
  [
    'IngressClassParams without a target type',
    [web, service('web'), alb('ip'), albClass(named), params({ scheme: 'internal' })],
    clean,
  ],
  ['parameters that are not in the input', [web, service('web'), alb(), albClass(named)], clean],
  ['a class without parameters', [web, service('web'), alb(), albClass(null)], on('error')],
  [
    'a class of another controller, such as that of EKS Auto Mode',
    [web, service('web'), alb(), albClass(null, 'eks.amazonaws.com/alb')],
    clean,
  ],
  ['two paths are one finding', [web, service('web'), alb(null, ['web', 'web'])], on('error')],
  [
    'a route of a Gateway: another object states its target type',
    [...parts, httpRoute('shop', [ref()]), gateway('edge', 'aws-alb-gateway-class', { namespace: 'edge' })],
    clean,
  ],
  // ExternalName
  ['Traefik', [external(), through('traefik')], on('warning')],
  ['Contour', [external(), through('contour')], on('warning')],
  ['HAProxy was not looked up', [external(), through('haproxy')], clean],
  ['nginx may be ingress-nginx, which serves it', [external(), through('nginx')], clean],
  [
    'the F5 controller',
    [external(), ingress('shop', ['web'], { annotations: { 'nginx.org/mergeable-ingress-type': 'minion' } })],
    on('warning'),
  ],
  ['an unknown class', [external(), through('edge')], clean],
  ['Traefik and a port that the Service lacks', [external({ ports: [] }), through('traefik')], on('warning')],
  ['ingress-nginx makes the port up', [external({ ports: [] }), through('nginx')], clean],
  // Headless
  [
    'Cilium and a headless Service',
    [web, service('web', { spec: { clusterIP: 'None' } }), through('cilium')],
    on('info'),
  ],
  [
    'Traefik and a headless Service',
    [web, service('web', { spec: { clusterIP: 'None' } }), through('traefik')],
    clean,
  ],
  // Rules without a backend
  ['no backendRefs', [...parts, httpRoute('shop', [])], on('error', 'HTTPRoute')],
  [
    'no backendRefs and a rewrite',
    [...parts, httpRoute('shop', [], { rule: rewrite })],
    on('error', 'HTTPRoute'),
  ],
  ['a redirect answers', [...parts, httpRoute('shop', [], { rule: filter('RequestRedirect') })], clean],
  ['an extension may answer', [...parts, httpRoute('shop', [], { rule: filter('ExtensionRef') })], clean],
  ['an unknown filter may answer', [...parts, httpRoute('shop', [], { rule: filter('Teapot') })], clean],
  ['a GRPCRoute', [...parts, httpRoute('shop', [], { kind: 'GRPCRoute' })], on('error', 'GRPCRoute')],
  [
    'a route of a mesh',
    [
      ...parts,
      httpRoute('shop', [], { spec: { parentRefs: [{ group: '', kind: 'Service', name: 'web' }] } }),
    ],
    clean,
  ],
  // Weights
  ['the only weight is 0', [...parts, httpRoute('shop', [ref(0)])], on('error', 'HTTPRoute')],
  ['both weights are 0', [...parts, httpRoute('shop', [ref(0), ref(0)])], on('error', 'HTTPRoute')],
  ['one weight is 0', [...parts, httpRoute('shop', [ref(0), ref(1)])], clean],
  ['a Route of weight 0', [...parts, weighted(0)], on('error', 'Route')],
  ['a Route of weight 0 beside another', [...parts, weighted(0, 10)], clean],
  // Protocols
  [
    'a UDP port',
    [web, service('web', { ports: [{ port: 80, protocol: 'UDP', targetPort: 8080 }] }), through('nginx')],
    on('warning'),
  ],
  [
    'a UDP port beside the TCP port of its number',
    [
      web,
      service('web', {
        ports: [
          { name: 'http', port: 80, targetPort: 8080 },
          { name: 'h3', port: 80, protocol: 'UDP', targetPort: 8080 },
        ],
      }),
      through('nginx'),
    ],
    clean,
  ],
  // Other kinds
  [
    'an InferencePool',
    [
      ...parts,
      httpRoute('shop', [{ group: 'inference.networking.k8s.io', kind: 'InferencePool', name: 'llm' }]),
    ],
    on('info', 'HTTPRoute'),
  ],
  [
    'a resource of an Ingress',
    [
      ...parts,
      ingress('shop', [], {
        spec: { defaultBackend: { resource: { apiGroup: 'k8s.example', kind: 'Bucket', name: 'a' } } },
      }),
    ],
    on('info'),
  ],
  ['a sound route', [...parts, through('nginx')], clean],
])('%s', ([, objects, expected]) => {
  expect(found(manifest(...objects), rule)).toEqual(expected);
});

const only = (...objects: readonly Json[]) => {
  const [finding, ...more] = judge(manifest(...objects), {}, rule).findings;
  expect(more).toEqual([]);
  if (finding === undefined) throw new Error('no finding');
  return finding;
};

test('the certainty is that of the target type', () => {
  expect(only(web, service('web'), alb()).certainty).toBe('likely');
  expect(only(web, service('web'), alb('instance')).certainty).toBe('proven');
});

test('the fix writes the annotation where it is read', () => {
  const lines = (...objects: readonly Json[]) => {
    const { fix } = only(...objects);
    return fix === null ? null : [fix.on.kind, ...fix.operations.map(one => JSON.stringify(one))];
  };
  const path = '/metadata/annotations/alb.ingress.kubernetes.io~1target-type';
  expect(lines(web, service('web'), alb())).toEqual([
    'Ingress',
    `{"op":"add","path":"/metadata/annotations","value":{"${annotation}":"ip"}}`,
  ]);
  expect(lines(web, annotated('instance'), alb('ip'))).toEqual([
    'Service',
    `{"op":"test","path":"${path}","value":"instance"}`,
    `{"op":"replace","path":"${path}","value":"ip"}`,
  ]);
  expect(lines(web, service('web'), alb(), albClass(named), params({ targetType: 'instance' }))).toBeNull();
  expect(lines(external(), alb())).toBeNull();
});

test('the chain breaks at the Service', () => {
  const { chain, symptoms } = only(external(), through('traefik'));
  expect(chain.links.map(({ ref }) => ref.kind)).toEqual(['Ingress', 'Service']);
  expect(chain.broken).toBe(1);
  expect(symptoms).toEqual([{ controller: 'Traefik', status: '404', when: 'always' }]);
});

test('a share of a route is a share of its requests', () => {
  const { when, level } = only(
    web,
    service('web'),
    httpRoute('shop', [ref(90), { group: 'a.example', kind: 'Pool', name: 'b', weight: 10 }]),
  );
  expect([when, level]).toEqual(['for a share of requests', 'audit']);
});
