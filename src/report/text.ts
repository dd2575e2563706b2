import { breaksSteadily } from '../routes/failure.ts';
import { severities } from '../rule.ts';
import { count } from '../text/plural.ts';
import { findingLines } from './finding-text.ts';
import { foldLines } from './fold.ts';
import { fill, type Look, whole, words } from './layout.ts';
import { painter, severityStyle } from './paint.ts';
import { type Problem, type Report, type ReportedFinding, sortFindings, sortProblems } from './report.ts';
import { summaryLines } from './summary-text.ts';

export interface TextOptions {
  readonly color: boolean;
  readonly width: number;
  /** Also shows findings that break only at times, and infos, in full. */
  readonly verbose: boolean;
}

/** The report for a terminal: steady breaks in full, other findings folded, the summary last. */
export function formatText(report: Report, options: TextOptions): string {
  const look: Look = { width: options.width, paint: painter(options.color) };
  const findings = sortFindings(report);
  const blocks: (readonly string[])[] = [];
  for (const steady of [true, false]) {
    for (const severity of severities) {
      const part = findings.filter(
        reported => reported.severity === severity && breaksSteadily(reported.finding.when) === steady,
      );
      if (options.verbose || (steady && severity !== 'info')) {
        for (const reported of part) blocks.push(findingLines(report, reported, look));
      } else if (severity !== 'info' && part.length > 0) {
        blocks.push(foldLines(severity, part, look));
      }
    }
  }
  if (!options.verbose) blocks.push(...infoBlock(findings, look));
  blocks.push(summaryLines(report, look));
  return `${blocks.map(block => block.join('\n')).join('\n\n')}\n`;
}

/** A line for each part of the input that could not be read or judged; for standard error. */
export function formatProblems(
  problems: readonly Problem[],
  { color, width }: Pick<TextOptions, 'color' | 'width'>,
): string {
  const paint = painter(color);
  return sortProblems(problems)
    .flatMap(({ file, line, message, is }) => {
      const style = severityStyle[is === 'note' ? 'info' : is];
      const location = whole(`${line === null ? file : `${file}:${line}`}:`, 'bold');
      return fill([location, whole(`${is}:`, style), ...words(message)], { width, first: 0, rest: 4, paint });
    })
    .map(line => `${line}\n`)
    .join('');
}

function infoBlock(findings: readonly ReportedFinding[], look: Look): readonly (readonly string[])[] {
  const infos = findings.filter(({ severity }) => severity === 'info').length;
  if (infos === 0) return [];
  const hint = words(`(--verbose shows ${infos === 1 ? 'it' : 'each'})`);
  const { width, paint } = look;
  return [fill([whole(count(infos, 'info'), 'cyan'), ...hint], { width, first: 0, rest: 4, paint })];
}
