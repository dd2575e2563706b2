import { expect, test } from 'vitest';
import { formatFrame } from '../../src/report/frame.ts';
import { painter } from '../../src/report/paint.ts';
import type { Location } from '../../src/report/report.ts';
import { place, report } from './build.ts';

function frame(source: string, at: Partial<Location>, width = 40): string {
  const whole = { ...place('a.yaml', 1, 1, 2), ...at };
  const cluster = report({ files: { 'a.yaml': source } });
  return formatFrame(cluster, whole, { width, indent: 0, style: 'red', paint: painter(false) }).join('\n');
}

test('the mark stands under the exact columns', () => {
  expect(frame('ports:\n- port: 80', { line: 2, endLine: 2, column: 9, endColumn: 11 })).toBe(
    '1 │ ports:\n2 │ - port: 80\n  │         ^^',
  );
});

test('a place that is not exact has one mark', () => {
  expect(frame('image: web', { column: 1, endColumn: 11, exact: false })).toBe('1 │ image: web\n  │ ^');
});

test('a place over several lines is marked to the end of the first', () => {
  expect(frame('spec:  \n  a: 1', { column: 1, endLine: 2, endColumn: 7 })).toBe('1 │ spec:\n  │ ^^^^^');
});

test('a tab takes the columns to the next stop', () => {
  expect(frame('a:\tb', { column: 4, endColumn: 5 })).toBe('1 │ a:  b\n  │     ^');
});

test('wide and combining characters are measured as they are drawn', () => {
  expect(frame('名前: web', { column: 5, endColumn: 8 })).toBe('1 │ 名前: web\n  │       ^^^');
  expect(frame('e\u0301: web', { column: 5, endColumn: 8 })).toBe('1 │ e\u0301: web\n  │    ^^^');
  expect(frame('🚀: web', { column: 5, endColumn: 8 })).toBe('1 │ 🚀: web\n  │     ^^^');
});

test('a long line is cut around the mark, with the line before it alike', () => {
  const line = `selector: {${'key: value, '.repeat(10)}tier: frontend, ${'more: text, '.repeat(5)}}`;
  const column = line.indexOf('frontend') + 1;
  const text = frame(`${'x'.repeat(150)}\n${line}`, { line: 2, endLine: 2, column, endColumn: column + 8 });
  expect(text).toMatchInlineSnapshot(`
    "1 │ …xxxxxxxxxxxxxxxxxxxxxxxx
    2 │ …lue, tier: frontend, more: text, m…
      │             ^^^^^^^^"
  `);
});

test('a line of megabytes is read near the place only', () => {
  const line = `${'a: 1, '.repeat(400_000)}port: http${', b: 2'.repeat(400_000)}`;
  expect(frame(line, { column: 2_400_007, endColumn: 2_400_011 })).toMatchInlineSnapshot(`
    "1 │ …: 1, port: http, b: 2, b: 2, b: 2,…
      │             ^^^^"
  `);
});

test('a mark longer than the room ends with it', () => {
  const text = frame('x'.repeat(200), { column: 1, endColumn: 201 });
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(40);
});

test('a place behind the end of its line is marked there', () => {
  expect(frame('a:', { column: 9, endColumn: 12 })).toBe('1 │ a:\n  │   ^');
});

test('no source, no frame', () => {
  expect(frame('a:', { line: 7, endLine: 7 })).toBe('');
});
