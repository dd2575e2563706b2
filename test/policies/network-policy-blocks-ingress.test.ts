import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { found, judge, type Options } from '../support/check.ts';
import {
  custom,
  deployment,
  gateway,
  httpRoute,
  type IngressOptions,
  ingress,
  manifest,
  namespace,
  networkPolicy,
  openshiftRoute,
  service,
  type WorkloadOptions,
} from '../support/manifests.ts';

const rule = 'network-policy-blocks-ingress';
type Fields = { readonly [field: string]: Json };
const on = (severity: string, name = 'shop/web') => [`${severity} ${rule} NetworkPolicy ${name}`];
const clean: readonly string[] = [];

const nameKey = 'kubernetes.io/metadata.name';
const inNamespace = (name: string): Json => ({ namespaceSelector: { matchLabels: { [nameKey]: name } } });
const proxyLabels = {
  'app.kubernetes.io/name': 'ingress-nginx',
  'app.kubernetes.io/component': 'controller',
};
const proxy = (options: WorkloadOptions = {}) =>
  deployment('ingress-nginx-controller', { namespace: 'ingress-nginx', labels: proxyLabels, ...options });

/** Port 80 of Service web, 8080 "http" of Deployment web, under one policy and behind a route. */
function chain(policy: Fields, ...more: readonly Json[]): string {
  return manifest(
    deployment('web'),
    service('web'),
    ingress('shop', ['web']),
    networkPolicy('web', policy),
    ...more,
  );
}

/** The same with the proxies of ingress-nginx in the input. */
const seen = (policy: Fields, ...more: readonly Json[]) => chain(policy, proxy(), ...more);
const from = (...peers: readonly Json[]): Fields => ({ ingress: [{ from: [...peers] }] });
const ports = (...list: readonly Json[]): Fields => ({
  ingress: [{ from: [inNamespace('ingress-nginx')], ports: [...list] }],
});

interface Case {
  readonly is: string;
  readonly yaml: string;
  readonly expected: readonly string[];
  readonly options?: Options;
}

const cases: readonly Case[] = [
  {
    is: 'k: no policy',
    yaml: manifest(deployment('web'), service('web'), ingress('shop', ['web'])),
    expected: clean,
  },
  { is: 'a policy without rules', yaml: seen({ policyTypes: ['Ingress'] }), expected: on('error') },
  {
    is: 'the same where the controller is only assumed',
    yaml: chain({ policyTypes: ['Ingress'] }),
    expected: on('error'),
  },
  {
    is: 'and where nothing tells the controller',
    yaml: manifest(
      deployment('web'),
      service('web'),
      ingress('shop', ['web'], { className: null }),
      networkPolicy('web', {}),
    ),
    expected: on('error'),
  },
  {
    is: 'beside it one that admits the namespace of the controller',
    yaml: seen({ policyTypes: ['Ingress'] }, networkPolicy('allow', from(inNamespace('ingress-nginx')))),
    expected: clean,
  },
  {
    is: 'the namespace of another controller',
    yaml: seen(from(inNamespace('monitoring'))),
    expected: on('error'),
  },
  {
    is: 'the pods of the controller, but in the namespace of the policy',
    yaml: seen(from({ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'ingress-nginx' } } })),
    expected: on('error'),
  },
  {
    is: 'two peers are either of them',
    yaml: seen(from(inNamespace('ingress-nginx'), { podSelector: { matchLabels: { app: 'nobody' } } })),
    expected: clean,
  },
  {
    is: 'one peer is both of its halves',
    yaml: seen(
      from({
        namespaceSelector: { matchLabels: { [nameKey]: 'ingress-nginx' } },
        podSelector: { matchLabels: { app: 'nobody' } },
      }),
    ),
    expected: on('error'),
  },
  { is: 'the port of the Service', yaml: seen(ports({ port: 80 })), expected: on('error') },
  { is: 'the port of the pod', yaml: seen(ports({ port: 8080 })), expected: clean },
  { is: 'the name of the port on the container', yaml: seen(ports({ port: 'http' })), expected: clean },
  {
    is: 'a name that the container does not have',
    yaml: manifest(
      deployment('web', { ports: [{ containerPort: 8080 }] }),
      service('web', { ports: [{ port: 80, targetPort: 8080 }] }),
      ingress('shop', ['web']),
      networkPolicy('web', ports({ port: 'http' })),
      proxy(),
    ),
    expected: on('error'),
  },
  { is: 'the name of the Service port', yaml: seen(ports({ port: 'web' })), expected: on('error') },
  {
    is: 'a range that holds the port',
    yaml: seen(ports({ port: 8000, endPort: 9000 })),
    expected: clean,
  },
  {
    is: 'a range that ends before the port',
    yaml: seen(ports({ port: 8000, endPort: 8079 })),
    expected: on('error'),
  },
  {
    is: 'a policy for egress alone',
    yaml: seen({ policyTypes: ['Egress'], egress: [{}] }),
    expected: clean,
  },
  {
    is: 'the same with rules for ingress, which do not count',
    yaml: seen({ policyTypes: ['Egress'], egress: [{}], ...from(inNamespace('monitoring')) }),
    expected: clean,
  },
  { is: 'without policyTypes it is for ingress', yaml: seen({ egress: [] }), expected: on('error') },
  { is: 'an empty list of policyTypes is none', yaml: seen({ policyTypes: [] }), expected: on('error') },
  { is: 'an empty rule is everyone', yaml: seen({ ingress: [{}] }), expected: clean },
  { is: 'an empty list of rules is nobody', yaml: seen({ ingress: [] }), expected: on('error') },
  {
    is: 'an empty peer list is everyone',
    yaml: seen({ ingress: [{ from: [], ports: [] }] }),
    expected: clean,
  },
  { is: 'the port for UDP', yaml: seen(ports({ port: 8080, protocol: 'UDP' })), expected: on('error') },
  { is: 'every port of TCP', yaml: seen(ports({ protocol: 'TCP' })), expected: clean },
  {
    is: 'addresses may be those of the proxies',
    yaml: seen(from({ ipBlock: { cidr: '10.0.0.0/8' } })),
    expected: clean,
  },
  { is: 'every address', yaml: seen(from({ ipBlock: { cidr: '0.0.0.0/0' } })), expected: clean },
  {
    is: 'a label that a namespace bears only where someone set it',
    yaml: chain(from({ namespaceSelector: { matchLabels: { name: 'ingress-nginx' } } })),
    expected: on('info'),
  },
  {
    is: 'the Namespace shows that nobody set it',
    yaml: seen(
      from({ namespaceSelector: { matchLabels: { name: 'ingress-nginx' } } }),
      namespace('ingress-nginx', { team: 'edge' }),
    ),
    expected: on('error'),
  },
  {
    is: 'the Namespace shows that someone set it',
    yaml: seen(
      from({ namespaceSelector: { matchLabels: { name: 'ingress-nginx' } } }),
      namespace('ingress-nginx', { name: 'ingress-nginx' }),
    ),
    expected: clean,
  },
  {
    is: 'proxies on the network of the host',
    yaml: chain(from(inNamespace('ingress-nginx')), proxy({ pod: { hostNetwork: true } })),
    expected: on('warning'),
  },
  {
    is: 'the same without any rule',
    yaml: chain({ policyTypes: ['Ingress'] }, proxy({ pod: { hostNetwork: true } })),
    expected: on('warning'),
  },
  {
    is: 'a key that the proxies do not carry is in no set',
    yaml: seen(
      from({
        ...(inNamespace('ingress-nginx') as Fields),
        podSelector: { matchExpressions: [{ key: 'quarantine', operator: 'NotIn', values: ['yes'] }] },
      }),
    ),
    expected: clean,
  },
  {
    is: 'a key that the proxies carry with another value',
    yaml: seen(
      from({
        ...(inNamespace('ingress-nginx') as Fields),
        podSelector: {
          matchExpressions: [
            { key: 'app.kubernetes.io/component', operator: 'NotIn', values: ['controller'] },
          ],
        },
      }),
    ),
    expected: on('error'),
  },
  {
    is: 'pods on the network of the host are for the plugin to judge',
    yaml: manifest(
      deployment('web', { pod: { hostNetwork: true } }),
      service('web'),
      ingress('shop', ['web']),
      networkPolicy('web', {}),
      proxy(),
    ),
    expected: clean,
  },
  {
    is: 'a policy of Cilium may admit what this one does not',
    yaml: seen({ policyTypes: ['Ingress'] }, custom('cilium.io/v2', 'CiliumNetworkPolicy', 'web')),
    expected: clean,
  },
  {
    is: 'a policy of Cilium in another namespace does not',
    yaml: seen(
      { policyTypes: ['Ingress'] },
      custom('cilium.io/v2', 'CiliumNetworkPolicy', 'cart', { namespace: 'cart' }),
    ),
    expected: on('error'),
  },
  {
    is: 'a policy for the whole cluster',
    yaml: seen(
      { policyTypes: ['Ingress'] },
      custom('policy.networking.k8s.io/v1alpha2', 'ClusterNetworkPolicy', 'web', { namespace: null }),
    ),
    expected: clean,
  },
  {
    is: 'a policy of another namespace',
    yaml: manifest(
      deployment('web'),
      service('web'),
      ingress('shop', ['web']),
      networkPolicy('web', {}, { namespace: 'cart' }),
      proxy(),
    ),
    expected: clean,
  },
  {
    is: 'k: a policy for other pods',
    yaml: seen({ podSelector: { matchLabels: { app: 'cart' } } }),
    expected: clean,
  },

  // Where the controller is.
  {
    is: 'a namespace that is a slip of the usual one',
    yaml: chain(from(inNamespace('ingress-ngnix'))),
    expected: on('error'),
  },
  {
    is: 'a controller that is only assumed may be in another namespace of that purpose',
    yaml: chain(from(inNamespace('edge-proxy'))),
    expected: clean,
  },
  {
    is: 'the policy of the cluster says where it is',
    yaml: chain(from(inNamespace('edge-proxy'))),
    expected: on('error'),
    options: {
      policy: {
        settings: {
          controllers: [
            { preset: 'ingress-nginx', classes: [], namespace: 'edge', labels: null, hostNetwork: null },
          ],
          kubeVersion: null,
        },
      },
    },
  },
  {
    is: 'the policy of the cluster says that it is there',
    yaml: chain(from(inNamespace('edge'))),
    expected: clean,
    options: {
      policy: {
        settings: {
          controllers: [
            { preset: 'ingress-nginx', classes: [], namespace: 'edge', labels: null, hostNetwork: null },
          ],
          kubeVersion: null,
        },
      },
    },
  },
  {
    is: 'a further installation may be anywhere',
    yaml: manifest(
      deployment('web'),
      service('web'),
      ingress('shop', ['web'], {
        className: 'nginx-internal',
        annotations: { 'nginx.ingress.kubernetes.io/proxy-body-size': '8m' },
      }),
      networkPolicy('web', from(inNamespace('ingress-internal'))),
    ),
    expected: clean,
  },
  {
    is: 'one of two controllers of the class is admitted',
    yaml: chain(from(inNamespace('nginx-ingress'))),
    expected: clean,
  },
  {
    is: 'HTTPRoute: neither the namespace of the Gateway nor that of Istio',
    yaml: manifest(
      deployment('web'),
      service('web'),
      httpRoute('shop', [{ name: 'web', port: 80 }]),
      gateway('edge', 'istio', { namespace: 'edge' }),
      networkPolicy('web', from(inNamespace('monitoring'))),
    ),
    expected: on('error'),
  },
  {
    is: 'HTTPRoute: a Gateway of Istio may be served by the proxies in istio-system',
    yaml: manifest(
      deployment('web'),
      service('web'),
      httpRoute('shop', [{ name: 'web', port: 80 }]),
      gateway('edge', 'istio', { namespace: 'edge' }),
      networkPolicy('web', from(inNamespace('istio-system'))),
    ),
    expected: clean,
  },
  {
    is: 'HTTPRoute: the namespace of the Gateway is admitted',
    yaml: manifest(
      deployment('web'),
      service('web'),
      httpRoute('shop', [{ name: 'web', port: 80 }]),
      gateway('edge', 'istio', { namespace: 'edge' }),
      networkPolicy('web', from(inNamespace('edge'))),
    ),
    expected: clean,
  },
  {
    is: "HTTPRoute: a Gateway in the pods' own namespace comes in with them",
    yaml: manifest(
      deployment('web'),
      service('web'),
      httpRoute('shop', [{ name: 'web', port: 80 }], { spec: { parentRefs: [{ name: 'edge' }] } }),
      gateway('edge', 'istio'),
      networkPolicy('web', from({ podSelector: {} })),
    ),
    expected: clean,
  },
  {
    is: 'Route: the namespace of the router by its policy group',
    yaml: manifest(
      deployment('web'),
      service('web'),
      openshiftRoute('shop', 'web', 'web'),
      networkPolicy(
        'web',
        from({ namespaceSelector: { matchLabels: { 'policy-group.network.openshift.io/ingress': '' } } }),
      ),
    ),
    expected: clean,
  },
  {
    is: 'Route: nobody but the own namespace',
    yaml: manifest(
      deployment('web'),
      service('web'),
      openshiftRoute('shop', 'web', 'web'),
      networkPolicy('web', from({ podSelector: {} })),
    ),
    expected: on('error'),
  },
  {
    is: 'a load balancer outside of the cluster comes from an address',
    yaml: manifest(
      deployment('web'),
      service('web'),
      ingress('shop', ['web'], { className: 'alb' }),
      networkPolicy('web', from({ ipBlock: { cidr: '10.0.0.0/16' } })),
    ),
    expected: clean,
  },
  {
    is: 'and selectors never admit it',
    yaml: manifest(
      deployment('web'),
      service('web'),
      ingress('shop', ['web'], { className: 'alb' }),
      networkPolicy('web', from({ namespaceSelector: {} })),
    ),
    expected: on('error'),
  },

  // Exposure and scope.
  {
    is: 'pods to which no route leads',
    yaml: manifest(
      deployment('web'),
      service('web'),
      deployment('cart'),
      service('cart'),
      ingress('shop', ['cart']),
      networkPolicy('web', { podSelector: { matchLabels: { app: 'web' } } }),
      proxy(),
    ),
    expected: clean,
  },
  {
    is: 'profile strict: who sends to pods without a route is not known either',
    yaml: manifest(deployment('web'), service('web'), networkPolicy('web', {}), proxy()),
    expected: clean,
    options: { policy: { profile: 'strict' } },
  },
  {
    is: 'a port of the pods that no route uses',
    yaml: manifest(
      deployment('web', {
        ports: [
          { name: 'http', containerPort: 8080 },
          { name: 'metrics', containerPort: 9102 },
        ],
      }),
      service('web', {
        ports: [
          { name: 'web', port: 80, targetPort: 'http' },
          { name: 'metrics', port: 9102, targetPort: 'metrics' },
        ],
      }),
      ingress('shop', ['web']),
      networkPolicy('web', ports({ port: 'http' })),
      proxy(),
    ),
    expected: clean,
  },

  // What is not known.
  {
    is: 'the policy states no namespace',
    yaml: manifest(
      deployment('web'),
      service('web'),
      ingress('shop', ['web']),
      networkPolicy('web', {}, { namespace: null }),
      proxy(),
    ),
    expected: clean,
  },
  {
    is: 'no namespace anywhere but that of the controller',
    yaml: manifest(
      deployment('web', { namespace: null }),
      service('web', { namespace: null }),
      ingress('shop', ['web'], { namespace: null }),
      networkPolicy('web', {}, { namespace: null }),
      proxy(),
    ),
    expected: on('error', 'web'),
  },
  {
    is: 'the label that the policy selects is set while the pod runs',
    yaml: seen({ podSelector: { matchLabels: { role: 'master' } } }),
    expected: clean,
  },
  {
    is: 'the value that the policy selects is a parameter',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a parameter as OpenShift and envsubst write it
    yaml: seen({ podSelector: { matchLabels: { app: '${NAME}' } } }),
    expected: clean,
  },
  {
    is: 'the namespace that is admitted is a parameter',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: see above
    yaml: seen(from(inNamespace('${INGRESS_NAMESPACE}'))),
    expected: clean,
  },
  {
    is: 'the port that is admitted is a parameter',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: see above
    yaml: seen(ports({ port: '${PORT}' })),
    expected: clean,
  },
  {
    is: 'the policy exists twice with different content',
    yaml: seen({}, networkPolicy('web', from(inNamespace('ingress-nginx')))),
    expected: clean,
  },
  {
    is: 'a part of the input could not be read: a policy that admits may stand there',
    yaml: seen({ policyTypes: ['Ingress'] }),
    expected: clean,
    options: { unread: true },
  },
  {
    is: 'an open world: a policy that admits may stand elsewhere',
    yaml: seen({ policyTypes: ['Ingress'] }),
    expected: clean,
    options: { world: 'open' },
  },
];

test.for(cases)('$is', ({ yaml, expected, options }) => {
  expect(found(yaml, rule, options)).toEqual(expected);
});

const finding = (yaml: string) => judge(yaml, {}, rule).findings[0];
const withClass = (options: IngressOptions) =>
  manifest(deployment('web'), service('web'), ingress('shop', ['web'], options), networkPolicy('web', {}));

test('a controller that is seen or configured is proven, one that is assumed is likely where rules admit others', () => {
  expect(finding(seen({}))?.certainty).toBe('proven');
  expect(finding(seen(from(inNamespace('monitoring'))))?.certainty).toBe('proven');
  expect(finding(chain(from(inNamespace('monitoring'))))?.certainty).toBe('likely');
});

test('the same policy is 504 from nginx and Traefik, and 503 from HAProxy and Envoy', () => {
  const statuses = (options: IngressOptions) => finding(withClass(options))?.symptoms.map(one => one.status);
  expect(statuses({ className: 'traefik' })).toEqual(['504']);
  expect(statuses({ className: 'contour' })).toEqual(['503']);
  expect(statuses({ className: 'haproxy', annotations: { 'haproxy.org/timeout-server': '50s' } })).toEqual([
    '503',
  ]);
});

test('the fix is a policy of its own that admits the proxies to the port of the pods', () => {
  const fix = finding(seen({ policyTypes: ['Ingress'] }))?.fix;
  expect(fix?.operations).toEqual([]);
  expect(fix?.creates).toEqual([
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'web-from-ingress', namespace: 'shop' },
      spec: {
        podSelector: { matchLabels: { app: 'web' } },
        policyTypes: ['Ingress'],
        ingress: [
          {
            from: [
              { ...(inNamespace('ingress-nginx') as Fields), podSelector: { matchLabels: proxyLabels } },
            ],
            ports: [{ protocol: 'TCP', port: 8080 }],
          },
        ],
      },
    },
  ]);
  expect(found(manifest(seen({ policyTypes: ['Ingress'] }), ...(fix?.creates ?? [])), rule)).toEqual(clean);
});

test('the policies are links of the chain', () => {
  expect(finding(seen({}))?.chain.links.map(link => link.ref.kind)).toEqual([
    'Ingress',
    'Service',
    'NetworkPolicy',
    'Deployment',
  ]);
});

const messages: readonly (readonly [string, string, string])[] = [
  [
    'k1',
    seen({}),
    'no packet from another namespace reaches port 8080 of Deployment shop/web: NetworkPolicy shop/web admits none',
  ],
  [
    'k2',
    seen(from(inNamespace('monitoring'))),
    'NetworkPolicy shop/web admits others to port 8080 of Deployment shop/web, and not ingress-nginx in namespace "ingress-nginx"',
  ],
  [
    'k3',
    seen(from({ podSelector: { matchLabels: proxyLabels } })),
    'NetworkPolicy shop/web admits pods of the same namespace alone to port 8080 of Deployment shop/web, and not ingress-nginx in namespace "ingress-nginx"',
  ],
  [
    'k5',
    seen(ports({ port: 80 })),
    'NetworkPolicy shop/web admits ingress-nginx in namespace "ingress-nginx" to port 80, and requests go to port 8080 of Deployment shop/web: a policy is judged on the port of the pod',
  ],
  [
    'two policies',
    seen({ policyTypes: ['Ingress'] }, networkPolicy('allow', from(inNamespace('monitoring')))),
    'NetworkPolicy shop/allow, NetworkPolicy shop/web admit others to port 8080 of Deployment shop/web, and not ingress-nginx in namespace "ingress-nginx"',
  ],
  [
    'k13',
    chain(from({ namespaceSelector: { matchLabels: { name: 'ingress-nginx' } } })),
    'NetworkPolicy shop/web admits ingress-nginx in namespace "ingress-nginx" to port 8080 of Deployment shop/web only where somebody gave its namespace the label "name"; every namespace has "kubernetes.io/metadata.name"',
  ],
  [
    'k14',
    chain(from(inNamespace('ingress-nginx')), proxy({ pod: { hostNetwork: true } })),
    'NetworkPolicy shop/web admits pods to port 8080 of Deployment shop/web, and ingress-nginx in namespace "ingress-nginx" sends from the address of its node',
  ],
];

test.for(messages)('%s is said', ([, yaml, message]) => {
  expect(finding(yaml)?.message).toBe(message);
});

const refused: readonly Fields[] = [{ port: '8080' }, { port: 8080, protocol: 'tcp' }];

test.for(refused)('%j is a port that the API server refuses: what it admits is not judged', port => {
  expect(found(chain({ ingress: [{ ports: [port as Json] }] }), rule)).toEqual(clean);
});

test('an exemption on the policy silences it', () => {
  const annotations = {
    'ingress-policy.io/exempt': rule,
    'ingress-policy.io/reason': 'internal during the freeze',
  };
  const yaml = manifest(
    deployment('web'),
    service('web'),
    ingress('shop', ['web']),
    networkPolicy('web', {}, { metadata: { annotations } }),
  );
  const evaluation = judge(yaml, {}, rule);
  expect([evaluation.findings.length, evaluation.exempt.length]).toEqual([0, 1]);
});

test('of many policies a message and a chain name ten', () => {
  const many = Array.from({ length: 24 }, (_, index) =>
    networkPolicy(`p${String(index).padStart(2, '0')}`, {}),
  );
  const { findings } = judge(seen({}, ...many), {}, rule);
  const [finding, ...more] = findings;
  expect(more).toEqual([]);
  expect(finding?.message).toContain('NetworkPolicy shop/p09 and 15 more');
  expect(finding?.message).not.toContain('p10');
  const names = finding?.chain.links.map(({ ref }) => ref.name) ?? [];
  expect(names.filter(name => name.startsWith('p'))).toHaveLength(10);
  expect(finding?.evidence.filter(({ of }) => of === 'fault')).toHaveLength(25);
});
