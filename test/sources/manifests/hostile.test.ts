import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeFs } from '../../../src/sources/manifests/node-fs.ts';
import { readManifests } from '../../../src/sources/manifests/read-manifests.ts';
import { folder, names, readFolder, readText, relative, said, service } from './folder.ts';

const good = service('good');

/** The only problem of a folder with a sound and a hostile file. The sound file is read all the same. */
function problemBeside(files: Readonly<Record<string, string | Uint8Array>>, maxBytes?: number) {
  const set = readFolder({ 'good.yaml': good, ...files }, maxBytes === undefined ? {} : { maxBytes });
  expect(names(set.objects)).toEqual(['Service/good']);
  expect(set.unread).toBe(true);
  expect(set.problems).toHaveLength(1);
  return said(set)[0];
}

test('a broken document costs its neighbours in the file nothing', () => {
  const set = readFolder({ 'a.yaml': `${good}---\n# two\nkind: [\n---\n${service('other')}` });
  expect(names(set.objects)).toEqual(['Service/good', 'Service/other']);
  expect(said(set)).toEqual([expect.stringMatching(/^error a\.yaml:\d+ a "\{" or "\[" is not closed; add/)]);
  expect(set.unread).toBe(true);
});

test.for([
  [
    'a tab',
    'apiVersion: v1\nkind: A\nspec:\n\tx: 1\n',
    'error x.yaml:4 the indentation has a tab, and YAML allows only spaces; replace it with spaces',
  ],
  [
    'wrong indentation',
    'apiVersion: v1\nkind: A\nspec:\n   a: 1\n  b: 2\n',
    'error x.yaml:5 the line is not indented like the keys around it',
  ],
  [
    'a colon in text',
    'apiVersion: v1\nkind: A\nv: a: b\n',
    'error x.yaml:3 the line is not indented like the keys around it',
  ],
  [
    'an open quote',
    'apiVersion: v1\nkind: A\nv: "a\n',
    'a text in double quotes is not closed; add the quote',
  ],
] as const)('%s is told with its line and the way out', ([, text, message]) => {
  expect(problemBeside({ 'x.yaml': text })).toContain(message);
});

test.for([
  ['a whole line', '{{- if .Values.on }}\napiVersion: v1\n{{- end }}\n'],
  ['a value', 'apiVersion: v1\nkind: A\nv: {{ .Values.v }}\n'],
  ['a part of a plain value', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web-{{ .Release.Name }}\n'],
  ['a quoted value', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: "{{ .Values.name }}"\n'],
] as const)('Helm in %s is called a Helm template, once a file', ([, text]) => {
  expect(problemBeside({ 'x.yaml': `${text}---\n${text}` })).toMatch(
    /^error x\.yaml:\d looks like a Helm template.*helm template <chart dir> \| ingress-policy check -$/,
  );
});

test.for([
  'v: "{{ $labels.pod }}"',
  'v: ["{{-"]',
  'data:\n  sidecar: |\n    {{- if .Values.x }}\n    {{ include "a" . }}',
  '# {{ .Values.x }}\nv: 1',
  'image: app:{{workflow.parameters.tag}}',
])('%j is no Helm template', text => {
  expect(readText(`apiVersion: v1\nkind: A\n${text}\n`)).toMatchObject({
    problems: [],
    objects: [{ ref: { kind: 'A' } }],
  });
});

const bomb = (width: number, depth: number) => {
  const lines = ['apiVersion: v1', 'kind: A', `a0: &a0 [${Array(width).fill('lol').join(',')}]`];
  for (let level = 1; level < depth; level++)
    lines.push(
      `a${level}: &a${level} [${Array(width)
        .fill(`*a${level - 1}`)
        .join(',')}]`,
    );
  return lines.join('\n');
};

test('a fault elsewhere in a document with harmless "{{" is told as it is', () => {
  const text = 'apiVersion: v1\nkind: A\nv: "{{ $labels.pod }}"\nw: 1\nspec:\n\tx: 1\n';
  expect(problemBeside({ 'x.yaml': text })).toContain('x.yaml:6 the indentation has a tab');
});

test('aliases that unfold without bound are refused', () => {
  expect(problemBeside({ 'x.yaml': bomb(10, 10) })).toBe(
    'error x.yaml:1 its aliases expand to more than 400000 values; write the values out',
  );
});

test('many small bombs are one large one', () => {
  const set = readText(Array(20).fill(bomb(10, 5)).join('\n---\n'));
  expect(said(readText(bomb(10, 5)))).toEqual([]);
  expect(said(readText(bomb(10, 6)))).toHaveLength(1);
  expect(said(set)).toEqual([]);
  expect(said(readText(Array(60).fill(bomb(10, 5)).join('\n---\n'))).length).toBeGreaterThan(0);
});

test.for([
  ['an anchor that holds itself', 'v: &a {b: *a}'],
  [
    'aliases of aliases, each a level deeper',
    Array.from({ length: 120 }, (_, n) => `v${n}: &v${n} {x: ${n === 0 ? 1 : `*v${n - 1}`}}`).join('\n'),
  ],
  [
    'such aliases under keys that are numbers',
    Array.from({ length: 120 }, (_, n) => `${n + 1}: &v${n} {x: ${n === 0 ? 1 : `*v${n - 1}`}}`).join('\n'),
  ],
] as const)('%s is refused', ([, text]) => {
  expect(problemBeside({ 'x.yaml': `apiVersion: v1\nkind: A\n${text}\n` })).toContain(
    'nesting is deeper than 100 levels',
  );
});

test('aliases in their measure are data', () => {
  const set = readText('apiVersion: v1\nkind: A\nv: &v [1, {a: 2}]\nw: [*v, *v]\n');
  expect(set.objects[0]?.body).toEqual({
    apiVersion: 'v1',
    kind: 'A',
    v: [1, { a: 2 }],
    w: [
      [1, { a: 2 }],
      [1, { a: 2 }],
    ],
  });
});

const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

test.for([
  ['YAML', 'x.yaml', `apiVersion: v1\nkind: A\nv: ${nested(5000)}\n`],
  ['JSON', 'x.json', `{"apiVersion": "v1", "kind": "A", "v": ${nested(5000)}}`],
] as const)('%s that is nested 5000 levels deep is refused', ([, name, text]) => {
  expect(problemBeside({ [name]: text })).toContain('nesting is deeper than 100 levels');
});

test.for([
  ['YAML', `apiVersion: v1\nkind: A\nv: ${nested(90)}\n`],
  ['JSON', `{"apiVersion": "v1", "kind": "A", "v": ${nested(90)}}`],
] as const)('%s that is nested 90 levels deep is read', ([, text]) => {
  expect(said(readText(text))).toEqual([]);
});

test('a file above the limit is named with the limit', () => {
  const large = `${service('large')}# ${'x'.repeat(2048)}\n`;
  expect(problemBeside({ 'x.yaml': large }, 1024)).toBe(
    'error x.yaml:null the file is larger than 1024 bytes, the maximum for one file; split it into several files',
  );
  expect(names(readFolder({ 'x.yaml': large }, { maxBytes: large.length }).objects)).toEqual([
    'Service/large',
  ]);
});

test('a YAML document above the limit costs its neighbours nothing', () => {
  const set = readText(`apiVersion: v1\nkind: A\nv: ${'x'.repeat(16_777_216)}\n---\n${good}`);
  expect(names(set.objects)).toEqual(['Service/good']);
  expect(said(set)).toEqual([
    'error <stdin>:1 the document is larger than 16 MiB; split it into several documents',
  ]);
});

test('a parameter that breaks the YAML of a Template is no Helm', () => {
  expect(problemBeside({ 'x.yaml': `apiVersion: v1\nkind: Template\nv: [\${{A}}]\n` })).not.toContain('Helm');
});

test.for([
  ['binary', Uint8Array.from([0x61, 0, 0x62]), 'the file is binary: it holds NUL bytes'],
  ['UTF-16', Buffer.from(`\uFEFF${good}`, 'utf16le'), 'the file is UTF-16, and kubectl reads UTF-8 only'],
  ['not UTF-8', Uint8Array.from([0x61, 0x3a, 0x20, 0xff, 0xc3]), 'the file is not UTF-8'],
] as const)('a file that is %s is an error', ([, bytes, message]) => {
  expect(problemBeside({ 'x.yaml': bytes })).toContain(`error x.yaml:null ${message}`);
});

test('a FIFO is never opened', () => {
  const root = folder({ 'good.yaml': good });
  execFileSync('mkfifo', [join(root, 'x.yaml')]);
  const message =
    'error x.yaml:null the path is a FIFO, and only files and folders are read; give a file, or "-" for standard input';
  expect(said(relative(root))).toEqual([message]);
  expect(said(relative(root, {}, ['x.yaml']))).toEqual([message]);
  expect(nodeFs.read(join(root, 'x.yaml'), 9)).toMatchObject({
    is: 'failed',
    why: expect.stringContaining('is a FIFO'),
  });
});

test('a socket is an error', async () => {
  const root = folder({ 'good.yaml': good });
  const server = createServer();
  await new Promise<void>(done => server.listen(join(root, 'x.yaml'), done));
  try {
    expect(said(relative(root))).toEqual([expect.stringContaining('error x.yaml:null the path is a socket')]);
  } finally {
    await new Promise(done => server.close(done));
  }
});

test('a loop of links is one error, and a link upwards a note', () => {
  const root = folder({ 'good.yaml': good, 'sub/a.yaml': service('a') });
  symlinkSync('loop', join(root, 'loop'));
  symlinkSync('..', join(root, 'sub/up'));
  const set = relative(root);
  expect(names(set.objects)).toEqual(['Service/good', 'Service/a']);
  expect(said(set)).toEqual([
    'error loop:null the path is a loop of symbolic links; remove the link',
    'note sub/up:null the link leads to a folder above it, which is read once',
  ]);
});

test('links to files and folders are followed, each real one once', () => {
  const root = folder({ 'in/a.yaml': service('a'), 'out/b.yaml': service('b') });
  symlinkSync('../out', join(root, 'in/link'));
  symlinkSync('../out', join(root, 'in/second'));
  symlinkSync('a.yaml', join(root, 'in/z.yaml'));
  const set = relative(root, {}, ['in', 'out', 'out/b.yaml']);
  expect(said(set)).toEqual([]);
  expect(set.objects.map(obj => obj.origin)).toMatchObject([
    { file: 'in/a.yaml' },
    { file: 'in/link/b.yaml' },
  ]);
  expect(set.files).toBe(2);
});

test('a link that leads nowhere is an error', () => {
  const root = folder({ 'good.yaml': good });
  symlinkSync('gone', join(root, 'x.yaml'));
  expect(said(relative(root))).toEqual(['error x.yaml:null the path does not exist']);
});

test.skipIf(process.getuid?.() === 0)('a file without the right to read it is an error', () => {
  const root = folder({ 'good.yaml': good, 'x.yaml': good });
  chmodSync(join(root, 'x.yaml'), 0);
  expect(said(relative(root))).toEqual([expect.stringContaining('permission denied')]);
});

test('a folder that cannot be listed and a file that cannot be read are errors, the rest is read', () => {
  const denied = { is: 'failed', code: 'other', why: 'cannot be read: permission denied' } as const;
  const root = folder({ 'a.yaml': good, 'b.yaml': service('b') });
  mkdirSync(join(root, 'c'));
  const set = readManifests([root], {
    ...nodeFs,
    list: path => (path.endsWith('/c') ? denied : nodeFs.list(path)),
    read: (path, limit) => (path.endsWith('/b.yaml') ? denied : nodeFs.read(path, limit)),
  });
  expect(names(set.objects)).toEqual(['Service/good']);
  expect(said(set)).toEqual([
    `error ${root}/b.yaml:null the file cannot be read: permission denied`,
    `error ${root}/c:null the folder cannot be read: permission denied`,
  ]);
});

test('a path that does not exist is an error', () => {
  expect(relative(folder(), {}, ['gone'])).toMatchObject({
    problems: [{ file: 'gone', line: null, message: 'the path does not exist', is: 'error' }],
    unread: true,
  });
});

test.for(['yaml', 'json'])('__proto__ and constructor are data in %s', kind => {
  const yaml = 'apiVersion: v1\nkind: A\n__proto__: {polluted: true}\nconstructor: {prototype: {x: 1}}\n';
  const json =
    '{"apiVersion":"v1","kind":"A","__proto__":{"polluted":true},"constructor":{"prototype":{"x":1}}}';
  const [obj] = readText(kind === 'yaml' ? yaml : json).objects;
  expect(Object.keys(obj?.body ?? {})).toEqual(['apiVersion', 'kind', '__proto__', 'constructor']);
  expect(Object.getPrototypeOf(obj?.body)).toBe(Object.prototype);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test('a merge brings __proto__ in as data', () => {
  const [obj] = readText(
    'apiVersion: v1\nkind: A\na: &a {__proto__: {polluted: true}}\nb: {<<: *a}\n',
  ).objects;
  const b = obj?.body.b as object;
  expect(Object.keys(b)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(b)).toBe(Object.prototype);
});

test('a file of nothing but faults says so in a few lines', () => {
  const set = readText(Array(50).fill('a: [').join('\n---\n'));
  expect(set.problems).toHaveLength(21);
  expect(set.problems.at(-1)).toMatchObject({
    is: 'error',
    message: '30 more of this kind follow in the file',
  });
});
