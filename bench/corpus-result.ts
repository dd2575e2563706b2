import type { Coverage } from '../src/graph/chain/coverage.ts';
import type { Severity } from '../src/rule.ts';
import { byCells } from './corpus-diff.ts';
import type { Comparison } from './corpus-labels.ts';
import type { Row, Section } from './corpus-page.ts';
import { sum } from './table.ts';

/** The result of one application, without anything of its manifests but names. */
export interface Result {
  readonly application: string;
  readonly coverage: Coverage;
  /** Parts of the input that could not be read. */
  readonly unread: number;
  readonly findings: readonly Reported[];
  readonly admission: Admission;
}

export interface Reported {
  readonly severity: Severity;
  readonly rule: string;
  /** `Deployment shop/web` */
  readonly object: string;
  readonly pointer: string;
}

/** The answers of the webhooks when the application is applied for the first time. */
export interface Admission {
  readonly refused: readonly { readonly object: string; readonly rules: readonly string[] }[];
  /** The rule of each line of warning; null for a note on the check itself. */
  readonly warnings: readonly (string | null)[];
}

export interface Labelled {
  readonly provable: Comparison;
  readonly probes: Comparison;
}

/** The tables of docs/corpus.md, in the order of interest to a reviewer. `rules` also lists the rules that say nothing. */
export function sectionsOf(
  results: readonly Result[],
  rules: readonly string[],
  labelled: Labelled,
): readonly Section[] {
  return [
    findingsSection(results),
    refusedSection(results),
    rulesSection(results, rules),
    comparisonSection('provable', labelled.provable),
    comparisonSection('probes', labelled.probes),
    coverageSection(results),
    infosSection(results),
    warningsSection(results),
    applicationsSection(results),
  ];
}

const noRule = '(no rule)';

function rulesSection(results: readonly Result[], rules: readonly string[]): Section {
  const warnings = results.flatMap(({ admission }) => admission.warnings);
  const row = (name: string, isIn: (rule: string | null) => boolean): Row => {
    const counts = (severity: Severity) =>
      sum(results.map(result => findingsIn(result, severity).filter(({ rule }) => isIn(rule)).length));
    const refusals = results
      .map(({ admission }) => admission.refused.filter(one => one.rules.some(isIn)).length)
      .filter(count => count > 0);
    return [
      name,
      counts('error'),
      counts('warning'),
      counts('info'),
      results.filter(({ findings }) => findings.some(({ rule }) => isIn(rule))).length,
      sum(refusals),
      refusals.length,
      warnings.filter(isIn).length,
    ].map(String);
  };
  return {
    name: 'rules',
    head: [
      'rule',
      'errors',
      'warnings',
      'infos',
      'applications',
      'objects refused',
      'applications refused',
      'admission warnings',
    ],
    key: ['rule'],
    rows: [
      ...rules.toSorted().map(id => row(id, rule => rule === id)),
      ...(warnings.includes(null) ? [row(noRule, rule => rule === null)] : []),
      row('total', () => true),
    ],
  };
}

const comparisonSection = (name: string, { head, rows }: Comparison): Section => ({
  name,
  head,
  key: ['rule'],
  rows: rows.map(row => row.map(String)).toSorted(byCells),
});

function coverageSection(results: readonly Result[]): Section {
  const total = (count: (result: Result) => number) => String(sum(results.map(count)));
  const reasons = new Set(results.flatMap(({ coverage }) => Object.keys(coverage.unknown)));
  return {
    name: 'coverage',
    head: ['what', 'number'],
    key: ['what'],
    rows: [
      ['applications', String(results.length)],
      ['parts of files that could not be read', total(({ unread }) => unread)],
      ['objects', total(({ coverage }) => coverage.objects)],
      ['routes', total(({ coverage }) => coverage.routes)],
      ['chains', total(({ coverage }) => coverage.chains)],
      ['chains that lead to a container', total(({ coverage }) => coverage.resolved)],
      ['chains that are broken', total(brokenIn)],
      ...[...reasons]
        .toSorted()
        .map(why => [`chains unknown: ${why}`, total(result => unknownIn(result, why))]),
    ],
  };
}

/** Each chain leads to a container, is unknown or is broken. */
const brokenIn = ({ coverage }: Result) =>
  coverage.chains - coverage.resolved - sum(Object.values(coverage.unknown));

const unknownIn = ({ coverage }: Result, why: string) =>
  (coverage.unknown as Readonly<Record<string, number>>)[why] ?? 0;

const findingsIn = ({ findings }: Result, severity: Severity) =>
  findings.filter(finding => finding.severity === severity);

const applicationsSection = (results: readonly Result[]): Section => ({
  name: 'applications',
  head: [
    'application',
    'objects',
    'chains',
    'unknown',
    'errors',
    'warnings',
    'infos',
    'refused',
    'admission warnings',
  ],
  key: ['application'],
  rows: results
    .map(result => [
      result.application,
      ...[
        result.coverage.objects,
        result.coverage.chains,
        sum(Object.values(result.coverage.unknown)),
        findingsIn(result, 'error').length,
        findingsIn(result, 'warning').length,
        findingsIn(result, 'info').length,
        result.admission.refused.length,
        result.admission.warnings.length,
      ].map(String),
    ])
    .toSorted(byCells),
});

function findingsSection(results: readonly Result[]): Section {
  const all = results
    .flatMap(({ application, findings }) =>
      findings.map(({ severity, rule, object, pointer }) => [application, severity, rule, object, pointer]),
    )
    .toSorted(byCells);
  return {
    name: 'findings',
    head: ['application', 'severity', 'rule', 'object', 'pointer'],
    key: ['application', 'rule', 'object', 'pointer'],
    rows: all.filter(([, severity]) => severity !== 'info'),
    unlisted: all.filter(([, severity]) => severity === 'info'),
  };
}

const infosSection = (results: readonly Result[]): Section => ({
  name: 'infos',
  head: ['application', 'rule', 'infos'],
  key: ['application', 'rule'],
  rows: countedByRule(results, result => findingsIn(result, 'info').map(({ rule }) => rule)),
});

const refusedSection = (results: readonly Result[]): Section => ({
  name: 'refused',
  head: ['application', 'object', 'rules'],
  key: ['application', 'object'],
  rows: results
    .flatMap(({ application, admission }) =>
      admission.refused.map(({ object, rules }) => [application, object, rules.toSorted().join(', ')]),
    )
    .toSorted(byCells),
});

const warningsSection = (results: readonly Result[]): Section => ({
  name: 'warnings',
  head: ['application', 'rule', 'lines'],
  key: ['application', 'rule'],
  rows: countedByRule(results, ({ admission }) => admission.warnings.map(rule => rule ?? noRule)),
});

/** A row for each application and rule, with the number of times that it occurs. */
const countedByRule = (
  results: readonly Result[],
  rulesOf: (result: Result) => readonly string[],
): readonly Row[] =>
  results
    .flatMap(result =>
      [...Map.groupBy(rulesOf(result), rule => rule)].map(([rule, same]) => [
        result.application,
        rule,
        String(same.length),
      ]),
    )
    .toSorted(byCells);
