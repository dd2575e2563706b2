import { expect, test } from 'vitest';
import { profiles, rules } from '../../../policies/index.ts';
import { createConfig } from '../../../src/config/config.ts';
import { buildGraph } from '../../../src/graph/index/graph.ts';
import { manifestScopeOf } from '../../../src/graph/index/scope.ts';
import { evaluate } from '../../../src/judge/evaluate.ts';
import { formatRef } from '../../../src/kube/object.ts';
import { line, now } from '../../support/check.ts';
import { readFolder, said } from '../manifests/folder.ts';

type Files = Readonly<Record<string, string>>;

const app = (labels = 'app: web', extra = '') => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {${labels}}}
  template:
    metadata: {labels: {${labels}}}
    spec: {containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  ingressClassName: nginx
  rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]
${extra}`;

const denyAll = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny}
spec: {podSelector: {}, policyTypes: [Ingress]}
`;

function errorsOf(files: Files): readonly string[] {
  const { objects, unread } = readFolder(files);
  const graph = buildGraph(objects, manifestScopeOf(objects, null, unread));
  return evaluate(graph, { rules, config: createConfig({}, profiles), now })
    .findings.map(line)
    .filter(text => text.startsWith('error'))
    .sort();
}

const refs = (files: Files) => readFolder(files).objects.map(obj => formatRef(obj.ref));

const kustomization = (text = '') => `resources: [app.yaml]\n${text}`;

test('the namespace of a kustomization is that of the objects that it lists, whatever they state', () => {
  const files = {
    'kustomization.yaml': kustomization('namespace: a\n'),
    'app.yaml': `apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: stated}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n`,
    'unlisted.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: u}\n',
  };
  expect(refs(files)).toEqual(['Service a/s', 'Namespace a', 'Service u']);
  const set = readFolder(files);
  expect(said(set)).toEqual([]);
  const [obj] = set.objects;
  expect(obj?.body).toMatchObject({ metadata: { namespace: 'stated' } });
  expect(obj === undefined ? null : set.locate(obj.origin, '/metadata/namespace')).toMatchObject({
    line: 3,
    exact: true,
  });
});

test.for<[string, Files, string]>([
  ['an overlay', { 'o/kustomization.yaml': 'resources: [../base]\nnamespace: o\n' }, 'Service o/s'],
  [
    'the outermost of two',
    {
      'o/kustomization.yaml': 'resources: [../p]\nnamespace: o\n',
      'p/kustomization.yaml': 'resources: [../base]\nnamespace: p\n',
    },
    'Service o/s',
  ],
  [
    'the inner one, where the outer states none',
    {
      'kustomization.yaml': 'resources: [p]\n',
      'p/kustomization.yaml': 'resources: [../base]\nnamespace: p\n',
    },
    'Service p/s',
  ],
  [
    'none, where two overlays disagree',
    {
      'o/kustomization.yaml': 'resources: [../base]\nnamespace: o\n',
      'p/kustomization.yaml': 'resources: [../base]\nnamespace: p\n',
    },
    'Service s',
  ],
  [
    'none, where a circle states none',
    { 'o/kustomization.yaml': 'resources: [../base, ../p]\n', 'p/kustomization.yaml': 'resources: [../o]\n' },
    'Service s',
  ],
])('the namespace of a base is that of %s', ([, overlays, name]) => {
  const base = {
    'base/kustomization.yaml': kustomization(),
    'base/app.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: s}\n',
  };
  expect(refs({ ...base, ...overlays })).toEqual([name]);
});

test('two kustomizations with different namespaces do not meet', () => {
  const files = {
    'a/kustomization.yaml': kustomization('namespace: a\n'),
    'a/app.yaml': app(),
    'b/kustomization.yaml': kustomization('namespace: b\n'),
    'b/app.yaml': denyAll,
  };
  const alone = errorsOf({ 'a/app.yaml': app() });
  expect(alone).not.toEqual([]);
  expect(errorsOf({ 'a/app.yaml': app(), 'b/app.yaml': denyAll })).not.toEqual(alone);
  expect(errorsOf(files)).toEqual(alone.map(text => text.replace(/web$/, 'a/web')));
});

const patch = 'patches: [{target: {kind: Deployment}, patch: "- {op: add, path: /x, value: 1}"}]\n';

test.for([
  ['patches', patch],
  ['patchesStrategicMerge', 'patchesStrategicMerge: [p.yaml]\n'],
  ['patchesJson6902', 'patchesJson6902: [{path: p.yaml, target: {}}]\n'],
  ['replacements', 'replacements: [{path: r.yaml}]\n'],
  ['transformers', 'transformers: [t.yaml]\n'],
  ['components', 'components: [../gone]\n'],
  ['commonLabels', 'commonLabels: {app: web}\n'],
  ['labels of selectors', 'labels: [{pairs: {app: web}, includeSelectors: true}]\n'],
  ['namePrefix', 'namePrefix: x-\n'],
  ['nameSuffix', 'nameSuffix: -x\n'],
] as const)('what a kustomization with %s may mend is no error', ([, text]) => {
  expect(errorsOf({ 'kustomization.yaml': kustomization(text), 'app.yaml': app() })).toEqual([]);
});

test.for([
  ['images', 'images: [{name: web, newTag: b}]\n'],
  ['replicas', 'replicas: [{name: web, count: 3}]\n'],
  ['commonAnnotations', 'commonAnnotations: {a: b}\n'],
  ['labels of metadata', 'labels: [{pairs: {app: web}}]\n'],
  ['a generator', 'configMapGenerator: [{name: c, literals: [a=b]}]\n'],
] as const)('%s mend nothing, and what is wrong stays an error', ([, text]) => {
  expect(errorsOf({ 'kustomization.yaml': kustomization(text), 'app.yaml': app() })).toEqual(
    errorsOf({ 'app.yaml': app() }),
  );
});

test('an overlay that patches its base mends the base, and a folder beside it stays as it is', () => {
  const other = app().replaceAll('web', 'api');
  const files = {
    'base/kustomization.yaml': kustomization(),
    'base/app.yaml': app(),
    'overlay/kustomization.yaml': `resources: [../base]\n${patch}`,
    'other/app.yaml': other,
  };
  expect(errorsOf(files)).toEqual(errorsOf({ 'other/app.yaml': other }));
  expect(errorsOf({ ...files, 'overlay/kustomization.yaml': 'resources: [../base]\n' })).toHaveLength(
    2 * errorsOf({ 'other/app.yaml': other }).length,
  );
});

test('a Service that selects nothing may select what a patch relabels', () => {
  const [workload = '', ...rest] = app('app: raw').split('---\n');
  const files = { 'app.yaml': workload, 'rest/rest.yaml': rest.join('---\n') };
  const errors = errorsOf(files);
  expect(errors).toContain('error service-selects-nothing Service web');
  expect(errorsOf({ ...files, 'kustomization.yaml': kustomization(patch) })).toEqual([]);
});
