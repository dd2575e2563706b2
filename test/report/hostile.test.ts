import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatGithub } from '../../src/report/github.ts';
import { formatJson } from '../../src/report/json.ts';
import type { Report } from '../../src/report/report.ts';
import { formatSarif } from '../../src/report/sarif.ts';
import { formatProblems, formatText } from '../../src/report/text.ts';
import { widthOf } from '../../src/report/width.ts';
import { cases } from '../support/cases.ts';
import { chain, finding, obj, place, report } from './build.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      '\x1b',
      '\x9b',
      '\n',
      '\r',
      '\t',
      ' ',
      '\u202e',
      '\u200b',
      '\ud800',
      '名',
      'a',
      '\u0301',
      '[',
    ),
  }),
);
const refs = fc.record({ group: fc.constant(''), kind: text, namespace: fc.option(text), name: text });
const links = fc.array(
  fc.record({ ref: refs, label: text, at: fc.constant('' as const), exists: fc.boolean() }),
  { maxLength: 4 },
);
const findings = fc.uniqueArray(
  fc
    .record({
      key: text,
      rule: text,
      message: text,
      file: fc.option(text),
      subject: refs,
      links,
      routes: fc.array(refs, { maxLength: 7 }),
      level: fc.constantFrom('deny' as const, 'warn' as const, 'audit' as const),
      when: fc.constantFrom('always' as const, 'in every rollout' as const),
      status: text,
      title: text,
      value: fc.jsonValue({ stringUnit: 'binary', maxDepth: 2 }),
    })
    .map(({ file, subject, links, status, title, value, when, ...rest }) =>
      finding({
        ...rest,
        when,
        at: { obj: obj(subject, file), at: '/x' },
        chain: chain(links, rest.routes.length === 0 ? null : rest.routes.length),
        symptoms: [{ controller: status, status, when }],
        fix: {
          safety: 'safe',
          title,
          on: subject,
          operations: [{ op: 'add', path: `/${title}`, value: JSON.parse(JSON.stringify(value)) }],
          creates: [],
        },
      }),
    ),
  { selector: ({ key }) => key, maxLength: 4 },
);
const worlds = fc.record({
  findings,
  source: text,
  problem: text,
  start: fc.nat({ max: 30 }),
  length: fc.nat({ max: 30 }),
});
type World = typeof worlds extends fc.Arbitrary<infer T> ? T : never;

function toReport({ findings, source, problem, start, length }: World): Report {
  const cluster = report({ findings, problems: [{ file: problem, line: 1, message: problem, is: 'note' }] });
  return {
    ...cluster,
    line: (_, line) => (line === 1 ? source : null),
    locate: origin => (origin.from === 'file' ? place(origin.file, 1, start + 1, start + length + 2) : null),
  };
}

const options = { color: false, width: 80, verbose: true };
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

function formats(cluster: Report): readonly string[] {
  return [
    formatText(cluster, options),
    formatText(cluster, { ...options, verbose: false }),
    formatProblems(cluster.problems, options),
    formatJson(cluster),
    formatSarif(cluster, []),
    formatGithub(cluster),
  ];
}

test('no format lets a control character through, whatever a manifest holds', () => {
  fc.assert(
    fc.property(worlds, cluster => {
      for (const output of formats(toReport(cluster))) {
        expect(output.replaceAll('\n', '')).not.toMatch(hidden);
        expect(output).toMatch(/[^\n]\n$/);
      }
    }),
    cases({ sample: 100, full: 1000 }),
  );
});

test('with colour only the colour codes are added', () => {
  fc.assert(
    fc.property(worlds, cluster => {
      const colored = formatText(toReport(cluster), { ...options, color: true });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the colour codes themselves
      expect(colored.replace(/\x1b\[\d+m/g, '')).toBe(formatText(toReport(cluster), options));
    }),
    cases({ sample: 100, full: 1000 }),
  );
});

test('text has no trailing spaces, and only what cannot be broken is wider than the terminal', () => {
  const unbroken = fc.string({ unit: fc.constantFrom('a', '名', '-', ' ', '  '), maxLength: 60 });
  const short = fc.string({ unit: fc.constantFrom('a', '名', '-'), minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(unbroken, short, fc.array(short, { maxLength: 12 }), (message, name, names) => {
      const subject = { group: '', kind: 'Service', namespace: name, name };
      const one = finding({
        message: [message, ...names].join(' '),
        routes: names.map(route => ({ ...subject, name: route })),
        chain: chain(
          names.map(label => ({ ref: subject, label, at: '', exists: true })),
          null,
        ),
      });
      const folded = finding({
        rule: name,
        when: 'in every rollout',
        at: { obj: obj(subject, message), at: '' },
      });
      for (const line of formatText(report({ findings: [one, folded] }), {
        ...options,
        verbose: false,
      }).split('\n')) {
        expect(line).not.toMatch(/ $/);
        if (!/\S{38}/.test(line)) expect(widthOf(line)).toBeLessThanOrEqual(80);
      }
    }),
    cases({ sample: 100, full: 1000 }),
  );
});

test('the order of the input does not count', () => {
  fc.assert(
    fc.property(worlds, cluster => {
      const turned = { ...cluster, findings: cluster.findings.toReversed() };
      expect(formats(toReport(turned))).toEqual(formats(toReport(cluster)));
    }),
    cases({ sample: 100, full: 1000 }),
  );
});
