import { expect, test } from 'vitest';
import { renderChart, type Values } from '../../scripts/chart/render.ts';
import { folder } from '../support/run.ts';

/** What a chart of this one template prints; what it prints was compared with Helm 3. */
function print(template: string, values: Values = {}): string {
  const home = folder({
    'Chart.yaml': 'name: little\nversion: 1.2.3\nappVersion: 4.5.6\n',
    'values.yaml': 'a: { b: text, list: [x, z], none: "", zero: 0, map: { two: 2, one: 1 } }\n',
    'values.schema.json':
      '{"type":"object","properties":{"a":{"type":"object"}},"additionalProperties":false}',
    'files/f.txt': '{{ as it is }}',
    'templates/_parts.tpl': '{{- define "part" -}}\n<{{ .b }}>\n{{- end }}',
    'templates/out.yaml': template,
  });
  return renderChart(home, values).get('out.yaml') ?? '';
}

test.each<readonly [string, string, string]>([
  ['a value', '{{ .Values.a.b }}', 'text'],
  ['white space that is taken', 'a  {{- /* gone */ -}}  \n b', 'ab'],
  ['white space that is not', 'a {{ .Values.a.b }} b', 'a text b'],
  ['an empty text is false', '{{ if .Values.a.none }}yes{{ else }}no{{ end }}', 'no'],
  ['zero is false', '{{ if .Values.a.zero }}yes{{ else if .Values.a.b }}else{{ end }}', 'else'],
  ['with', '{{ with .Values.a }}{{ .b }} {{ $.Chart.Version }}{{ end }}', 'text 1.2.3'],
  ['with of nothing', '{{ with .Values.a.none }}x{{ else }}y{{ end }}', 'y'],
  ['range over a list', '{{ range .Values.a.list }}[{{ . }}]{{ end }}', '[x][z]'],
  [
    'range over a map, in the order of keys',
    '{{ range $k, $v := .Values.a.map }}{{ $k }}={{ $v }};{{ end }}',
    'one=1;two=2;',
  ],
  ['a variable, set again in a block', '{{ $x := "1" }}{{ if true }}{{ $x = "2" }}{{ end }}{{ $x }}', '2'],
  ['a variable of a block ends with it', '{{ $x := "1" }}{{ if true }}{{ $x := "2" }}{{ end }}{{ $x }}', '1'],
  ['a pipe gives its value last', '{{ .Values.a.none | default "d" | printf "%s-%s" "c" }}', 'c-d'],
  ['a pipe in brackets', '{{ (dict "x" "y").x }}', 'y'],
  ['include', 'p: {{ include "part" .Values.a }}', 'p: <text>'],
  ['nindent', 'p:{{ toYaml .Values.a.list | nindent 2 }}', 'p:\n  - x\n  - z'],
  ['toYaml sorts keys', '{{ toYaml .Values.a.map }}', 'one: 1\ntwo: 2'],
  ['or gives the first that is true', '{{ or .Values.a.none .Values.a.b "z" }}', 'text'],
  ['and gives the first that is false', '{{ and .Values.a.b .Values.a.zero true }}', '0'],
  ['a file, which is no template', '{{ .Files.Get "files/f.txt" }}', '{{ as it is }}'],
  ['where it is', '{{ .Release.Name }} in {{ .Release.Namespace }}', 'ingress-policy in ingress-policy'],
])('%s', (_, template, printed) => {
  expect(print(template)).toBe(printed);
});

test.each([
  [
    'a function that nobody taught it',
    '{{ .Values.a.b | sha256sum }}',
    'out.yaml:1: the function "sha256sum"',
  ],
  ['a value that is not there', 'a\n{{ .Values.a.nope }}', 'out.yaml:2: nothing is printed'],
  ['a field of nothing', '{{ .Values.nope.b }}', 'out.yaml:1: "b" of nothing'],
  ['a map that is printed', '{{ .Values.a.map }}', 'out.yaml:1: a map or a list is printed'],
  ['a template that is not there', '{{ include "no" . }}', '"no" is defined nowhere'],
  ['a block without an end', '{{ if true }}x', 'out.yaml:1: a block has no "end"'],
  ['an end of nothing', 'x{{ end }}', 'out.yaml:1: "end" ends nothing'],
  ['a word of another language', '{{ .Values.a ? 1 }}', 'out.yaml:1: cannot read " ? 1"'],
  ['a bracket that is open', '{{ (.Values.a.b }}', 'out.yaml:1: "(" is not closed'],
  ['a variable that is not set', '{{ $x }}', 'the variable "$x" is not set'],
])('it refuses %s', (_, template, says) => {
  expect(() => print(template)).toThrow(says);
});

test('given values stand over those of the chart, key by key, and null takes one away', () => {
  const template = '{{ toYaml .Values.a }}';
  expect(print(template, { a: { b: 'other', map: null, list: ['z'] } })).toBe(
    'b: other\nlist:\n- z\nnone: ""\nzero: 0',
  );
});
