import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeData, escapeProperty, formatGithub } from '../../src/report/github.ts';
import { cases } from '../support/cases.ts';
import { finding, obj, place, ref, report } from './build.ts';

const unescaped = (text: string) =>
  text
    .replaceAll('%2C', ',')
    .replaceAll('%3A', ':')
    .replaceAll('%0A', '\n')
    .replaceAll('%0D', '\r')
    .replaceAll('%25', '%');

test('escaping is reversible and leaves no line break', () => {
  const text = fc.string({
    unit: fc.constantFrom('%', '\n', '\r', ':', ',', '0', '2', '5', 'A', 'C', 'D', 'é'),
  });
  fc.assert(
    fc.property(text, raw => {
      expect(unescaped(escapeData(raw))).toBe(raw);
      expect(unescaped(escapeProperty(raw))).toBe(raw);
      expect(escapeData(raw)).not.toMatch(/[\r\n]/);
      expect(escapeProperty(raw)).not.toMatch(/[\r\n:,]/);
    }),
    cases({ sample: 100, full: 1000 }),
  );
});

test('a finding is a command, the summary plain text', () => {
  const findings = [
    finding({ at: { obj: obj(ref('Service shop/web'), 'a,b:c%.yaml'), at: '/x' }, message: '100 %\nof it' }),
    finding({ key: 'b', level: 'audit' }),
    finding({ key: 'c', level: 'warn', at: { obj: obj(ref('Service shop/web'), null), at: '' } }),
  ];
  const problems = [{ file: 'z.yaml', line: 2, message: 'found a tab', is: 'error' }] as const;
  expect(formatGithub(report({ findings, problems }))).toMatchInlineSnapshot(`
    "::error file=z.yaml,line=2,title=ingress-policy::found a tab
    ::error file=a%2Cb%3Ac%25.yaml,line=1,endLine=1,col=1,endColumn=2,title=service-target-port-missing::100 %25\\nof it%0Aclient sees: 503 from ingress-nginx, always
    ::warning title=service-target-port-missing::Service shop/web sends port 80 to "htp", and no container of Deployment shop/web has that port%0Aclient sees: 503 from ingress-nginx, always
    ::notice file=shop/web.yaml,line=1,endLine=1,col=1,endColumn=2,title=service-target-port-missing::Service shop/web sends port 80 to "htp", and no container of Deployment shop/web has that port%0Aclient sees: 503 from ingress-nginx, always
    1 error, 1 warning, 1 info in 14 objects: 4 routes, 6 chains, all lead to a container; 1 problem with the input
    "
  `);
});

test('columns are given only within one line', () => {
  const places = { '/spec/ports/0/targetPort': { ...place('a.yaml', 3, 5, 2), endLine: 4 } };
  expect(formatGithub(report({ findings: [finding()], places }))).toMatch(
    /^::error file=a\.yaml,line=3,endLine=4,title=/,
  );
});

test('what breaks always comes before what breaks sometimes, since GitHub shows ten', () => {
  const findings = Array.from({ length: 12 }, (_, index) =>
    finding({
      key: `${index}`.padStart(2, '0'),
      when: index === 11 ? 'always' : 'in every rollout',
      message: `n${index}`,
    }),
  );
  const text = formatGithub(report({ findings }));
  expect(text).toMatch(/^::error [^\n]*::n11%0A/);
  expect(text).toMatch(
    /\n12 errors in 14 objects.*\n2 of 12 annotations are in this log only: GitHub shows 10 of a kind\n$/,
  );
});
