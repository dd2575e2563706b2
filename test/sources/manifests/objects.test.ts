import { expect, test } from 'vitest';
import { names, readFolder, readText, said, service } from './folder.ts';

const bases = (text: string) => readText(text).objects.map(obj => [obj.ref.kind, obj.origin]);
const from = (base: string) => ({ from: 'file', file: '<stdin>', document: 0, base });

test('Lists are read item by item, at any depth', () => {
  const list = `apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: A}
- apiVersion: v1
  kind: List
  items: [{apiVersion: v1, kind: B}]
`;
  expect(bases(list)).toEqual([
    ['A', from('/items/0')],
    ['B', from('/items/1/items/0')],
  ]);
});

test('the items of a typed list have the kind that its name says', () => {
  const list =
    'apiVersion: v1\nkind: ServiceList\nitems:\n- metadata: {name: a}\n- {apiVersion: v1, kind: Pod}\n';
  expect(bases(list)).toEqual([
    ['Service', from('/items/0')],
    ['Pod', from('/items/1')],
  ]);
});

test.for(['items: []', 'items: null', 'metadata: {}'])('a List with %s is empty', line => {
  expect(readText(`apiVersion: v1\nkind: List\n${line}\n`)).toMatchObject({ objects: [], problems: [] });
});

test('a kind that ends in List and has no items is an object', () => {
  expect(names(readText('apiVersion: x.io/v1\nkind: AccessList\nmetadata: {name: a}\n').objects)).toEqual([
    'AccessList/a',
  ]);
});

test('an item that is no object is an error at its line, the others are read', () => {
  const set = readFolder({
    'a.yaml': 'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: A}\n- {kind: B}\n- text\n',
  });
  expect(set.objects).toHaveLength(1);
  expect(said(set)).toEqual([
    expect.stringMatching(
      /^error a\.yaml:5 the item at \/items\/1 is not a Kubernetes object: no "apiVersion"/,
    ),
    expect.stringMatching(/^error a\.yaml:6 the item at \/items\/2 is not a Kubernetes object/),
  ]);
});

const template = (apiVersion: string) => `apiVersion: ${apiVersion}
kind: Template
parameters:
- {name: NAME, value: web}
- {name: PORT, value: "8080"}
- {name: FLAG, value: "true"}
- {name: EMPTY, value: ""}
- {name: WORD, value: abc}
- {name: SECRET, generate: expression, from: "[a-z]"}
- {name: UNSET}
objects:
- apiVersion: x.io/v1
  kind: A
  metadata: {name: "\${NAME}-\${UNSET}"}
  v:
    number: \${{PORT}}
    text: \${PORT}
    bool: \${{FLAG}}
    word: \${{WORD}}
    two: \${NAME}\${EMPTY}-\${NAME}
    inside: a\${{PORT}}
    unset: ["\${{UNSET}}", "\${SECRET}", "\${UNKNOWN}"]
    "\${NAME}": key
`;

test.for(['v1', 'template.openshift.io/v1'])('a Template of %s has its parameters in place', apiVersion => {
  const [obj] = readText(template(apiVersion)).objects;
  expect(obj).toMatchObject({ ref: { kind: 'A', name: `web-\${UNSET}` }, origin: { base: '/objects/0' } });
  expect(obj?.body.v).toEqual({
    number: 8080,
    text: '8080',
    bool: true,
    word: 'abc',
    two: 'web-web',
    inside: `a\${{PORT}}`,
    unset: [`\${{UNSET}}`, `\${SECRET}`, `\${UNKNOWN}`],
    web: 'key',
  });
});

test('a position in a Template is that of the text as it was written', () => {
  const set = readText(template('v1'));
  const [obj] = set.objects;
  if (obj === undefined) throw new Error('no object');
  expect(set.locate(obj.origin, '/v/number')).toMatchObject({
    line: 16,
    column: 13,
    endColumn: 22,
    exact: true,
  });
  expect(set.locate(obj.origin, '/v/web')).toMatchObject({ line: 15, column: 3, exact: false });
});

test('a value that would fill the memory stays a parameter', () => {
  const long = 'x'.repeat(2_000_000);
  const objects = `[{apiVersion: v1, kind: A, v: [${Array(20).fill(`"\${P}"`).join(', ')}]}]`;
  const [obj] = readText(
    `apiVersion: v1\nkind: Template\nparameters: [{name: P, value: ${long}}]\nobjects: ${objects}\n`,
  ).objects;
  const values = obj?.body.v;
  expect(Array.isArray(values) && [values[0] === long, values[19]]).toEqual([true, `\${P}`]);
});

test('a copy of an object is dropped without a word', () => {
  const set = readFolder({
    'a.yaml': service('a', 'spec: {type: ClusterIP, clusterIP: None}\n'),
    'b.yaml': service('a', 'spec:\n  clusterIP: None\n  type: ClusterIP\n'),
  });
  expect(set.objects).toMatchObject([{ origin: { file: 'a.yaml' } }]);
  expect(set.objects[0]?.opaque).not.toBe('ambiguous');
  expect(set.problems).toEqual([]);
});

test('of different objects with one name the first stays, ambiguous, and one warning names both places', () => {
  const set = readFolder({
    'a.yaml': `# first\n${service('a')}`,
    'b.yaml': `${service('b')}---\n${service('a', 'spec: {}\n')}`,
    'c.yaml': service('a', 'spec: {type: NodePort}\n'),
  });
  expect(names(set.objects)).toEqual(['Service/a', 'Service/b']);
  expect(set.objects).toMatchObject([
    { origin: { file: 'a.yaml' }, opaque: 'ambiguous' },
    { origin: { file: 'b.yaml' } },
  ]);
  expect(set.objects[1]?.opaque).not.toBe('ambiguous');
  expect(said(set)).toEqual([
    'warning b.yaml:6 Service a exists twice with different content: a.yaml:2 and b.yaml:6; chains through it are not checked; keep one of the two',
  ]);
  expect(set.unread).toBe(false);
});

test('of a kind on no chain there is only a note, which says nothing of chains', () => {
  const namespace = (label: string) =>
    `apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {team: ${label}}}\n`;
  expect(said(readText(`${namespace('a')}---\n${namespace('b')}`))).toEqual([
    expect.stringMatching(/^note .*; its content is not used; keep one of the two$/),
  ]);
});

const named = (apiVersion: string, kind: string, namespace: string) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a, namespace: ${namespace}}\n`;

test('API group, kind, namespace and name tell objects apart; the version does not', () => {
  const first = named('x.io/v1', 'A', 'one');
  const others = [named('y.io/v1', 'A', 'one'), named('x.io/v1', 'B', 'one'), named('x.io/v1', 'A', 'two')];
  const apart = readText([first, ...others].join('---\n'));
  expect(apart.objects).toHaveLength(4);
  expect(apart.problems).toEqual([]);
  const ingress = (version: string) => named(version, 'Ingress', 'one');
  const same = readText(`${ingress('networking.k8s.io/v1')}---\n${ingress('extensions/v1beta1')}`);
  expect(same).toMatchObject({ objects: [{ opaque: 'ambiguous' }], problems: [{ is: 'warning' }] });
});

test('two objects of a kind that nobody reads are no news', () => {
  const same = readText(`${named('x.io/v1', 'A', 'one')}---\n${named('x.io/v2', 'A', 'one')}`);
  expect(same).toMatchObject({ objects: [{ opaque: 'ambiguous' }], problems: [] });
});

test('objects with a generated name are never copies of each other', () => {
  const text = 'apiVersion: v1\nkind: Pod\nmetadata: {generateName: p-}\n';
  expect(readText(`${text}---\n${text}---\n${text}spec: {}\n`).objects).toHaveLength(3);
});
