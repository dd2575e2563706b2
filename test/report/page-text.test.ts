import fs from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { rules } from '../../policies/index.ts';
import { pageText } from '../../src/report/page-text.ts';
import { widthOf } from '../../src/report/width.ts';

const plain = (markdown: string, width = 80) => pageText(markdown, { color: false, width });
const page = (rule: string) => fs.readFileSync(`policies/${rule}/README.md`, 'utf8');
const ids = rules.map(({ id }) => id);
/** A line of code, to be copied, or of one word or address that is longer than a line. */
const isWhole = (line: string) => line.startsWith('    ') || /^ *(- )?\S+$/.test(line);

test.for(ids.flatMap(id => [40, 60, 80, 100].map(width => [id, width] as const)))(
  'the page of %s is within %i columns',
  ([id, width]) => {
    const wide = plain(page(id), width)
      .split('\n')
      .filter(line => widthOf(line) > width && !isWhole(line));
    expect(wide).toEqual([]);
  },
);

test.for(ids)('at 80 columns only an address of the page of %s is wider', id => {
  const wide = plain(page(id))
    .split('\n')
    .filter(line => widthOf(line) > 80 && !/^ *(- )?\(?https:\S+$/.test(line));
  expect(wide).toEqual([]);
});

test.for(ids)('the page of %s has no Markdown, and names no file that the reader lacks', id => {
  const text = plain(page(id));
  expect(text).not.toMatch(/^#|^\s*\||\*\*|```|\]\(/m);
  expect(text).not.toMatch(/\b(good|bad)\.[\w*-]+(\.\w+)*\.yaml|README/);
  expect(text).not.toMatch(/\(\s*\)| [.,;]|\bValid:| $/m);
  for (const title of ['What breaks', 'Why', 'How to fix', 'When to exempt', 'Sources'])
    expect(text).toMatch(new RegExp(`^${title}$`, 'm'));
});

test.for(ids)('with colours, the page of %s has the same words', id => {
  const drawn = pageText(page(id), { color: true, width: 80 });
  expect(drawn).toContain(`\x1b[1m${id}\x1b[22m`);
  const words = (text: string) => text.replaceAll(/[`─–\s]+/g, ' ');
  expect(words(stripVTControlCharacters(drawn)).length).toBeGreaterThan(500);
  for (const line of stripVTControlCharacters(drawn).split('\n'))
    if (!isWhole(line)) expect(widthOf(line)).toBeLessThanOrEqual(80);
});

const table = `| case | level | example |
|---|---|---|
| a probe that asks \`port: http\` of a container that has only 8080 and 9090, so that it cannot pass | error | \`bad.name.yaml\` |
| none | info | – |
`;

test('a table is drawn within the width, without its column of files', () => {
  expect(plain(table, 60)).toBe(`  case                                                 level
  ───────────────────────────────────────────────────  ─────
  a probe that asks \`port: http\` of a container that   error
  has only 8080 and 9090, so that it cannot pass

  none                                                 info
`);
});

test('a table that does not fit is a list', () => {
  const wide = '| what-is-written | what-the-reader-sees |\n|---|---|\n| a | the-longest-word-of-all |\n';
  expect(plain(wide, 40)).toBe('  a\n    what-the-reader-sees –\n      the-longest-word-of-all\n');
});

test('a list hangs, and a link is text', () => {
  expect(
    plain(
      '- See [labels](https://k8s.io/labels), and [a-rule](../a-rule/README.md)\n  (`bad.x.yaml`).\n',
      40,
    ),
  ).toBe('  - See labels (https://k8s.io/labels),\n    and a-rule.\n');
});
