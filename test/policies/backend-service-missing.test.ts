import { expect, test } from 'vitest';
import { found, judge, type Options } from '../support/check.ts';
import {
  custom,
  deployment,
  gateway,
  httpRoute,
  ingress,
  manifest,
  openshiftRoute,
  service,
} from '../support/manifests.ts';

const rule = 'backend-service-missing';
const on = (severity: string, kind = 'Ingress', name = 'shop/shop') => [
  `${severity} ${rule} ${kind} ${name}`,
];
const clean: readonly string[] = [];

/** The namespace "shop" is closed: it has a Service and a workload. */
const web = manifest(deployment('web'), service('web'));
const canary = (weight: string) => ({
  'nginx.ingress.kubernetes.io/canary': 'true',
  'nginx.ingress.kubernetes.io/canary-weight': weight,
});
const action = (serviceName: string) => ({
  'alb.ingress.kubernetes.io/actions.split': JSON.stringify({
    type: 'forward',
    forwardConfig: { targetGroups: [{ serviceName, servicePort: '80', weight: 100 }] },
  }),
});

interface Case {
  readonly is: string;
  readonly yaml: string;
  readonly expected: readonly string[];
  readonly options?: Options;
}

const cases: readonly Case[] = [
  { is: 'the Service is there', yaml: manifest(web, ingress('shop', ['web'])), expected: clean },
  {
    is: 'the Service is not there',
    yaml: manifest(web, ingress('shop', ['cart'])),
    expected: on('error'),
  },
  {
    is: 'an Ingress names Services of its own namespace alone',
    yaml: manifest(web, service('cart', { namespace: 'cart' }), ingress('shop', ['cart'])),
    expected: on('error'),
  },
  {
    is: 'a resource backend names no Service',
    yaml: manifest(
      web,
      ingress('shop', [], {
        spec: { defaultBackend: { resource: { apiGroup: 'k8s.example', kind: 'Bucket', name: 'static' } } },
      }),
    ),
    expected: clean,
  },
  {
    is: 'an action of the AWS controller is no Service',
    yaml: manifest(
      web,
      ingress('shop', ['split:use-annotation'], { className: 'alb', annotations: action('web') }),
    ),
    expected: clean,
  },
  {
    is: 'the Service that an action forwards to',
    yaml: manifest(
      web,
      ingress('shop', ['split:use-annotation'], { className: 'alb', annotations: action('cart') }),
    ),
    expected: on('error'),
  },
  {
    is: 'an ExternalName Service is there',
    yaml: manifest(
      deployment('web'),
      service('web', {
        selector: null,
        ports: [],
        spec: { type: 'ExternalName', externalName: 'web.example' },
      }),
      ingress('shop', ['web']),
    ),
    expected: clean,
  },
  {
    is: 'the default backend alone',
    yaml: manifest(
      web,
      ingress('shop', [], {
        spec: { rules: null, defaultBackend: { service: { name: 'cart', port: { number: 80 } } } },
      }),
    ),
    expected: on('error'),
  },
  {
    is: 'a host without paths has no backend',
    yaml: manifest(web, ingress('shop', [], { spec: { rules: [{ host: 'shop.example' }] } })),
    expected: clean,
  },
  {
    is: 'a canary of weight 0 gets no request',
    yaml: manifest(
      web,
      ingress('shop', ['web']),
      ingress('canary', ['web-next'], { annotations: canary('0') }),
    ),
    expected: on('warning', 'Ingress', 'shop/canary'),
  },
  {
    is: 'a canary of weight 20 gets some',
    yaml: manifest(
      web,
      ingress('shop', ['web']),
      ingress('canary', ['web-next'], { annotations: canary('20') }),
    ),
    expected: on('error', 'Ingress', 'shop/canary'),
  },
  {
    is: 'an Ingress of a removed version is read all the same',
    yaml: manifest(
      web,
      `apiVersion: networking.k8s.io/v1beta1
kind: Ingress
metadata: { name: shop, namespace: shop }
spec:
  rules:
    - http: { paths: [{ path: /, backend: { serviceName: cart, servicePort: 80 } }] }`,
    ),
    expected: on('error'),
  },
  {
    is: 'five paths to one missing Service are one finding',
    yaml: manifest(web, ingress('shop', ['cart', 'cart', 'cart', 'cart', 'cart'])),
    expected: on('error'),
  },
  {
    is: 'two routes to one missing Service are one finding',
    yaml: manifest(web, ingress('shop', ['cart']), ingress('shop-b', ['cart'])),
    expected: on('error'),
  },
  {
    is: 'two missing Services are two findings',
    yaml: manifest(web, ingress('shop', ['cart', 'search'])),
    expected: [...on('error'), ...on('error')],
  },
  {
    is: 'd: the Ingress of a certificate challenge comes with its Service',
    yaml: manifest(
      web,
      ingress('solver', ['cm-acme-x7f2'], {
        metadata: { labels: { 'acme.cert-manager.io/http01-solver': 'true' } },
      }),
    ),
    expected: clean,
  },

  // HTTPRoute and GRPCRoute.
  {
    is: 'an HTTPRoute names a Service that is not there',
    yaml: manifest(web, httpRoute('shop', [{ name: 'cart', port: 80 }])),
    expected: on('error', 'HTTPRoute'),
  },
  {
    is: 'a Service of another namespace that is not there',
    yaml: manifest(
      web,
      service('search', { namespace: 'cart' }),
      httpRoute('shop', [{ name: 'cart', namespace: 'cart', port: 80 }]),
    ),
    expected: on('error', 'HTTPRoute'),
  },
  {
    is: 'a rule that redirects has no backends',
    yaml: manifest(
      web,
      httpRoute('shop', [], {
        rule: { filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https' } }] },
      }),
    ),
    expected: clean,
  },
  {
    is: 'a share of the requests goes to it',
    yaml: manifest(
      web,
      httpRoute('shop', [
        { name: 'web', port: 80, weight: 90 },
        { name: 'web-next', port: 80, weight: 10 },
      ]),
    ),
    expected: on('error', 'HTTPRoute'),
  },
  {
    is: 'weight 0 gets no request',
    yaml: manifest(
      web,
      httpRoute('shop', [
        { name: 'web', port: 80, weight: 1 },
        { name: 'web-next', port: 80, weight: 0 },
      ]),
    ),
    expected: on('info', 'HTTPRoute'),
  },
  {
    is: 'a backend of another kind is not ours to find',
    yaml: manifest(
      web,
      httpRoute('shop', [
        { group: 'inference.networking.k8s.io', kind: 'InferencePool', name: 'llm', port: 80 },
      ]),
    ),
    expected: clean,
  },
  {
    is: 'no client sees what a mirror answers',
    yaml: manifest(
      web,
      httpRoute('shop', [{ name: 'web', port: 80 }], {
        rule: {
          filters: [{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'shadow', port: 80 } } }],
        },
      }),
    ),
    expected: on('info', 'HTTPRoute'),
  },
  {
    is: 'a GRPCRoute',
    yaml: manifest(web, httpRoute('shop', [{ name: 'cart', port: 80 }], { kind: 'GRPCRoute' })),
    expected: on('error', 'GRPCRoute'),
  },
  {
    is: 'a route of a mesh is left to the mesh',
    yaml: manifest(
      web,
      httpRoute('shop', [{ name: 'cart', port: 80 }], {
        spec: { parentRefs: [{ group: '', kind: 'Service', name: 'web' }] },
      }),
    ),
    expected: clean,
  },

  // OpenShift Routes.
  { is: 'a Route', yaml: manifest(web, openshiftRoute('shop', 'cart')), expected: on('error', 'Route') },
  {
    is: 'an alternate backend',
    yaml: manifest(
      web,
      openshiftRoute('shop', 'web', 'web', {
        spec: { alternateBackends: [{ kind: 'Service', name: 'web-next', weight: 20 }] },
      }),
    ),
    expected: on('error', 'Route'),
  },
  {
    is: 'f: an alternate backend of weight 0',
    yaml: manifest(
      web,
      openshiftRoute('shop', 'web', 'web', {
        spec: { alternateBackends: [{ kind: 'Service', name: 'web-next', weight: 0 }] },
      }),
    ),
    expected: on('info', 'Route'),
  },

  // What is not known.
  {
    is: 'a namespace without a Service or workload in the input is open',
    yaml: manifest(service('cart', { namespace: 'cart' }), ingress('shop', ['reviews'])),
    expected: clean,
  },
  {
    is: 'in an open namespace a Service of that name elsewhere is worth a warning',
    yaml: manifest(service('cart', { namespace: 'cart' }), ingress('shop', ['cart'])),
    expected: on('warning'),
  },
  {
    is: 'the same, closed by its owner',
    yaml: manifest(service('cart', { namespace: 'cart' }), ingress('shop', ['cart'])),
    expected: on('error'),
    options: { world: 'closed' },
  },
  {
    is: 'an open world',
    yaml: manifest(web, ingress('shop', ['cart'])),
    expected: clean,
    options: { world: 'open' },
  },
  {
    is: 'a system namespace is open',
    yaml: manifest(
      deployment('router', { namespace: 'openshift-ingress' }),
      ingress('shop', ['cart'], { namespace: 'openshift-ingress' }),
    ),
    expected: clean,
  },
  {
    is: 'a part of the input could not be read',
    yaml: manifest(web, ingress('shop', ['cart'])),
    expected: clean,
    options: { unread: true },
  },
  {
    is: 'the namespace stands on the Service alone',
    yaml: manifest(
      deployment('web', { namespace: null }),
      service('cart'),
      ingress('shop', ['cart'], { namespace: null }),
    ),
    expected: clean,
  },
  {
    is: 'the namespace stands on the route alone',
    yaml: manifest(web, service('cart', { namespace: null }), ingress('shop', ['cart'])),
    expected: clean,
  },
  {
    is: 'no namespace anywhere',
    yaml: manifest(service('web', { namespace: null }), ingress('shop', ['cart'], { namespace: null })),
    expected: on('error', 'Ingress', 'shop'),
  },
  {
    is: 'the name of the backend is a parameter',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a parameter as OpenShift and envsubst write it
    yaml: manifest(web, openshiftRoute('shop', '${NAME}')),
    expected: clean,
  },
  {
    is: 'the name of a Service is a parameter',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: see above
    yaml: manifest(service('${NAME}', { selector: { app: 'web' } }), openshiftRoute('shop', 'cart')),
    expected: clean,
  },
  {
    is: 'a Service that exists twice with different content is there',
    yaml: manifest(
      web,
      service('cart'),
      service('cart', { selector: { app: 'web' } }),
      ingress('shop', ['cart']),
    ),
    expected: clean,
  },
  {
    is: 'a Service whose shape is wrong is there',
    yaml: manifest(web, service('cart', { spec: { ports: 80 } }), ingress('shop', ['cart'])),
    expected: clean,
  },
  {
    is: "an operator's custom resource makes no Service that a closed input lacks",
    yaml: manifest(web, custom('postgresql.cnpg.io/v1', 'Cluster', 'db'), ingress('shop', ['cart'])),
    expected: on('error'),
  },
  {
    is: 'a custom resource of its name may make the Service',
    yaml: manifest(web, custom('flagger.app/v1beta1', 'Canary', 'cart'), ingress('shop', ['cart'])),
    expected: clean,
  },
  {
    is: 'a HelmRelease may make any Service',
    yaml: manifest(web, custom('helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'all'), ingress('shop', ['cart'])),
    expected: clean,
  },
  {
    is: 'a slip is seen all the same',
    yaml: manifest(
      web,
      service('catalog'),
      custom('helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'all'),
      ingress('shop', ['cataolg']),
    ),
    expected: on('error'),
  },
  {
    is: 'profile strict changes nothing: it is an error already',
    yaml: manifest(web, ingress('shop', ['cart'])),
    expected: on('error'),
    options: { policy: { profile: 'strict' } },
  },
  {
    is: 'a policy that only warns',
    yaml: manifest(web, ingress('shop', ['cart'])),
    expected: on('warning'),
    options: { policy: { rules: { [rule]: { action: 'warn' } } } },
  },
];

test.for(cases)('$is', ({ yaml, expected, options }) => {
  expect(found(yaml, rule, options)).toEqual(expected);
});

const finding = (yaml: string) => judge(yaml, {}, rule).findings[0];

test('one finding lists every route that it breaks', () => {
  const yaml = manifest(web, ingress('shop', ['cart', 'cart']), ingress('shop-b', ['cart']));
  expect(finding(yaml)?.routes.map(ref => ref.name)).toEqual(['shop', 'shop-b']);
});

test('a client of a GRPCRoute sees UNAVAILABLE', () => {
  const yaml = manifest(web, httpRoute('shop', [{ name: 'cart', port: 80 }], { kind: 'GRPCRoute' }));
  expect(finding(yaml)?.symptoms.map(one => one.status)).toEqual(['gRPC UNAVAILABLE']);
});

test('Gateway API demands 500, whatever the proxy', () => {
  const route = httpRoute('shop', [{ name: 'cart', port: 80 }], { spec: { parentRefs: [{ name: 'edge' }] } });
  const yaml = manifest(web, gateway('edge', 'istio'), route);
  expect(finding(manifest(web, route))?.symptoms.map(one => one.status)).toEqual(['500']);
  expect(finding(yaml)?.symptoms.map(one => `${one.controller} ${one.status}`)).toEqual(['Istio 500']);
});

const messages: readonly (readonly [string, string, string])[] = [
  [
    'nothing is like it',
    manifest(web, ingress('shop', ['cart'])),
    'Ingress shop/shop sends "shop.example/" to Service "cart", which does not exist in namespace "shop"',
  ],
  [
    'another namespace has it',
    manifest(web, service('cart', { namespace: 'cart' }), ingress('shop', ['cart'])),
    'Ingress shop/shop sends "shop.example/" to Service "cart", which does not exist in namespace "shop"; namespace "cart" has one',
  ],
  [
    'the share is said',
    manifest(
      web,
      httpRoute('shop', [
        { name: 'web', port: 80, weight: 90 },
        { name: 'search', port: 80, weight: 10 },
      ]),
    ),
    'HTTPRoute shop/shop sends 10 % of "shop.example/" to Service "search", which does not exist in namespace "shop"',
  ],
  [
    'the share is said',
    manifest(
      web,
      openshiftRoute('shop', 'web', 'web', {
        spec: { alternateBackends: [{ kind: 'Service', name: 'search', weight: 20 }] },
      }),
    ),
    'Route shop/shop sends 17 % of "shop.example/" to Service "search", which does not exist in namespace "shop"',
  ],
  [
    'no request goes there',
    manifest(
      web,
      httpRoute('shop', [
        { name: 'web', port: 80 },
        { name: 'search', port: 80, weight: 0 },
      ]),
    ),
    'HTTPRoute shop/shop sends none of "shop.example/" to Service "search", which does not exist in namespace "shop"',
  ],
  [
    'copies go there',
    manifest(
      web,
      httpRoute('shop', [{ name: 'web', port: 80 }], {
        rule: {
          filters: [{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'shadow', port: 80 } } }],
        },
      }),
    ),
    'HTTPRoute shop/shop sends copies of "shop.example/" to Service "shadow", which does not exist in namespace "shop"',
  ],
  [
    'a slip',
    manifest(deployment('checkout'), service('checkout'), ingress('shop', ['chekcout'])),
    'Ingress shop/shop sends "shop.example/" to Service "chekcout", which does not exist in namespace "shop"; there is "checkout"',
  ],
];

test.for(messages)('%s', ([, yaml, message]) => {
  const [found] = judge(yaml, { world: 'closed' }, rule).findings;
  expect(found?.message).toBe(message);
});

test('where nothing in the input tells of the Service, the message says what to do if it is applied elsewhere', () => {
  const hint = 'no file of this input has it: if it is applied elsewhere, use --open';
  const says = (yaml: string, options: Options = {}) => judge(yaml, options, rule).findings[0]?.message;
  const route = ingress('shop', ['cart']);
  expect(says(manifest(web, route))).toMatch(new RegExp(`; ${hint}$`));
  // The workload shows that the Service belongs to this input.
  expect(says(manifest(web, deployment('cart-deployment'), route))).not.toContain(hint);
  expect(says(manifest(web, service('cart-svc'), route))).not.toContain(hint);
  expect(says(manifest(web, route), { world: 'closed' })).not.toContain(hint);
});

const near: readonly (readonly [string, string, string, string | null])[] = [
  ['a slip', 'chekcout', 'checkout', 'checkout'],
  ['a separator', 'check-out', 'checkout', 'checkout'],
  ['a suffix that names the kind', 'checkout-svc', 'checkout', 'checkout'],
  ['a digit is never a slip', 'checkout-v2', 'checkout-v1', null],
  ['a short word is never a slip', 'crat', 'cart', null],
  ['another word', 'search', 'checkout', null],
];

test.for(near)('the fix names the Service that is near: %s', ([, named, there, wanted]) => {
  const fix = finding(manifest(service(there), ingress('shop', [named])))?.fix ?? null;
  const path = '/spec/rules/0/http/paths/0/backend/service/name';
  expect(fix?.operations ?? null).toEqual(
    wanted === null
      ? null
      : [
          { op: 'test', path, value: named },
          { op: 'replace', path, value: wanted },
        ],
  );
});

test('a Service in the JSON of an annotation is for its author to rename', () => {
  const yaml = manifest(
    service('checkout'),
    ingress('shop', ['split:use-annotation'], { className: 'alb', annotations: action('chekcout') }),
  );
  expect(finding(yaml)?.fix).toBeNull();
});

test('an exemption on the route silences it', () => {
  const annotations = {
    'ingress-policy.io/exempt': rule,
    'ingress-policy.io/reason': 'cart is in the next release',
  };
  const evaluation = judge(manifest(web, ingress('shop', ['cart'], { annotations })), {}, rule);
  expect([evaluation.findings.length, evaluation.exempt.length]).toEqual([0, 1]);
});
