import { expect, test } from 'vitest';
import { grantFor } from '../../../src/graph/chain/reference-grants.ts';
import { backendsTo, portsOf } from '../../../src/graph/chain/routing.ts';
import { subjectsOf } from '../../../src/graph/chain/subjects.ts';
import { graphOf } from '../../../src/graph/index/graph.ts';
import type { Store } from '../../../src/graph/index/store.ts';
import type { Json } from '../../../src/kube/json.ts';
import { isService } from '../../../src/kube/service.ts';
import { routeOf } from '../../../src/routes/route-kinds.ts';
import { graphFrom } from '../../support/check.ts';
import { deployment, ingress, manifest, referenceGrant, service } from '../../support/manifests.ts';

/** A query on the objects that counts the lookups in the store. */
function counted(yaml: string) {
  const { store, scope } = graphFrom(yaml);
  const counter = { lookups: 0 };
  const counting: Store = {
    ...store,
    lookup(key) {
      counter.lookups++;
      return store.lookup(key);
    },
  };
  return { query: graphOf(counting, scope).query(), objects: [...store.objects()], counter };
}

/** A Service with that number of ports, and an Ingress with a path for each of them. */
function wide(count: number): string {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const ports = numbers.map(port => ({ name: `p-${port}`, port, targetPort: 'http' }));
  return manifest(
    deployment('web'),
    service('web', { ports }),
    ingress(
      'web',
      numbers.map(port => `web:${port}`),
    ),
  );
}

test('each port of a Service has the backends that name it', () => {
  const { query, objects } = counted(wide(3));
  const [web] = objects.filter(isService);
  if (web === undefined || web.opaque !== null) throw new Error('no Service');
  const routed = (web.body.spec?.ports ?? []).map((port, index) =>
    backendsTo(web, { port, index }, query).backends.map(({ backend }) => backend.match),
  );
  expect(routed).toEqual([['shop.example/'], ['shop.example/1'], ['shop.example/2']]);
  expect(backendsTo(web, null, query).backends).toHaveLength(3);
});

test('the number of lookups does not grow with the ports and backends', () => {
  const lookupsFor = (count: number) => {
    const { query, objects, counter } = counted(wide(count));
    for (const obj of objects) {
      for (const subject of subjectsOf(obj, query))
        if (subject.kind === 'service-port') backendsTo(subject.service, subject.servicePort, query);
      for (const backend of routeOf(obj)?.backends ?? [])
        for (const one of objects.filter(isService)) portsOf(backend, one, query);
    }
    return counter.lookups;
  };
  expect(lookupsFor(200)).toBe(lookupsFor(2));
});

const grant = (name: string, to: Json, from: Json = {}) =>
  referenceGrant(name, { namespace: 'other', to: to as never, from: from as never });
const unread = (name: string) => referenceGrant(name, { namespace: 'other', spec: { from: 'shop' } });
const route = { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop', name: 'web' };

const cases: readonly (readonly [string, readonly Json[], string])[] = [
  ['the first grant that names the Service', [grant('a', { name: 'api' }), grant('b', { name: 'web' })], 'b'],
  ['the first grant, for any Service', [grant('a', {}), grant('b', { name: 'web' })], 'a'],
  ['the first grant, for this Service', [grant('a', { name: 'web' }), grant('b', {})], 'a'],
  ['no grant for another namespace', [grant('a', {}, { namespace: 'team' })], 'missing'],
  ['no grant for another kind', [grant('a', {}, { kind: 'GRPCRoute' })], 'missing'],
  ['no grant for a Secret', [grant('a', { kind: 'Secret' })], 'missing'],
  ['an unread grant in front', [unread('a'), grant('b', {})], 'malformed'],
  ['a grant before an unread one', [grant('a', {}), unread('b')], 'a'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a parameter as Flux writes it
  ['a parameter', [grant('a', { name: '${NAME}' })], 'parameter'],
];

test.for(cases)('the answer comes from %s', ([, grants, answer]) => {
  const yaml = manifest(service('web', { namespace: 'other' }), ...grants);
  const found = grantFor(route, { namespace: 'other', name: 'web' }, graphFrom(yaml).query());
  const said = found.is === 'found' ? found.value.ref.name : found.is === 'unknown' ? found.why : found.is;
  expect(said).toBe(answer);
});

test('a thousand routes ask for the grants of a namespace once', () => {
  const grants = Array.from({ length: 20 }, (_, index) => grant(`g-${index}`, { name: `web-${index}` }));
  const { query, counter } = counted(manifest(service('web', { namespace: 'other' }), ...grants));
  for (let index = 0; index < 1000; index++)
    grantFor(route, { namespace: 'other', name: `web-${index % 20}` }, query);
  expect(counter.lookups).toBe(1);
});
