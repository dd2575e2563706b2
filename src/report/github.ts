import { breaksSteadily } from '../routes/failure.ts';
import { type Severity, severities } from '../rule.ts';
import { clientSees } from '../text/seen.ts';
import { visible } from '../text/visible.ts';
import { type Problem, type Report, type ReportedFinding, sortFindings, sortProblems } from './report.ts';
import { summaryText } from './summary-text.ts';

/**
 * GitHub shows the first ten annotations of a kind in a step and keeps the rest in the log.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
const shownOfKind = 10;

const commands = { error: 'error', warning: 'warning', info: 'notice' } as const satisfies Record<
  Severity,
  string
>;

/** Workflow commands that annotate a pull request: the most severe first, steady faults before others, then the summary as plain text. */
export function formatGithub(report: Report): string {
  const findings = sortFindings(report);
  const annotations = [
    ...sortProblems(report.problems).map(problemCommand),
    ...severities
      .flatMap(severity => {
        const ofKind = findings.filter(reported => reported.severity === severity);
        const isSteady = ({ finding }: ReportedFinding) => breaksSteadily(finding.when);
        return [...ofKind.filter(isSteady), ...ofKind.filter(reported => !isSteady(reported))];
      })
      .map(findingCommand),
  ];
  const hidden = Object.values(commands).reduce((sum, kind) => {
    const ofKind = annotations.filter(line => line.startsWith(`::${kind} `)).length;
    return sum + Math.max(ofKind - shownOfKind, 0);
  }, 0);
  const hint = `${hidden} of ${annotations.length} annotations are in this log only: GitHub shows ${shownOfKind} of a kind`;
  const lines = [...annotations, visible(summaryText(report)), ...(hidden > 0 ? [hint] : [])];
  return lines.map(line => `${line}\n`).join('');
}

/** Escapes the text of a command. `%` is escaped first, so that the escape is reversible. */
export function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

export function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function findingCommand({ finding, severity, file, place }: ReportedFinding): string {
  const oneLine = place !== null && place.endLine === place.line;
  const seen = clientSees(finding);
  const text = [
    visible(finding.message),
    ...(seen === null ? [] : [visible(`${seen.by} sees: ${seen.text}`)]),
    ...(finding.fix === null ? [] : [visible(`fix: ${finding.fix.title}`)]),
  ];
  return command(
    commands[severity],
    {
      file,
      line: place?.line ?? null,
      endLine: place?.endLine ?? null,
      col: oneLine ? place.column : null,
      endColumn: oneLine ? place.endColumn : null,
      title: finding.rule,
    },
    text.join('\n'),
  );
}

function problemCommand({ file, line, message, is, isFile = true }: Problem): string {
  return command(
    commands[is === 'note' ? 'info' : is],
    { file: isFile ? file : null, line, title: 'ingress-policy' },
    visible(isFile ? message : `${file}: ${message}`),
  );
}

function command(name: string, properties: Readonly<Record<string, string | number | null>>, text: string) {
  const list = Object.entries(properties)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${key}=${escapeProperty(visible(String(value)))}`);
  return `::${name} ${list.join(',')}::${escapeData(text)}`;
}
