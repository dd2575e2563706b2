import { expect, test } from 'vitest';
import { toObject } from '../../src/kube/door.ts';
import type { Pointer } from '../../src/kube/pointer.ts';
import { readText } from './folder.ts';

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
  const obj = toObject({ apiVersion: 'v1', kind: 'A' }, { from: 'request', uid: '1' });
  if (typeof obj === 'string') throw new Error(obj);
  expect(readText('').locate(obj.origin, '')).toMatchObject({ file: '', exact: false });
});
