import { expect, test } from 'vitest';
import { folder, names, readFolder, relative, said, service } from './folder.ts';

test('a folder is read to its depths by name, without hidden folders and node_modules', () => {
  const set = readFolder({
    'b.yml': service('b'),
    'a/z.json': JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'z' } }),
    'a/a.YAML': service('a'),
    'B.yaml': service('upper'),
    'notes.txt': 'kind: [',
    '.github/x.yaml': service('hidden'),
    'node_modules/x.yaml': service('module'),
  });
  expect(said(set)).toEqual([]);
  expect(names(set.objects)).toEqual(['Service/upper', 'Service/a', 'Service/z', 'Service/b']);
  expect(set.files).toBe(4);
});

test.for([
  [['.'], 'k/a.yaml'],
  [['./'], './k/a.yaml'],
  [['k'], 'k/a.yaml'],
  [['k/'], 'k/a.yaml'],
  [['./k'], './k/a.yaml'],
  [['k/a.yaml', 'k'], 'k/a.yaml'],
  [['k', './k/a.yaml', '.'], 'k/a.yaml'],
] as const)('from %j the file is called "%s", and read once', ([inputs, path]) => {
  const set = relative(folder({ 'k/a.yaml': service('a') }), {}, inputs);
  expect(set.objects.map(obj => obj.origin)).toEqual([{ from: 'file', file: path, document: 0, base: '' }]);
  expect(set).toMatchObject({ files: 1, problems: [], unread: false });
});

test.for([
  [
    'apiversion: v1\nkind: Service\nmetadata: {name: a}\n',
    'it has "apiversion" where "apiVersion" belongs; rename the key',
  ],
  [
    'apiVersion: v1\nKind: Service\nmetadata: {name: a}\n',
    'it has "Kind" where "kind" belongs; rename the key',
  ],
  [
    'kind: Service\nmetadata: {name: a}\nspec: {}\n',
    'no "apiVersion"; give it "apiVersion" and "kind", or leave it out',
  ],
  [
    'apiVersion: v1\nmetadata: {name: a}\nspec: {}\n',
    'no "kind"; give it "apiVersion" and "kind", or leave it out',
  ],
] as const)('%j is meant as an object, and leaves something unread', ([text, why]) => {
  const set = readFolder({ 'a.yaml': text });
  expect(said(set)).toEqual([`error a.yaml:1 the document is not a Kubernetes object: ${why}`]);
  expect(set.unread).toBe(true);
});

test.for([
  ['a chart’s values', 'kind: Deployment\nspec: {replicas: 1}\n'],
  ['a resource of Teleport', 'kind: role\nversion: v7\nmetadata: {name: a}\nspec: {}\n'],
] as const)('%s are silent', ([, text]) => {
  expect(readFolder({ 'a.yaml': text })).toMatchObject({ problems: [], unread: false });
});

test("a mapping without a kind is other people's file", () => {
  expect(said(readFolder({ 'compose.yaml': 'version: "3"\nservices: {}\n' }))).toEqual([]);
});

test('a named file is read whatever its name says', () => {
  expect(names(relative(folder({ 'manifest.tpl': service('a') }), {}, ['manifest.tpl']).objects)).toEqual([
    'Service/a',
  ]);
});

test('a named file is asked for objects even where a folder has met it before', () => {
  expect(relative(folder({ 'values.yaml': 'x: 1\n' }), {}, ['.', 'values.yaml']).problems).toMatchObject([
    { file: 'values.yaml', line: 1, is: 'error' },
  ]);
});

test('a chart is named once with the command that renders it, and nothing of it is read', () => {
  const set = readFolder({
    'a.yaml': service('a'),
    'shop/Chart.yaml': 'apiVersion: v2\nname: shop\n',
    'shop/values.yaml': 'x: 1\n',
    'shop/crds/crd.yaml': service('crd'),
    'shop/templates/svc.yaml': service('{{ .Release.Name }}'),
    'shop/charts/db/Chart.yaml': 'apiVersion: v2\nname: db\n',
    'shop/charts/db/templates/svc.yaml': service('db'),
  });
  expect(names(set.objects)).toEqual(['Service/a']);
  expect(said(set)).toEqual([
    'error shop/Chart.yaml:null "shop" is a Helm chart, and its templates are not read; render it: helm template shop shop | ingress-policy check -',
  ]);
  expect(set.unread).toBe(true);
});

test.for(['shop', 'shop/', 'shop/templates'])('a chart given as "%s" is a chart', input => {
  const root = folder({
    'shop/Chart.yaml': 'name: shop\n',
    'shop/templates/a.yaml': service('a'),
    'shop/templates/b.yaml': 'a: {{',
  });
  expect(relative(root, {}, [input])).toMatchObject({
    objects: [],
    problems: [{ is: 'error' }],
    unread: true,
  });
});

test('of a base the whole objects are read, and not its patches and values', () => {
  const set = readFolder({
    'kustomization.yaml': [
      'resources: [svc.yaml]',
      'images: [{name: a, newTag: b}]',
      'configMapGenerator: [{name: c, files: [key=values.yaml]}]',
    ].join('\n'),
    'svc.yaml': service('a'),
    'values.yaml': service('values'),
  });
  expect(names(set.objects)).toEqual(['Service/a']);
  expect(set).toMatchObject({ problems: [], unread: false });
});

test.for([
  ['patches', 'patches: [{path: sub/patch.yaml}]'],
  ['patchesStrategicMerge', 'patchesStrategicMerge: [sub/patch.yaml]'],
  ['patchesJson6902', 'patchesJson6902: [{path: ./sub/patch.yaml, target: {}}]'],
] as const)('%s are left out, and a note says what is not seen', ([field, line]) => {
  const set = readFolder({
    'kustomization.yml': `---\n# base\nresources: [svc.yaml]\n${line}\n`,
    'svc.yaml': service('a'),
    'sub/patch.yaml': service('a', 'spec: {}\n'),
  });
  expect(names(set.objects)).toEqual(['Service/a']);
  expect(said(set)).toEqual([
    `note kustomization.yml:null files are checked without the changes of "${field}"; to include them: kustomize build . | ingress-policy check - (or: kubectl kustomize .)`,
  ]);
  expect(set.unread).toBe(false);
});

const layers = {
  'base/kustomization.yaml': 'resources: [svc.yaml]\n',
  'base/svc.yaml': service('a'),
  'overlays/dev/kustomization.yaml':
    'bases: [../../base]\nnamePrefix: dev-\npatchesStrategicMerge: [p.yaml]\n',
  'overlays/dev/p.yaml': service('a', 'spec: {type: NodePort}\n'),
  'overlays/prod/kustomization.yaml':
    '# prod\n---\nresources: [&base ../../base]\nnamespace: prod\nx: *base\n',
  'overlays/prod/unlisted.yaml': service('a', 'spec: {}\n'),
};

test('a base under two overlays is read once, and the overlays are named with their commands', () => {
  const set = readFolder(layers);
  expect(names(set.objects)).toEqual(['Service/a']);
  expect(said(set)).toEqual([
    'note overlays/dev/kustomization.yaml:null "overlays/dev" is a kustomize overlay, and its own files are not read; render it: kustomize build overlays/dev | ingress-policy check - (or: kubectl kustomize overlays/dev)',
    expect.stringContaining('kustomize build overlays/prod | ingress-policy check -'),
  ]);
  expect(set.unread).toBe(false);
});

test('an overlay without its base leaves something unread', () => {
  expect(relative(folder(layers), {}, ['overlays/prod'])).toMatchObject({ objects: [], unread: true });
});

test.for([
  ['has objects of its own', 'resources: [../../base, own.yaml]\nnamePrefix: x-\n'],
  ['takes objects from elsewhere', 'resources: ["https://example.com/x.yaml", own.yaml]\n'],
  ['inflates a chart', 'helmCharts: [{name: x}]\nresources: [own.yaml]\n'],
  ['is a component', 'kind: Component\nresources: [own.yaml]\n'],
] as const)('an overlay that %s leaves something unread', ([, text]) => {
  const set = readFolder({
    ...layers,
    'overlays/own/kustomization.yaml': text,
    'overlays/own/own.yaml': service('own'),
  });
  expect(names(set.objects)).toEqual(['Service/a']);
  expect(set.unread).toBe(true);
  expect(set.problems.every(problem => problem.is === 'note')).toBe(true);
});

test('a kustomization that only lists folders and files changes nothing, so all of them are read', () => {
  const set = readFolder({
    'kustomization.yaml': 'resources: [base, own.yaml]\n',
    'own.yaml': service('own'),
    'base/svc.yaml': service('a'),
    'base/kustomization.yaml': 'resources: [svc.yaml]\n',
  });
  expect(names(set.objects)).toEqual(['Service/a', 'Service/own']);
  expect(set).toMatchObject({ problems: [], unread: false });
});

test('a kustomization given by name is no object', () => {
  expect(relative(folder(layers), {}, ['base/kustomization.yaml'])).toMatchObject({
    objects: [],
    problems: [{ is: 'error', message: expect.stringContaining('kubectl kustomize') }],
  });
});

test('a broken kustomization is an error, and its folder is read as it stands', () => {
  const set = readFolder({ 'kustomization.yaml': 'resources: [\n', 'svc.yaml': service('a') });
  expect(names(set.objects)).toEqual(['Service/a']);
  expect(set).toMatchObject({ problems: [{ file: 'kustomization.yaml', is: 'error' }], unread: true });
});

test('problems stand by file, then line', () => {
  const broken = 'a: [\n---\nb: [\n';
  expect(
    readFolder({ 'b.yaml': broken, 'a.yaml': broken }).problems.map(({ file, line }) => [file, line]),
  ).toEqual([
    ['a.yaml', 2],
    ['a.yaml', 4],
    ['b.yaml', 2],
    ['b.yaml', 4],
  ]);
});
