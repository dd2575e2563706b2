import { expect, test } from 'vitest';
import { names, readFolder, readText, said } from '../manifests/folder.ts';

const readValue = (yaml: string) => {
  const { objects, problems } = readText(`apiVersion: v1\nkind: X\n${yaml}\n`);
  expect(problems).toEqual([]);
  return objects[0]?.body;
};

test.for([
  ['on', true],
  ['y', true],
  ['Yes', true],
  ['Off', false],
  ['n', false],
  ['oN', 'oN'],
  ['~', null],
  ['Null', null],
  ['0644', 420],
  ['0o644', 420],
  ['0O644', 420],
  ['1_000', 1000],
  ['0b11', 3],
  ['-0b11', -3],
  ['0x1F', 31],
  ['+12', 12],
  ['-7', -7],
  ['0', 0],
  ['1e3', 1000],
  ['1e400', '1e400'],
  ['.5', 0.5],
  ['08', 8],
  ['0_8', 8],
  ['1:30', '1:30'],
  ['2020-01-01', '2020-01-01'],
  ['1.2.3', '1.2.3'],
  ['10m', '10m'],
  ['0x', '0x'],
  ['"8080"', '8080'],
  ["'on'", 'on'],
  ['!!str 80', '80'],
  ['!!int "80"', 80],
  ['!custom 80', '80'],
  ['!!binary aGk=', 'hi'],
] as const)('the text %s is the value %j, as kubectl has it', ([text, value]) => {
  expect(readValue(`v: ${text}`)).toEqual({ apiVersion: 'v1', kind: 'X', v: value });
});

test.for([
  ['on: 1', { true: 1 }],
  ['80: 1', { 80: 1 }],
  ['010: 1', { 8: 1 }],
  ['1.50: 1', { 1.5: 1 }],
  ['"on": 1', { on: 1 }],
] as const)('the key of %s becomes a string', ([text, value]) => {
  expect(readValue(`v: {${text}}`)).toMatchObject({ v: value });
});

test('a merge key writes over what stands before it and yields to what stands after it', () => {
  const yaml = 'base: &b {p: base, q: base, r: base}\nv: {p: own, <<: *b, q: own}';
  expect(readValue(yaml)).toMatchObject({ v: { p: 'base', q: 'own', r: 'base' } });
});

test('of several merged mappings the first one counts', () => {
  const yaml = 'a: &a {p: a}\nb: &b {p: b, q: b}\nv: {<<: [*a, *b]}';
  expect(readValue(yaml)).toMatchObject({ v: { p: 'a', q: 'b' } });
});

test('the last of two equal keys counts, and a note stands at the second', () => {
  const set = readText('apiVersion: v1\nkind: X\nv: 1\nw: {a: 1, a: 2}\nv: 2\n');
  expect(set.objects[0]?.body).toMatchObject({ v: 2, w: { a: 2 } });
  expect(said(set)).toEqual([
    'note <stdin>:4 the key "a" is repeated in the same mapping, and the last value is used; remove one of them',
    'note <stdin>:5 the key "v" is repeated in the same mapping, and the last value is used; remove one of them',
  ]);
  expect(set.unread).toBe(false);
});

test('a bracket that closes below its key is read, as libyaml reads it', () => {
  expect(readValue('v:\n  args: [\n    a,\n  # none\n  ]\n  after: 1')).toMatchObject({
    v: { args: ['a'], after: 1 },
  });
});

test('quoted text that goes on at the margin is read', () => {
  expect(readValue("v:\n  json: '[\n{}\n]'\n  after: 1")).toMatchObject({ v: { json: '[ {} ]', after: 1 } });
});

test.for([
  ['v: {\tname: x}', { name: 'x' }],
  ['v: {a:\tb,\tc:\t[\t1\t]\t}', { a: 'b', c: [1] }],
  ['v:\t{a: 1}', { a: 1 }],
  ['v:\t!!map {a: 1}', { a: 1 }],
  ['v: {\n\ta: 1,\n\tb:\n\t\t2\n}', { a: 1, b: 2 }],
  ['v:\n  a: [\n\t\t1\n\t]\n  b: 2', { a: [1], b: 2 }],
  ['v: {a: "p\tq",\tb: \'r\ts\'}', { a: 'p\tq', b: 'r\ts' }],
  ["v: [it's,\tb]", ["it's", 'b']],
  ['v: {"a\tb":\t[x\ty]}', { 'a\tb': ['x\ty'] }],
  ['v: "x\n\ty\tz"', 'x y\tz'],
  ['v:\n  a: |\n    x\ty\n    \tz\n  b: {\tc: 1}', { a: 'x\ty\n\tz\n', b: { c: 1 } }],
] as const)('the tabs of %j are read, as libyaml reads them', ([yaml, value]) => {
  expect(readValue(yaml)).toMatchObject({ v: value });
});

const two = (separator: string, eol = '\n') =>
  ['apiVersion: v1', 'kind: A', separator, 'apiVersion: v1', 'kind: B', ''].join(eol);

test.for([
  ['a comment after ---', two('--- # next')],
  ['blanks after ---', two('---   ')],
  ['CRLF', two('---', '\r\n')],
  ['...', two('...\n---')],
  ['a byte order mark', `\uFEFF${two('---')}`],
  ['a leading ---', `---\n${two('---')}`],
  ['a leading directive', `%YAML 1.1\n---\n${two('---')}`],
  ['a document of comments', two('---\n# nothing\n---\n\n---')],
  ['JSON', '{"apiVersion":"v1","kind":"A"}{"apiVersion":"v1",\n"kind":"B"}\n'],
  ['JSON documents between ---', '{"apiVersion":"v1","kind":"A"}\n---\n{"apiVersion":"v1","kind":"B"}\n'],
] as const)('two documents are read with %s', ([, text]) => {
  const set = readText(text);
  expect(said(set)).toEqual([]);
  expect(set.objects.map(obj => obj.ref.kind)).toEqual(['A', 'B']);
});

test.for(['', '\n\n', '# only this\n', '---\n---\n', 'null\n'])(
  'the text %j holds nothing and that is no problem',
  text => {
    expect(readText(text)).toMatchObject({ objects: [], problems: [], unread: false, files: 1 });
  },
);

test.for([
  ['--- foo\napiVersion: v1\nkind: A\n', 1, 'goes on with text'],
  ['apiVersion: v1\nkind: A\n...\nkind: B\n', 3, 'stops reading'],
  ['apiVersion: v1\nkind: A\n? {a: 1}\n: 2\n', 3, 'is used as a key'],
  ['apiVersion: v1\nkind: A\n~: 2\n', 3, 'empty or null'],
  ['\tapiVersion: v1\nkind: A\n', 1, 'the indentation has a tab'],
  ['apiVersion: v1\nkind: A\nv:\n- \ta: 1\n', 4, 'the indentation has a tab'],
  ['apiVersion: v1\nkind: A\nv: .inf\n', 3, '".inf" is not allowed in JSON'],
  ['apiVersion: v1\nkind: A\nv: *gone\n', 3, '"*gone" has no anchor'],
] as const)('%j, which kubectl refuses, is an error', ([text, line, message]) => {
  const [problem, ...more] = readText(text).problems;
  expect(problem).toMatchObject({ line, is: 'error', message: expect.stringContaining(message) });
  expect(more).toEqual([]);
});

test('what is no object is an error in a named file and silent in a folder', () => {
  const values = 'replicas: 1\n';
  expect(said(readText(values))).toEqual([
    'error <stdin>:1 the document is not a Kubernetes object: no "apiVersion"; give it "apiVersion" and "kind", or leave it out',
  ]);
  expect(
    readFolder({ 'values.yaml': values, 'list.yaml': '- hosts: all\n', 'tsconfig.json': '{ // no' }),
  ).toMatchObject({
    problems: [],
    unread: false,
  });
});

test('a document of plain text is an error wherever it stands', () => {
  expect(said(readFolder({ 'a.yaml': 'hello\n' }))).toEqual([
    expect.stringMatching(/^error a\.yaml:1 the document is not a Kubernetes object: is the string "hello"/),
  ]);
});

test('a tab stands for a space inside of braces, as for kubectl, and never in the indentation', () => {
  const flow = readText('apiVersion: v1\nkind: Service\nmetadata: {\n\tname: a\n}\n');
  expect(said(flow)).toEqual([]);
  expect(names(flow.objects)).toEqual(['Service/a']);
  const block = readText('apiVersion: v1\nkind: Service\nmetadata:\n\tname: a\n');
  expect(said(block).join()).toContain('the indentation has a tab');
});
