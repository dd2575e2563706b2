import type {
  Invocation,
  Log,
  Notification,
  PhysicalLocation,
  ReportingDescriptor,
  Result,
  Location as SarifLocation,
} from 'sarif';
import { formatRef } from '../kube/object.ts';
import type { Severity } from '../rule.ts';
import { clientSees } from '../text/seen.ts';
import { visibleJson } from '../text/visible.ts';
import { fingerprint } from './fingerprint.ts';
import {
  type Location,
  locationOfLink,
  type Problem,
  type Report,
  type ReportedFinding,
  sortFindings,
  sortProblems,
} from './report.ts';

export interface SarifRule {
  readonly id: string;
  readonly summary: string;
  readonly helpUri?: string | undefined;
}

const levels = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<
  Severity,
  Result.level
>;

/** SARIF 2.1.0. Without findings the log is just as complete: `results` is empty and all rules are listed. */
export function formatSarif(report: Report, rules: readonly SarifRule[]): string {
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'ingress-policy', rules: rules.map(descriptor) } },
        columnKind: 'utf16CodeUnits',
        invocations: [invocation(report.problems)],
        results: sortFindings(report).map(reported =>
          result(report, reported, indexes.get(reported.finding.rule)),
        ),
      },
    ],
  };
  return `${visibleJson(JSON.stringify(log, null, 2))}\n`;
}

function descriptor({ id, summary, helpUri }: SarifRule): ReportingDescriptor {
  return { id, shortDescription: { text: plainText(summary) }, ...(helpUri !== undefined && { helpUri }) };
}

function result(report: Report, reported: ReportedFinding, ruleIndex: number | undefined): Result {
  const { finding, severity } = reported;
  const seen = clientSees(finding);
  const text = [
    finding.message,
    ...(seen === null ? [] : [`The ${seen.by} sees: ${seen.text}`]),
    ...(finding.fix === null ? [] : [`Fix: ${finding.fix.title}`]),
  ];
  const related = relatedLocations(report, reported);
  return {
    ruleId: finding.rule,
    ...(ruleIndex !== undefined && { ruleIndex }),
    level: levels[severity],
    message: { text: plainText(text.join('\n')) },
    locations: [location(reported)],
    ...(related.length > 0 && { relatedLocations: related }),
    partialFingerprints: { 'ingressPolicy/v1': fingerprint(finding) },
    properties: { certainty: finding.certainty, exposure: finding.exposure },
  };
}

function location({ finding, file, place }: ReportedFinding): SarifLocation {
  return {
    ...(file !== null && { physicalLocation: place === null ? wholeFile(file) : physicalLocation(place) }),
    logicalLocations: [{ fullyQualifiedName: formatRef(finding.at.obj.ref), kind: 'resource' }],
  };
}

/** The locations of the chain's links that come from a file. */
function relatedLocations(report: Report, { finding }: ReportedFinding): SarifLocation[] {
  const locations: SarifLocation[] = [];
  for (const { ref, at, label } of finding.chain.links) {
    const place = locationOfLink(report, ref, at);
    if (place === null) continue;
    const text = plainText(label === '' ? formatRef(ref) : `${formatRef(ref)} ${label}`);
    locations.push({
      id: locations.length + 1,
      physicalLocation: physicalLocation(place),
      message: { text },
    });
  }
  return locations;
}

function physicalLocation({ file, line, column, endLine, endColumn }: Location): PhysicalLocation {
  return {
    ...wholeFile(file),
    region: { startLine: line, startColumn: column, endLine, endColumn },
  };
}

const wholeFile = (file: string): PhysicalLocation => ({ artifactLocation: { uri: uriOf(file) } });

function invocation(problems: readonly Problem[]): Invocation {
  return {
    executionSuccessful: problems.every(({ is }) => is !== 'error'),
    toolExecutionNotifications: sortProblems(problems).map(
      ({ file, line, message, is, isFile = true }): Notification => ({
        level: is,
        message: { text: plainText(message) },
        locations: [
          isFile
            ? {
                physicalLocation: {
                  ...wholeFile(file),
                  ...(line !== null && { region: { startLine: line } }),
                },
              }
            : { logicalLocations: [{ fullyQualifiedName: file }] },
        ],
      }),
    ),
  };
}

/** A URI reference; relative for a relative path, so that it is valid in another checkout, too. */
function uriOf(file: string): string {
  const path = file.toWellFormed().replace(/^(?:\.\/+)+/, '');
  const uri = path.split('/').map(encodeURIComponent).join('/');
  return path.startsWith('/') ? `file://${uri}` : uri;
}

/** Escapes `[text](target)`, which SARIF reads as a link (§3.11.6), so that a manifest cannot add links. */
const plainText = (text: string) => text.replace(/\[(?=[^\]]*\]\()/g, '\\[');
