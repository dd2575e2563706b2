import { expect, test } from 'vitest';
import { formatProblems, formatText } from '../../src/report/text.ts';
import { finding, obj, ref, report } from './build.ts';

const plain = { color: false, width: 80, verbose: false };

test('control characters of manifests are written out', () => {
  const at = { obj: obj(ref('Service shop/web'), 'shop/\x1b[31m\nx.yaml'), at: '/x' as const };
  const findings = [finding({ at, message: 'a \x1b]0;title\x07 \u202etxt.exe \u200b and\r\n\tmore \ud800' })];
  const text = formatText(
    report({ findings, files: { 'shop/\x1b[31m\nx.yaml': 'a: \x9b31m\u2066' } }),
    plain,
  );
  expect(text.slice(0, text.indexOf('client sees'))).toMatchInlineSnapshot(`
    "shop/\\x1b[31m\\nx.yaml:1:1: error: a \\x1b]0;title\\x07 \\u{202e}txt.exe \\u{200b}
        and\\r\\n\\tmore \\u{d800} [service-target-port-missing]
      Ingress shop/web (shop.example/) ─ Service shop/web port 80
          ─✗─ Deployment shop/web
        1 │ a: \\x9b31m\\u{2066}
          │ ^
      "
  `);
});

test('problems are ordered by file and line', () => {
  const problems = [
    { file: 'b.yaml', line: 3, message: 'found a tab where YAML wants spaces', is: 'error' },
    {
      file: 'b.yaml',
      line: null,
      message: 'is a Helm template: "helm template . | …" renders it',
      is: 'note',
    },
    { file: 'a\x07.yaml', line: 9, message: 'stands twice', is: 'note' },
  ] as const;
  expect(formatProblems(problems, plain)).toMatchInlineSnapshot(`
    "a\\x07.yaml:9: note: stands twice
    b.yaml: note: is a Helm template: "helm template . | …" renders it
    b.yaml:3: error: found a tab where YAML wants spaces
    "
  `);
  expect(formatProblems([], plain)).toBe('');
});
