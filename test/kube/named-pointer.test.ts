import { expect, test } from 'vitest';
import { namedPointerOf, valueAtNamedPointer } from '../../src/kube/named-pointer.ts';
import type { Pointer } from '../../src/kube/pointer.ts';

const pod = {
  spec: {
    containers: [
      { name: 'log', ports: [{ containerPort: 9000 }] },
      { name: 'web', ports: [{ name: 'http', containerPort: 8080 }] },
    ],
    tolerations: [{}, {}],
  },
};

const cases: readonly (readonly [Pointer, string])[] = [
  ['/spec/containers/1/ports/0', '/spec/containers/[web]/ports/[http]'],
  ['/spec/containers/0/ports/0/containerPort', '/spec/containers/[log]/ports/[9000]/containerPort'],
  ['/spec/tolerations/1', '/spec/tolerations/1'],
  ['/spec/absent/x', '/spec/absent/x'],
  ['', ''],
];

test.for(cases)('%s is the place %s', ([at, place]) => {
  expect(namedPointerOf(pod, at)).toBe(place);
});

test('a place leads to the same item when another is put in front', () => {
  const [log, web] = pod.spec.containers;
  const other = { spec: { containers: [{ name: 'proxy' }, web, log] } };
  expect(valueAtNamedPointer(other, namedPointerOf(pod, '/spec/containers/1/ports'))).toEqual(web?.ports);
});

test('a path with slashes and a name with brackets are names like others', () => {
  const root = { paths: [{ path: '/a/b' }, { path: '/c' }], list: [{ name: '[x]' }, { name: 'y' }] };
  for (const at of ['/paths/0', '/list/0'] as const) {
    const [list = '', index = ''] = at.slice(1).split('/');
    const item = (root as Record<string, readonly unknown[]>)[list]?.[Number(index)];
    expect(valueAtNamedPointer(root, namedPointerOf(root, at))).toBe(item);
  }
});

test('two items of one name go by their index', () => {
  const root = { list: [{ name: 'x' }, { name: 'x' }] };
  expect(namedPointerOf(root, '/list/1')).toBe('/list/1');
  expect(valueAtNamedPointer(root, '/list/[x]')).toBeUndefined();
});

test('a long list costs a look at each item, and not one at all for each', () => {
  const list = Array.from({ length: 20_000 }, (_, index) => ({ name: `c${index}` }));
  const root = { list };
  for (const index of list.keys())
    expect(valueAtNamedPointer(root, namedPointerOf(root, `/list/${index}`))).toBe(list[index]);
});
