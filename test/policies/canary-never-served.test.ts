import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { found, judge, type Options } from '../support/check.ts';
import { autoscaler, deployment, ingress, manifest, service, workload } from '../support/manifests.ts';

const rule = 'canary-never-served';
const clean: readonly string[] = [];
type Fields = { readonly [field: string]: Json };

const prefix = 'nginx.ingress.kubernetes.io';
const weight = { [`${prefix}/canary`]: 'true', [`${prefix}/canary-weight`]: '20' };
const warning = [`warning ${rule} Ingress shop/canary`];
const info = [`info ${rule} Ingress shop/canary`];

interface Path {
  readonly host?: string;
  readonly path?: string;
  readonly pathType?: string;
  readonly to?: string;
  readonly namespace?: string;
  readonly className?: string;
}

const at = (name: string, annotations: Fields, { to = 'web', ...path }: Path = {}) =>
  ingress(name, [], {
    annotations,
    className: path.className ?? 'nginx',
    namespace: path.namespace ?? 'shop',
    spec: {
      rules: [
        {
          ...(path.host === '' ? {} : { host: path.host ?? 'shop.example' }),
          http: {
            paths: [
              {
                path: path.path ?? '/',
                pathType: path.pathType ?? 'Prefix',
                backend: { service: { name: to, port: { number: 80 } } },
              },
            ],
          },
        },
      ],
    },
  });
const main = (path: Path = {}, annotations: Fields = {}) => at('main', annotations, path);
const canary = (path: Path = {}, annotations: Fields = weight) =>
  at('canary', annotations, { to: 'next', ...path });

const pair = (replicas = 2, next = 2) => [
  deployment('web', { spec: { replicas } }),
  service('web'),
  deployment('next', { spec: { replicas: next } }),
  service('next'),
];
const empty = [`error ${rule} Deployment shop/web`];

test.for<[is: string, objects: readonly Json[], expected: readonly string[], options?: Options]>([
  ['a canary beside its main', [...pair(), main(), canary()], clean],
  ['no main', [...pair(), canary()], warning],
  ['no main in an open input', [canary()], clean],
  ['no main, where the input is said to be open', [...pair(), canary()], clean, { world: 'open' }],
  ['a main of another host', [...pair(), main(), canary({ host: 'next.example' })], warning],
  ['a main of another path', [...pair(), main({ path: '/shop' }), canary()], warning],
  ['a main of a shorter path', [...pair(), main(), canary({ path: '/shop' })], warning],
  ['a main of another pathType', [...pair(), main(), canary({ pathType: 'Exact' })], warning],
  ['a main of another namespace', [...pair(), main({ namespace: 'infra' }), canary()], clean],
  ['a main without a host', [...pair(), main({ host: '' }), canary({ host: '' })], clean],
  ['a main of another controller', [...pair(), main({ className: 'traefik' }), canary()], warning],
  ['a main of an unknown controller', [...pair(), main({ className: 'edge' }), canary()], clean],
  [
    'another canary is no main',
    [...pair(), at('other', weight, { to: 'web' }), canary()],
    [`warning ${rule} Ingress shop/canary`, `warning ${rule} Ingress shop/other`],
  ],
  ['the Service of the main', [...pair(), main(), canary({ to: 'web' })], warning],
  [
    'the Service of another path of the host: the order decides',
    [...pair(0), main(), at('docs', {}, { path: '/docs', to: 'next' }), canary()],
    clean,
  ],
  [
    'a canary by header',
    [...pair(), canary({}, { [`${prefix}/canary`]: 'true', [`${prefix}/canary-by-header`]: 'x' })],
    warning,
  ],
  ['a canary without a weight', [...pair(), canary({}, { [`${prefix}/canary`]: 'true' })], info],
  ['canary: "false"', [...pair(), canary({}, { ...weight, [`${prefix}/canary`]: 'false' })], clean],
  ['no canary annotation', [...pair(), canary({}, {})], clean],
  ['a class of another controller', [...pair(), canary({ className: 'traefik' })], clean],
  // A main without pods
  ['a main of 0 replicas', [...pair(0), main(), canary()], empty],
  ['both of 0 replicas', [...pair(0, 0), main(), canary()], clean],
  ['a canary of 0 replicas', [...pair(2, 0), main(), canary()], clean],
  [
    'a main of 0 replicas and a canary without a weight',
    [...pair(0), main(), canary({}, { [`${prefix}/canary`]: 'true' })],
    clean,
  ],
  [
    'a main of 0 replicas with a default backend',
    [...pair(0), main({}, { [`${prefix}/default-backend`]: 'web' }), canary()],
    clean,
  ],
  [
    'a main that an autoscaler scales',
    [...pair(0), autoscaler('web', { minReplicas: 1, maxReplicas: 3 }), main(), canary()],
    clean,
  ],
  [
    'another workload behind the main',
    [...pair(0), deployment('old', { labels: { app: 'web' } }), main(), canary()],
    clean,
  ],
])('%s', ([, objects, expected, options]) => {
  expect(found(manifest(...objects), rule, options)).toEqual(expected);
});

const rollout = (routing: Fields, more: Fields = {}) =>
  workload('Rollout', 'web', {
    spec: {
      strategy: {
        canary: { stableService: 'web', canaryService: 'next', trafficRouting: routing, ...more },
      },
    },
  });
const nginx = { nginx: { stableIngress: 'main' } };
const services = [service('web'), service('next', { selector: { app: 'web' } })];
const full = { dynamicStableScale: true, steps: [{ setWeight: 20 }, { setWeight: 100 }] };
const on = (severity: string) => [`${severity} ${rule} Rollout shop/web`];

test.for<[is: string, objects: readonly Json[], expected: readonly string[]]>([
  ['a rule of the stable Service', [rollout(nginx), main()], clean],
  ['no rule of the stable Service', [rollout(nginx), main({ to: 'next' })], on('warning')],
  [
    'one of several Ingresses',
    [rollout({ nginx: { stableIngresses: ['a', 'main'] } }), main({ to: 'next' })],
    on('warning'),
  ],
  [
    'an Ingress that is not there',
    [rollout({ nginx: { stableIngress: 'edge' } }), main({ to: 'next' })],
    clean,
  ],
  ['an Ingress of another namespace', [rollout(nginx), main({ to: 'next', namespace: 'infra' })], clean],
  [
    'AWS ALB',
    [rollout({ alb: { ingress: 'main', servicePort: 80 } }), main({ to: 'next', className: 'alb' })],
    on('warning'),
  ],
  [
    'AWS ALB with a root Service',
    [rollout({ alb: { ingress: 'main', rootService: 'root' } }), main({ to: 'root', className: 'alb' })],
    clean,
  ],
  ['Istio', [rollout({ istio: { virtualService: { name: 'main' } } }), main({ to: 'next' })], clean],
  ['no traffic routing', [rollout({}), main({ to: 'next' })], clean],
  ['dynamicStableScale and a step of weight 100', [rollout(nginx, full), main()], on('error')],
  [
    'dynamicStableScale and no such step',
    [rollout(nginx, { ...full, steps: [{ setWeight: 20 }] }), main()],
    on('warning'),
  ],
  ['dynamicStableScale without steps', [rollout(nginx, { dynamicStableScale: true }), main()], on('warning')],
  ['a step of weight 100 alone', [rollout(nginx, { steps: full.steps }), main()], clean],
  ['a default backend', [rollout(nginx, full), main({}, { [`${prefix}/default-backend`]: 'root' })], clean],
  ['another total weight', [rollout({ ...nginx, maxTrafficWeight: 1000 }, full), main()], clean],
  [
    'dynamicStableScale and AWS ALB',
    [rollout({ alb: { ingress: 'main' } }, full), main({ className: 'alb' })],
    clean,
  ],
])('Argo Rollouts: %s', ([, objects, expected]) => {
  expect(found(manifest(...services, ...objects), rule)).toEqual(expected);
});

const only = (...objects: readonly Json[]) => {
  const [finding, ...more] = judge(manifest(...objects), {}, rule).findings;
  expect(more).toEqual([]);
  if (finding === undefined) throw new Error('no finding');
  return finding;
};

test('what the client sees', () => {
  const statuses = (...objects: readonly Json[]) => only(...objects).symptoms.map(({ status }) => status);
  expect(statuses(...pair(), canary())).toEqual(['404']);
  expect(statuses(...pair(), main(), canary({ path: '/shop' }))).toEqual([]);
  expect(statuses(...pair(), main({ path: '/', pathType: 'Exact' }), canary({ path: '/shop' }))).toEqual([
    '404',
  ]);
  expect(statuses(...pair(0), main({}, { [`${prefix}/ssl-redirect`]: 'true' }), canary())).toEqual(['503']);
  expect(only(...services, rollout(nginx, full), main()).when).toBe('in every rollout');
});

test('the fix of a pathType takes that of the main', () => {
  const { fix } = only(...pair(), main(), canary({ pathType: 'Exact' }));
  expect(fix?.operations).toEqual([
    { op: 'test', path: '/spec/rules/0/http/paths/0/pathType', value: 'Exact' },
    { op: 'replace', path: '/spec/rules/0/http/paths/0/pathType', value: 'Prefix' },
  ]);
});
