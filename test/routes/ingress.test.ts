import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kube/json.ts';
import { valueAt } from '../../src/kube/pointer.ts';
import { ingress } from '../../src/routes/ingress/route-kind.ts';
import { obj } from './obj.ts';

const v1 = (spec: JsonObject, metadata: JsonObject = {}) =>
  obj('networking.k8s.io/v1', 'Ingress', spec, metadata);
const oneRule = (backend: JsonObject) => ({
  rules: [{ host: 'a.example', http: { paths: [{ path: '/x', backend }] } }],
});
const web80 = { service: { name: 'web', port: { number: 80 } } };

describe('a backend of an Ingress', () => {
  test('leads to a Service of its own namespace and names a Service port by number', () => {
    const { backends, hosts } = ingress.toRoute(v1(oneRule(web80)));
    expect(hosts).toEqual(['a.example']);
    expect(backends).toEqual([
      {
        route: { group: 'networking.k8s.io', kind: 'Ingress', namespace: 'shop', name: 'web' },
        at: '/spec/rules/0/http/paths/0/backend',
        nameAt: '/spec/rules/0/http/paths/0/backend/service/name',
        portAt: '/spec/rules/0/http/paths/0/backend/service/port/number',
        target: { is: 'service', namespace: 'shop', name: 'web' },
        port: { by: 'number', number: 80 },
        match: 'a.example/x',
        weight: 1,
        total: 1,
        mirror: false,
      },
    ]);
  });

  test.for<[what: string, backend: JsonObject, port: JsonObject, portValue: number | string | undefined]>([
    ['v1, number', web80, { by: 'number', number: 80 }, 80],
    ['v1, name', { service: { name: 'web', port: { name: 'http' } } }, { by: 'name', name: 'http' }, 'http'],
    ['v1, no port', { service: { name: 'web' } }, { by: 'all' }, undefined],
    ['v1beta1, number', { serviceName: 'web', servicePort: 80 }, { by: 'number', number: 80 }, 80],
    ['v1beta1, name', { serviceName: 'web', servicePort: 'http' }, { by: 'name', name: 'http' }, 'http'],
  ])('has the port that is written, and the pointers lead to it: %s', ([, backend, port, portValue]) => {
    const object = v1(oneRule(backend));
    const found = ingress.toRoute(object).backends[0];
    expect(found?.port).toEqual(port);
    expect(valueAt(object.body, found?.nameAt ?? '')).toBe('web');
    expect(valueAt(object.body, found?.portAt ?? '')).toBe(portValue);
  });

  test('without any rule is the default backend', () => {
    const { backends, hosts } = ingress.toRoute(v1({ defaultBackend: web80 }));
    expect(hosts).toEqual([]);
    expect(backends.map(({ at, match }) => [at, match])).toEqual([
      ['/spec/defaultBackend', 'every other request'],
    ]);
  });

  test('of v1beta1 may be the default one', () => {
    const { backends } = ingress.toRoute(v1({ backend: { serviceName: 'web', servicePort: 80 } }));
    expect(backends[0]).toMatchObject({ at: '/spec/backend', target: { name: 'web' }, port: { number: 80 } });
  });

  test('that is a resource names no Service', () => {
    const bucket = { resource: { apiGroup: 'k8s.example.com', kind: 'StorageBucket', name: 'static' } };
    expect(ingress.toRoute(v1(oneRule(bucket))).backends[0]?.target).toEqual({
      is: 'other',
      what: 'StorageBucket',
    });
  });

  test.for<[what: string, annotations: JsonObject, said: string]>([
    ['defined', { 'alb.ingress.kubernetes.io/actions.to-https': '{}' }, 'an action'],
    ['not defined', {}, 'an action that no annotation defines'],
  ])('with the port "use-annotation" is an action of the AWS controller: %s', ([, annotations, said]) => {
    const action = { service: { name: 'to-https', port: { name: 'use-annotation' } } };
    const { backends } = ingress.toRoute(v1(oneRule(action), { annotations }));
    expect(backends[0]?.target).toEqual({ is: 'other', what: said });
  });

  test.for<[annotations: JsonObject, weight: number, total: number]>([
    [
      { 'nginx.ingress.kubernetes.io/canary': 'true', 'nginx.ingress.kubernetes.io/canary-weight': '20' },
      20,
      100,
    ],
    [
      { 'nginx.ingress.kubernetes.io/canary': 'true', 'nginx.ingress.kubernetes.io/canary-weight': '0' },
      0,
      100,
    ],
    [{ 'nginx.ingress.kubernetes.io/canary': 'true' }, 0, 100],
    [
      {
        'nginx.ingress.kubernetes.io/canary': 'true',
        'nginx.ingress.kubernetes.io/canary-by-header': 'X-New',
      },
      1,
      1,
    ],
    // Without `canary: "true"` the weight has no effect.
    [{ 'nginx.ingress.kubernetes.io/canary-weight': '20' }, 1, 1],
  ])('takes the share of a canary from its annotations: %j', ([annotations, weight, total]) => {
    expect(ingress.toRoute(v1(oneRule(web80), { annotations })).backends[0]).toMatchObject({ weight, total });
  });
});

describe('an Ingress', () => {
  test('with a host rule without paths has no backend', () => {
    expect(ingress.toRoute(v1({ rules: [{ host: 'a.example' }] }))).toMatchObject({
      hosts: ['a.example'],
      backends: [],
    });
  });

  test('of an ACME solver is no route: cert-manager takes it away again', () => {
    const labels = { 'acme.cert-manager.io/http01-solver': 'true' };
    expect(ingress.toRoute(v1(oneRule(web80), { labels })).backends).toEqual([]);
  });

  test('names its class in the field, else in the old annotation, else nowhere', () => {
    const annotations = { 'kubernetes.io/ingress.class': 'gce' };
    const nameOf = (spec: JsonObject, metadata: JsonObject) => ingress.toRoute(v1(spec, metadata)).served;
    expect(nameOf({ ingressClassName: 'nginx' }, { annotations })).toMatchObject({ name: 'nginx' });
    expect(nameOf({}, { annotations })).toMatchObject({ name: 'gce' });
    expect(nameOf({}, {})).toEqual({ by: 'class', name: null, annotations: [] });
  });

  test('with nulls where its author wrote nothing has no backend', () => {
    expect(
      ingress.toRoute(v1({ defaultBackend: null, rules: null }, { annotations: null })).backends,
    ).toEqual([]);
  });
});
