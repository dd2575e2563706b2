import process from 'node:process';
import { expect, test } from 'vitest';
import { decode } from '../../../src/kube/decode.ts';
import type { Pointer } from '../../../src/kube/pointer.ts';
import { readText } from '../manifests/folder.ts';

const text = `# a comment
apiVersion: v1
kind: Service
metadata:
  name: "web" # the name
  labels: { app: 'it''s', "tier": front }
  annotations: &notes
    on: x
    block: |-  # header
      one
      two
    empty:
spec:
  <<: *notes
  selector: *notes
  externalIPs: [
    a, "b",
  ]
  ports:
    - name: http
      port: 80
    - port: 0x51
      port: 82
`;

/** The text between the two ends of the position, and where it begins. */
function at(source: string, pointer: Pointer, index = 0): string {
  const set = readText(source);
  const obj = set.objects[index];
  if (obj === undefined) throw new Error(JSON.stringify(set.problems));
  const { line, column, endLine, endColumn, exact, file } = set.locate(obj.origin, pointer);
  const lines = [];
  for (let number = line; number <= endLine; number++) lines.push(set.line(file, number) ?? '');
  lines[lines.length - 1] = lines.at(-1)?.slice(0, endColumn - 1) ?? '';
  lines[0] = lines[0]?.slice(column - 1) ?? '';
  return `${line}:${column} ${lines.join('⏎')}${exact ? '' : ' (about)'}`;
}

test.for<[Pointer, string]>([
  ['/kind', '3:7 Service'],
  ['/metadata/name', '5:9 "web"'],
  ['/metadata/labels', `6:11 { app: 'it''s', "tier": front }`],
  ['/metadata/labels/app', `6:18 'it''s'`],
  ['/metadata/labels/tier', '6:35 front'],
  ['/metadata/annotations/true', '8:9 x'],
  ['/metadata/annotations/block', '9:12 |-  # header⏎      one⏎      two'],
  ['/metadata/annotations/empty', '12:5 empty'],
  ['/spec/selector', '15:13 *notes'],
  ['/spec/selector/block', '15:13 *notes (about)'],
  ['/spec/block', '14:7 *notes (about)'],
  ['/spec/externalIPs', '16:16 [⏎    a, "b",⏎  ]'],
  ['/spec/externalIPs/1', '17:8 "b"'],
  ['/spec/ports/0', '20:7 name: http⏎      port: 80'],
  ['/spec/ports/0/port', '21:13 80'],
  ['/spec/ports/1/port', '23:13 82'],
  ['/spec/ports/1/targetPort', '22:7 port (about)'],
  ['/spec/ports/7', '19:3 ports (about)'],
  ['/spec/type', '13:1 spec (about)'],
  ['/status/loadBalancer', '2:1 apiVersion (about)'],
  ['/metadata/name/deeper', '5:3 name (about)'],
])('%s stands at %s', ([pointer, place]) => {
  expect(at(text, pointer)).toBe(place);
  expect(at(text.replaceAll('\n', '\r\n'), pointer)).toBe(place);
});

test('a position counts from the beginning of the file, whatever documents stand before', () => {
  expect(at(`---\nbroken: [\n--- # 2\n${text}`, '/metadata/name')).toBe('8:9 "web"');
});

test('an item of a List is found in the List', () => {
  const list = `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: A}\n- apiVersion: v1\n  kind: List\n  items:\n  - apiVersion: v1\n    kind: B\n`;
  expect(at(list, '/kind', 1)).toBe('9:11 B');
  expect(at(list, '/spec', 1)).toBe('8:5 apiVersion (about)');
  expect(at(list, '', 0)).toBe('4:3 {apiVersion: v1, kind: A}');
});

test('JSON has positions too', () => {
  expect(at('{"apiVersion":"v1",\n "kind":"A", "v": [1, {"k": true}]}', '/v/1/k')).toBe('2:29 true');
});

test('a column counts UTF-16 code units', () => {
  expect(at('apiVersion: v1\nkind: A\nv: {"😀é": x}\n', '/v/😀é')).toBe('3:12 x');
});

test('what stands after a bracket at the margin is where the file has it', () => {
  expect(at('apiVersion: v1\nkind: A\nv:\n  a: [\n  1\n  ]\n  b: {c: 2}\n', '/v/b/c')).toBe('7:10 2');
  expect(at('apiVersion: v1\nkind: A\nv:\n  a: [\n  1\n  ]\n  b: {c: 2}\n', '/v/a')).toBe('4:6 [⏎  1⏎  ]');
});

test('an object that came from no file is nowhere', () => {
  const obj = decode({ apiVersion: 'v1', kind: 'A' }, { from: 'request', uid: '1' });
  if (typeof obj === 'string') throw new Error(obj);
  expect(readText('').locate(obj.origin, '')).toMatchObject({ file: '', exact: false });
});

test('a place behind a tab in braces is that of the text as it is written', () => {
  expect(at('apiVersion: v1\nkind: A\nmetadata: {\tname:\t"web"\t}\n', '/metadata/name')).toBe('3:19 "web"');
});

test('of equal keys the last one counts, over a merge key before it', () => {
  const source =
    'apiVersion: v1\nkind: A\nx: &x {p: 1}\nspec:\n  p: 1\n  <<: *x\n  p: 2\nrest:\n  p: 3\n  <<: *x\n';
  expect(at(source, '/spec/p')).toBe('7:6 2');
  expect(at(source, '/rest/p')).toBe('10:7 *x (about)');
});

test('an anchor is the last one of its name before the alias', () => {
  const source = 'apiVersion: v1\nkind: A\nx: &x {p: 1}\nb: *x\nz: &x {q: 1}\n';
  expect(at(source, '/b/p')).toBe('4:4 *x (about)');
  expect(at(source, '/b/q')).toBe('4:1 b (about)');
});

test('a place in a long list is found without a walk over those before it', () => {
  const ports = (count: number) =>
    `apiVersion: v1\nkind: A\nports:\n${'- {name: a, port: 80}\n'.repeat(count)}`;
  // Processor time, so that a busy machine does not count.
  const timeOf = (count: number) => {
    const set = readText(ports(count));
    const [obj] = set.objects;
    if (obj === undefined) throw new Error('no object');
    const { user } = process.threadCpuUsage();
    for (let index = 0; index < count; index++) {
      const { line } = set.locate(obj.origin, `/ports/${index}/port`);
      if (line !== index + 4) throw new Error(`line ${line}`);
    }
    return (process.threadCpuUsage().user - user) / 1000;
  };
  timeOf(1000);
  // A walk would take 400 times as long for 20 times as many.
  expect(timeOf(40_000)).toBeLessThan(100 * Math.max(timeOf(2000), 5));
});

test('a key that merges of merges lack is not looked for on every way', () => {
  const levels = Array.from({ length: 60 }, (_, n) => `a${n + 1}: &a${n + 1} {<<: [*a${n}, *a${n}]}\n`).join(
    '',
  );
  expect(at(`apiVersion: v1\nkind: A\na0: &a0 {}\n${levels}`, '/a60/gone')).toBe('63:1 a60 (about)');
});
