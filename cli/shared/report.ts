import type { Coverage } from '../../src/graph/chain/coverage.ts';
import { wantsColor } from '../../src/report/paint.ts';
import type { Problem, Report, Summary } from '../../src/report/report.ts';
import { formatProblems, formatText } from '../../src/report/text.ts';
import { type AnyRule, type Finding, type Severity, severities, severityOf } from '../../src/rule.ts';
import type { Format, Threshold } from '../check/options.ts';
import type { Io } from './io.ts';

/** The display options of a command's findings. */
export interface Showing {
  readonly format: Format;
  readonly verbose: boolean;
}

/** The numbers of a report. A warning about the input counts as a finding does. */
export function summaryOf(
  findings: readonly Finding[],
  problems: readonly Problem[],
  coverage: Coverage,
): Summary {
  const count = (severity: Severity) => findings.filter(finding => severityOf(finding) === severity).length;
  const warnings = count('warning') + problems.filter(({ is }) => is === 'warning').length;
  return { ...coverage, errors: count('error'), warnings, infos: count('info') };
}

/** Writes the report to standard output, and the problems of the input to standard error. */
export async function printReport(
  report: Report,
  rules: readonly AnyRule[],
  options: Showing,
  io: Io,
): Promise<void> {
  const width = widthOf(io.stdout);
  printProblems(report.problems, io);
  switch (options.format) {
    case 'text':
      io.stdout.write(
        formatText(report, { color: wantsColor(io.stdout, io.env), width, verbose: options.verbose }),
      );
      return;
    case 'json':
      io.stdout.write((await import('../../src/report/json.ts')).formatJson(report));
      return;
    case 'sarif':
      io.stdout.write((await import('../../src/report/sarif.ts')).formatSarif(report, rules));
      return;
    case 'github':
      io.stdout.write((await import('../../src/report/github.ts')).formatGithub(report));
      return;
    default:
      options.format satisfies never;
  }
}

export function printProblems(problems: readonly Problem[], io: Io): void {
  if (problems.length === 0) return;
  const look = { color: wantsColor(io.stderr, io.env), width: widthOf(io.stdout) };
  io.stderr.write(formatProblems(problems, look));
}

/** A terminal without a size reports 0 columns; below 40 columns a line holds too little. */
export function widthOf({ isTTY, columns = 0 }: Io['stdout']): number {
  return isTTY === true && columns > 0 ? Math.max(Math.min(columns, 80), 40) : 80;
}

/** Whether a finding, or a warning about the input, makes the command end with exit code 1. */
export function fails(
  findings: readonly Finding[],
  problems: readonly Problem[],
  threshold: Threshold,
): boolean {
  if (threshold === 'never') return false;
  const counts = (severity: Severity) => severities.indexOf(severity) <= severities.indexOf(threshold);
  return (
    findings.some(finding => {
      const severity = severityOf(finding);
      return severity !== null && counts(severity);
    }) || problems.some(({ is }) => is === 'warning' && counts('warning'))
  );
}
