import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { changeLines } from '../../src/text/change.ts';
import { found, judge } from '../support/check.ts';
import { deployment, ingress, manifest, service, type WorkloadOptions } from '../support/manifests.ts';

const rule = 'memory-limit-unsafe';
const clean: readonly string[] = [];
const warning = [`warning ${rule} Deployment shop/web`];

type Fields = { readonly [field: string]: Json };
const limit = (memory: Json): Fields => ({
  resources: { limits: { memory, cpu: 1 }, requests: { memory: 1.5 } },
});
const app = (container: Fields, options: WorkloadOptions = {}) =>
  manifest(deployment('web', { container, ...options }), service('web'), ingress('shop', ['web']));
const env = (name: string, value: string): Fields => ({ env: [{ name, value }] });
const command = (...words: readonly string[]): Fields => ({ command: words });

const cases: readonly (readonly [string, Json, Fields, readonly string[]])[] = [
  ['a heap above the limit', '1Gi', env('JAVA_TOOL_OPTIONS', '-Xmx2g'), warning],
  ['a heap as large as the limit', '1Gi', env('JAVA_TOOL_OPTIONS', '-Xmx1024m'), warning],
  ['a heap below the limit', '1Gi', env('JAVA_TOOL_OPTIONS', '-Xmx768m'), clean],
  ['a heap in bytes', '512Mi', env('JAVA_OPTS', '-Xmx536870912'), warning],
  ['a heap by its long option', '512Mi', env('JAVA_OPTS', '-XX:MaxHeapSize=1g'), warning],
  ['a part of the limit', '512Mi', env('JAVA_OPTS', '-XX:MaxRAMPercentage=90'), clean],
  ['the last option counts', '1Gi', env('JAVA_OPTS', '-Xmx2g -Xmx512m'), clean],
  ['a limit in units of ten', '1G', env('JAVA_OPTS', '-Xmx1g'), warning],
  ['a limit in bytes', 536_870_912, env('JAVA_OPTS', '-Xmx1g'), warning],
  ['the command line', '1Gi', command('java', '-Xmx2g', '-jar', 'app.jar'), warning],
  [
    'the command line before a variable',
    '1Gi',
    { ...command('java', '-Xmx512m', '-jar', 'app.jar'), ...env('JAVA_TOOL_OPTIONS', '-Xmx2g') },
    clean,
  ],
  ['a script', '1Gi', command('sh', '-c', 'exec java -Xmx2g -jar app.jar'), warning],
  ['an argument of another program', '1Gi', command('tool', '-Xmx2g'), clean],
  ['a variable of another program', '1Gi', env('OPTS', '-Xmx2g'), clean],
  ['Node.js', '512Mi', command('node', '--max-old-space-size=2048', 'server.js'), warning],
  ['Node.js, below', '512Mi', command('node', '--max-old-space-size=384', 'server.js'), clean],
  [
    'Node.js by a variable',
    '512Mi',
    env('NODE_OPTIONS', '--enable-source-maps --max_old_space_size=512'),
    warning,
  ],
  ['the option of Node.js elsewhere', '512Mi', command('tool', '--max-old-space-size=2048'), clean],
  ['a limit in thousandths', '512m', {}, warning],
  ['a limit of a few bytes', 512, {}, warning],
  ['a limit with a fraction', 0.5, {}, warning],
  ['a small limit', '4Mi', {}, clean],
  ['a limit of 0', 0, {}, clean],
  ['a parameter', '$MEMORY', env('JAVA_OPTS', '-Xmx2g'), clean],
  ['no limit', null, env('JAVA_OPTS', '-Xmx2g'), clean],
];

test.for(cases)('%s', ([, memory, container, expected]) => {
  expect(found(app({ ...limit(memory), ...container }), rule)).toEqual(expected);
});

test('a sidecar, no route, and 0 replicas', () => {
  const unsafe = limit('512m');
  const http = [{ name: 'http', containerPort: 8080 }];
  const containers = [
    { name: 'web', image: 'web', ports: http },
    { name: 'log', image: 'log', ...unsafe },
  ];
  expect(found(app({}, { pod: { containers } }), rule)).toEqual(warning);
  expect(found(app(unsafe, { spec: { replicas: 0 } }), rule)).toEqual(clean);
  expect(found(manifest(deployment('web', { container: unsafe }), service('web')), rule)).toEqual(clean);
});

const messages = [
  [
    '1Gi',
    env('JAVA_OPTS', '-Xms1g -Xmx2g'),
    'container "web" of Deployment shop/web may use a heap of "-Xmx2g", and its memory limit is 1Gi: the kernel ends the process before the heap is full',
    'cut-short',
    'whenever a pod runs out of memory',
  ],
  [
    '512m',
    {},
    'the memory limit of container "web" of Deployment shop/web is "512m", which is 1 byte or less: the container does not start',
    'no-endpoint',
    'always',
  ],
  [
    2048,
    {},
    'the memory limit of container "web" of Deployment shop/web is "2048", which is 2048 bytes: the container does not start',
    'no-endpoint',
    'always',
  ],
] as const;

test.for(messages)('the message of %s', ([memory, container, message, failure, when]) => {
  const [finding] = judge(app({ ...limit(memory), ...(container as Fields) }), {}, rule).findings;
  expect(finding).toMatchObject({ message, failure, when, certainty: 'likely' });
});

test.for([
  ['512m', ['/spec/template/spec/containers/0/resources/limits/memory: "512m" → "512Mi"']],
  [256, ['/spec/template/spec/containers/0/resources/limits/memory: 256 → "256Mi"']],
  ['2m', null],
  ['100k', null],
  [0.5, null],
] as const)('the fix of %s', ([memory, lines]) => {
  const [finding] = judge(app(limit(memory)), {}, rule).findings;
  expect(finding?.fix == null ? null : changeLines(finding.fix)).toEqual(lines);
});
