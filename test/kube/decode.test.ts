import { describe, expect, test } from 'vitest';
import { decode } from '../../src/kube/decode.ts';
import type { Json, JsonObject } from '../../src/kube/json.ts';
import { kinds } from '../../src/kube/kinds.ts';
import type { Obj, Origin } from '../../src/kube/object.ts';
import { validators } from '../../src/kube/validate.generated.js';

const origin: Origin = { from: 'file', file: 'a.yaml', document: 0, base: '' };

function object(value: Json): Obj {
  const obj = decode(value, origin);
  if (typeof obj === 'string') throw new Error(`no object: ${obj}`);
  return obj;
}

const service = (spec: Json): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec,
});
const deployment = (container: Json): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { template: { spec: { containers: [container] } } },
});

describe('what is no object says why', () => {
  test.each<[Json, string]>([
    [null, 'is null, and a Kubernetes object is a map'],
    ['hello', 'is the string "hello", and a Kubernetes object is a map'],
    [8080, 'is the number 8080, and a Kubernetes object is a map'],
    [[{ apiVersion: 'v1' }], 'is a list, and a Kubernetes object is a map'],
    [{}, 'no "apiVersion"'],
    [{ apiVersion: 'v1' }, 'no "kind"'],
    [{ kind: 'Service' }, 'no "apiVersion"'],
    [{ apiVersion: 1, kind: 'Service' }, '"apiVersion" is a number'],
    [{ apiVersion: '', kind: 'Service' }, '"apiVersion" is empty'],
    [{ apiVersion: 'v1', kind: null }, '"kind" is null'],
    [{ apiVersion: 'v1', kind: ['Service'] }, '"kind" is a list'],
    [{ apiVersion: 'v1', kind: {} }, '"kind" is an object'],
  ])('%j', (value, why) => {
    expect(decode(value, origin)).toBe(why);
  });

  test('an inherited key is no field', () => {
    expect(decode(Object.create({ apiVersion: 'v1', kind: 'Pod' }), origin)).toBe('no "apiVersion"');
  });
});

describe('the identity of an object', () => {
  test.each<[string, JsonObject, Obj['ref']]>([
    [
      'core',
      { apiVersion: 'v1', kind: 'Service' },
      { group: '', kind: 'Service', namespace: 'shop', name: 'web' },
    ],
    [
      'a moved group',
      { apiVersion: 'extensions/v1beta1', kind: 'Ingress' },
      { group: 'networking.k8s.io', kind: 'Ingress', namespace: 'shop', name: 'web' },
    ],
    [
      "OpenShift's bare v1",
      { apiVersion: 'v1', kind: 'Route' },
      { group: 'route.openshift.io', kind: 'Route', namespace: 'shop', name: 'web' },
    ],
    [
      'a cluster-scoped kind has no namespace',
      { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass' },
      { group: 'networking.k8s.io', kind: 'IngressClass', namespace: null, name: 'web' },
    ],
    [
      'a kind that nobody reads',
      { apiVersion: 'example.com/v1', kind: 'Widget' },
      { group: 'example.com', kind: 'Widget', namespace: 'shop', name: 'web' },
    ],
  ])('%s', (_, type, ref) => {
    expect(object({ ...type, metadata: { name: 'web', namespace: 'shop' } }).ref).toEqual(ref);
  });

  test.each<[string, Json]>([
    ['only generateName', { generateName: 'web-' }],
    ['null metadata', null],
    ['an empty namespace is none', { namespace: '' }],
    ['null fields', { name: null, namespace: null, labels: null }],
  ])('%s: no name and no namespace, and nothing is wrong', (_, metadata) => {
    const obj = object({ apiVersion: 'v1', kind: 'Pod', metadata });
    expect(obj.ref).toEqual({ group: '', kind: 'Pod', namespace: null, name: '' });
    expect([obj.opaque, obj.malformed]).toEqual([null, []]);
  });

  test('the body is the value itself, and the API version as it is written', () => {
    const value = service({});
    const obj = object(value);
    expect(obj.body).toBe(value);
    expect([obj.apiVersion, obj.origin]).toEqual(['v1', origin]);
  });
});

describe('a shape that fits', () => {
  test.each<[string, JsonObject]>([
    ['no spec', { apiVersion: 'v1', kind: 'Service' }],
    ['null for every optional field', service({ type: null, selector: null, ports: null })],
    ['a null label value is the empty string', service({ selector: { app: null } })],
    ['a number for an integer, whatever its notation', service({ ports: [{ port: 8080.0 }] })],
    [
      'int-or-string',
      service({
        ports: [
          { port: 80, targetPort: 8080 },
          { port: 81, targetPort: 'http' },
        ],
      }),
    ],
    ['values are not judged', service({ type: 'Nonsense', ports: [{ port: -1, targetPort: '8080' }] })],
    ['unknown fields', service({ ports: [{ port: 80, prot: 1.5 }], selectors: 7 })],
    ['a null argument', deployment({ args: ['-c', null] })],
    ['a key with any characters', service({ selector: { constructor: 'a', 'a/b~c': 'd' } })],
    [
      'the fields of removed Ingress versions',
      {
        apiVersion: 'extensions/v1beta1',
        kind: 'Ingress',
        spec: { backend: { serviceName: 'web', servicePort: 80 } },
      },
    ],
    ['a kind that nobody reads', { apiVersion: 'example.com/v1', kind: 'Widget', spec: { ports: 'all' } }],
  ])('%s', (_, value) => {
    const obj = object(value);
    expect([obj.opaque, obj.malformed]).toEqual([null, []]);
  });
});

const metadata = (fields: Json): JsonObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: fields });

describe('a shape that does not fit', () => {
  test.each<[JsonObject, string, string]>([
    [metadata('web'), '/metadata', 'is the string "web", and "metadata" is an object'],
    [metadata({ name: 7 }), '/metadata/name', 'is a number, and "name" is a string: write it in quotes'],
    [
      metadata({ labels: { version: 1.1 } }),
      '/metadata/labels/version',
      'is a number, and a label value is a string: write it in quotes',
    ],
    [
      metadata({ labels: { 'a/b~c': true } }),
      '/metadata/labels/a~1b~0c',
      'is a boolean, and a label value is a string: write it in quotes',
    ],
    [metadata({ labels: ['app'] }), '/metadata/labels', 'is a list, and "labels" is an object'],
    [
      metadata({ labels: { app: {} } }),
      '/metadata/labels/app',
      'is an object, and a label value is a string',
    ],
    [
      metadata({ annotations: { selector: 5 } }),
      '/metadata/annotations/selector',
      'is a number, and an annotation value is a string: write it in quotes',
    ],
    [
      metadata({ ownerReferences: [null] }),
      '/metadata/ownerReferences/0',
      'is null, and an item of "ownerReferences" is an object',
    ],
    [service('none'), '/spec', 'is the string "none", and "spec" is an object'],
    [
      service({ selector: { tier: 1 } }),
      '/spec/selector/tier',
      'is a number, and a label value is a string: write it in quotes',
    ],
    [service({ ports: { port: 80 } }), '/spec/ports', 'is an object, and "ports" is a list'],
    [service({ ports: [80] }), '/spec/ports/0', 'is the number 80, and an item of "ports" is an object'],
    [service({ ports: [{ name: 'http' }] }), '/spec/ports/0/port', 'is missing'],
    [service({ ports: [{ port: null }] }), '/spec/ports/0/port', 'is null, and "port" is an integer'],
    [
      service({ ports: [{ port: '8080' }] }),
      '/spec/ports/0/port',
      'is the string "8080", and "port" is an integer',
    ],
    [
      service({ ports: [{ port: 1.5 }] }),
      '/spec/ports/0/port',
      'is the number 1.5, and "port" is an integer',
    ],
    [
      service({ ports: [{ port: 80, targetPort: true }] }),
      '/spec/ports/0/targetPort',
      'is the boolean true, and "targetPort" is an integer or a string',
    ],
    [
      service({ publishNotReadyAddresses: 'yes' }),
      '/spec/publishNotReadyAddresses',
      'is the string "yes", and "publishNotReadyAddresses" is true or false',
    ],
    [
      deployment({ env: [{ name: 'PORT', value: 8080 }] }),
      '/spec/template/spec/containers/0/env/0/value',
      'is a number, and "value" is a string: write it in quotes',
    ],
    [
      deployment({ args: ['--port', 80] }),
      '/spec/template/spec/containers/0/args/1',
      'is a number, and an item of "args" is a string: write it in quotes',
    ],
    [
      deployment({ readinessProbe: { grpc: { port: 'grpc' } } }),
      '/spec/template/spec/containers/0/readinessProbe/grpc/port',
      'is the string "grpc", and "port" is an integer',
    ],
    [
      deployment(null),
      '/spec/template/spec/containers/0',
      'is null, and an item of "containers" is an object',
    ],
    [
      { apiVersion: 'apps/v1', kind: 'Deployment', spec: { selector: { matchLabels: { app: 1 } } } },
      '/spec/selector/matchLabels/app',
      'is a number, and a label value is a string: write it in quotes',
    ],
    [
      { apiVersion: 'apps/v1', kind: 'Deployment', spec: { selector: { matchLabels: [] } } },
      '/spec/selector/matchLabels',
      'is a list, and "matchLabels" is an object',
    ],
    [
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        spec: { selector: { matchExpressions: [{ key: 'app' }] } },
      },
      '/spec/selector/matchExpressions/0/operator',
      'is missing',
    ],
    [
      { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: ['web'] } },
      '/metadata/name',
      'is a list, and "name" is a string',
    ],
    [
      service({ clusterIP: ['x'], type: { a: 'x'.repeat(99) }, ports: 'x'.repeat(99) }),
      '/spec/ports',
      `is the string "${'x'.repeat(40)}…", and "ports" is a list`,
    ],
  ])('%j', (value, at, message) => {
    const obj = object(value);
    // Selectors match the labels of a Pod.
    const isUntracked = at.startsWith('/metadata/annotations/');
    expect(obj.opaque).toBe(isUntracked ? null : 'malformed');
    expect(obj.malformed).toContainEqual({ at, message });
  });

  test('every place is named once', () => {
    const obj = object(service({ selector: { a: 1, b: 2 }, ports: [{ port: '1' }, {}, 3] }));
    expect(obj.malformed.map(fault => fault.at)).toEqual([
      '/spec/selector/a',
      '/spec/selector/b',
      '/spec/ports/0/port',
      '/spec/ports/1/port',
      '/spec/ports/2',
    ]);
  });

  test('a name that is no string leaves the identity without one', () => {
    expect(object(metadata({ name: 7, namespace: [] })).ref).toEqual({
      group: '',
      kind: 'Pod',
      namespace: null,
      name: '',
    });
  });
});

describe('a parameter without a value', () => {
  test('in the place of an integer it is not malformed', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the parameter of an OpenShift Template
    const obj = object(service({ ports: [{ port: '${PORT}' }] }));
    expect([obj.opaque, obj.malformed]).toEqual(['parameter', []]);
  });

  test('beside a real fault the object is malformed for that alone', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the parameter of an OpenShift Template
    const obj = object(service({ ports: [{ port: '${{PORT}}' }, { port: '80' }] }));
    expect(obj.opaque).toBe('malformed');
    expect(obj.malformed.map(fault => fault.at)).toEqual(['/spec/ports/1/port']);
  });

  test('where a string belongs it is a string', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the parameter of an OpenShift Template
    expect(object(metadata({ name: '${NAME}' })).opaque).toBeNull();
  });
});

test('every kind that we read has a validator', () => {
  const read = kinds.map(kind => `${kind.group}/${kind.kind}`);
  expect(Object.keys(validators).sort()).toEqual(['*', ...read].sort());
});
