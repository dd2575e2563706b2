import { describe, expect, test } from 'vitest';
import { attachmentsOf, isDetached } from '../../../src/graph/attachment/attachment.ts';
import { routeOf } from '../../../src/routes/route-kinds.ts';
import { graphFrom } from '../../support/check.ts';

/** The result of each parentRef of the first route, in a word or two. */
function attach(yaml: string, world: 'open' | 'closed' | null = null): readonly string[] {
  const graph = graphFrom(yaml, { world });
  const query = graph.query();
  const route = [...graph.store.objects()].map(routeOf).find(one => one !== null);
  if (route === undefined || route === null) throw new Error('no route');
  return attachmentsOf(route, query).map(({ result }) => {
    if (result.is === 'detached') return `${result.certainty}: ${result.reason.is}`;
    return result.is === 'unknown' ? `unknown: ${result.why}` : 'attached';
  });
}

interface Case {
  /** The listener, as YAML of a flow mapping's inside. */
  readonly listener?: string;
  readonly parent?: string;
  readonly hosts?: string;
  readonly kind?: string;
  readonly more?: string;
  readonly gateway?: string;
  readonly namespace?: string;
}

const yamlOf = ({ listener, parent, hosts, kind, more, gateway, namespace }: Case) => `
apiVersion: gateway.networking.k8s.io/v1
kind: ${kind ?? 'HTTPRoute'}
metadata: { name: web, namespace: ${namespace ?? 'shop'} }
spec:
  parentRefs: [{ name: edge, namespace: infra${parent === undefined ? '' : `, ${parent}`} }]
  hostnames: [${hosts ?? 'shop.example'}]
  rules: [{ backendRefs: [{ name: web, port: 80 }] }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge, namespace: infra }
spec:
  gatewayClassName: eg
  ${gateway ?? ''}
  listeners:
    - { name: web, port: 443, ${listener ?? 'protocol: HTTPS, allowedRoutes: { namespaces: { from: All } }'} }
---
${more ?? ''}
`;

const from = (namespaces: string) => `protocol: HTTP, allowedRoutes: { namespaces: { ${namespaces} } }`;
const namespace = (labels: string) =>
  `apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { ${labels} } }`;
const selector = from('from: Selector, selector: { matchLabels: { team: web } }');

test.for<[what: string, input: Case, result: string]>([
  ['a listener that takes all', {}, 'attached'],
  ['the listener by name', { parent: 'sectionName: web' }, 'attached'],
  ['the listener by port', { parent: 'port: 443' }, 'attached'],
  ['the listener by name and port', { parent: 'sectionName: web, port: 443' }, 'attached'],
  ['a name that no listener has', { parent: 'sectionName: wbe' }, 'proven: no-listener'],
  ['a port that no listener has', { parent: 'port: 80' }, 'proven: no-listener'],
  ['a name with the port of none', { parent: 'sectionName: web, port: 80' }, 'proven: no-listener'],
  ['a name that is a parameter', { parent: `sectionName: "\${LISTENER}"` }, 'unknown: parameter'],

  ['another namespace, by default', { listener: 'protocol: HTTP' }, 'proven: namespace'],
  ['another namespace, from Same', { listener: from('from: Same') }, 'proven: namespace'],
  ['the same namespace, by default', { listener: 'protocol: HTTP', namespace: 'infra' }, 'attached'],
  ['from None', { listener: from('from: None'), namespace: 'infra' }, 'proven: namespace'],
  ['a value of from that is not known', { listener: from('from: Other') }, 'unknown: open-namespace'],
  ['a selector, and no Namespace', { listener: selector }, 'unknown: open-namespace'],
  ['a selector that matches', { listener: selector, more: namespace('team: web') }, 'attached'],
  ['a selector that does not', { listener: selector, more: namespace('team: api') }, 'proven: namespace'],
  [
    'a selector on the name, which every Namespace has',
    {
      listener: from('from: Selector, selector: { matchLabels: { kubernetes.io/metadata.name: shop } }'),
    },
    'attached',
  ],
  [
    'a selector on another name',
    { listener: from('from: Selector, selector: { matchLabels: { kubernetes.io/metadata.name: api } }') },
    'proven: namespace',
  ],

  [
    'a protocol without HTTP',
    { listener: 'protocol: TCP, allowedRoutes: {}', namespace: 'infra' },
    'proven: kind',
  ],
  [
    'a protocol of a controller',
    { listener: 'protocol: example.com/x', namespace: 'infra' },
    'unknown: open-namespace',
  ],
  [
    'kinds without that of the route',
    { listener: 'protocol: HTTP, allowedRoutes: { kinds: [{ kind: GRPCRoute }] }', namespace: 'infra' },
    'proven: kind',
  ],
  [
    'kinds with that of the route',
    {
      listener: 'protocol: HTTP, allowedRoutes: { kinds: [{ kind: HTTPRoute }, { kind: GRPCRoute }] }',
      kind: 'GRPCRoute',
      namespace: 'infra',
    },
    'attached',
  ],
  [
    'kinds of another group',
    {
      listener: 'protocol: HTTP, allowedRoutes: { kinds: [{ group: example.com, kind: HTTPRoute }] }',
      namespace: 'infra',
    },
    'proven: kind',
  ],

  ['a hostname of its own', { listener: `hostname: "*.example", ${from('from: All')}` }, 'attached'],
  ['a hostname of others', { listener: `hostname: "*.test", ${from('from: All')}` }, 'proven: hostname'],
  [
    'a hostname that is a parameter',
    { listener: `hostname: "\${HOST}", ${from('from: All')}` },
    'unknown: parameter',
  ],
  [
    'one of two hostnames',
    { listener: `hostname: "*.test", ${from('from: All')}`, hosts: 'shop.example, a.test' },
    'attached',
  ],
  ['no hostnames', { listener: `hostname: "*.test", ${from('from: All')}`, hosts: '' }, 'attached'],
])('a Gateway in the input: %s', ([, input, result]) => {
  expect(attach(yamlOf(input))).toEqual([result]);
});

test('the listener that came furthest gives the reason', () => {
  const more = 'protocol: TCP }\n    - { name: b, port: 80, hostname: "*.test", ';
  expect(attach(yamlOf({ listener: `${more}${from('from: All')}` }))).toEqual(['proven: hostname']);
});

describe('a Gateway that is not there', () => {
  const route = (name: string) => yamlOf({}).split('---')[0]?.replace('name: edge', `name: ${name}`) ?? '';
  const other = yamlOf({}).split('---')[1]?.replace('name: edge', 'name: storefront') ?? '';

  test('is unknown in an input without a Gateway of its namespace', () => {
    expect(attach(route('edge'))).toEqual(['unknown: open-namespace']);
    expect(attach(`${route('edge')}---${other.replace('infra', 'other')}`)).toEqual([
      'unknown: open-namespace',
    ]);
  });

  test('is missing beside another one, and in a closed input', () => {
    expect(attach(`${route('edge')}---${other}`)).toEqual(['likely: parent-missing']);
    expect(attach(route('edge'), 'closed')).toEqual(['proven: parent-missing']);
  });

  test('is likely a typo of the one that is there, even where more may exist', () => {
    expect(attach(`${route('storefornt')}---${other}`, 'open')).toEqual(['likely: parent-missing']);
    expect(attach(`${route('edge')}---${other}`, 'open')).toEqual(['unknown: open-namespace']);
  });

  test('is unknown where one of the two states no namespace', () => {
    const unstated = yamlOf({}).replace('name: edge, namespace: infra }\nspec', 'name: edge }\nspec');
    expect(attach(unstated)).toEqual(['unknown: namespace-unstated']);
  });
});

describe('the class of a Gateway', () => {
  const gatewayClass = (name: string) =>
    `apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: { name: ${name} }\nspec: { controllerName: example.com/x }`;

  test('is missing only where all classes are known, or beside a typo of it', () => {
    expect(attach(yamlOf({}))).toEqual(['attached']);
    expect(attach(yamlOf({ more: gatewayClass('other') }))).toEqual(['attached']);
    expect(attach(yamlOf({ more: gatewayClass('eg') }), 'closed')).toEqual(['attached']);
    expect(attach(yamlOf({ more: gatewayClass('other') }), 'closed')).toEqual(['proven: class-missing']);
  });
});

describe('a ListenerSet', () => {
  const parent = 'kind: ListenerSet, name: set, namespace: shop';
  const yaml = (allowed: string, listener = 'protocol: HTTPS, hostname: shop.example') =>
    yamlOf({
      gateway: allowed,
      listener: 'protocol: HTTPS, hostname: other.test',
      more: `
apiVersion: gateway.networking.k8s.io/v1
kind: ListenerSet
metadata: { name: set, namespace: shop }
spec:
  parentRef: { name: edge, namespace: infra }
  listeners: [{ name: a, port: 443, ${listener} }]`,
    }).replace('name: edge, namespace: infra }]', `${parent} }]`);

  test('is taken where the Gateway says so', () => {
    expect(attach(yaml('allowedListeners: { namespaces: { from: All } }'))).toEqual(['attached']);
    expect(attach(yaml(''))).toEqual(['proven: set-not-taken']);
    expect(attach(yaml('allowedListeners: { namespaces: { from: Same } }'))).toEqual([
      'proven: set-not-taken',
    ]);
  });

  test('has listeners of its own', () => {
    const allowed = 'allowedListeners: { namespaces: { from: All } }';
    expect(attach(yaml(allowed, 'protocol: HTTPS, hostname: other.example'))).toEqual(['proven: hostname']);
  });
});

test('a route with two parents is detached only where neither takes it', () => {
  const two = (first: string, second: string) =>
    yamlOf({}).replace(
      'parentRefs: [{ name: edge, namespace: infra }]',
      `parentRefs: [{ name: edge, namespace: infra, port: ${first} }, { name: edge, namespace: infra, port: ${second} }]`,
    );
  const detached = (yaml: string) => {
    const graph = graphFrom(yaml);
    return [...graph.store.objects()]
      .flatMap(obj => routeOf(obj) ?? [])
      .map(route => isDetached(route, graph.query()));
  };
  expect(attach(two('443', '80'))).toEqual(['attached', 'proven: no-listener']);
  expect(detached(two('443', '80'))).toEqual([false]);
  expect(detached(two('81', '80'))).toEqual([true]);
});

test('a route without a parent, and one whose parents are of other kinds', () => {
  const parents = (list: string) =>
    yamlOf({}).replace('parentRefs: [{ name: edge, namespace: infra }]', `parentRefs: [${list}]`);
  expect(attach(parents(''))).toEqual(['proven: no-parent']);
  expect(attach(parents('{ group: example.com, kind: Door, name: a }'))).toEqual([
    'unknown: foreign-backend',
  ]);
  expect(attach(parents('{ group: "", kind: Service, name: web }'))).toEqual([]);
});
