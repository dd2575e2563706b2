import { own } from '../../kube/json.ts';
import { formatRef, type Obj, type Ref } from '../../kube/object.ts';
import { breaksSteadily } from '../../routes/failure.ts';
import { type Finding, type Level, type Severity, severityOf } from '../../rule.ts';
import { formatChain } from '../../text/chain.ts';
import { clientSees } from '../../text/seen.ts';
import { visible } from '../../text/visible.ts';
import { formatPlace } from '../../text/where.ts';
import type { PossibleHalf } from '../scan/scanned.ts';

// Types and not interfaces, because they are JSON.
/** A result of a report of openreports.io/v1alpha1, without its timestamp. */
export type Result = {
  readonly policy: string;
  readonly rule: string;
  readonly category: string;
  readonly severity: 'high' | 'medium' | 'info';
  readonly result: 'fail' | 'warn';
  /** As in the API: a warning is not scored. */
  readonly scored: boolean;
  readonly resources: readonly Subject[];
  readonly message: string;
  /** `fingerprint` identifies a result across scans. */
  readonly properties: Readonly<Record<string, string>> & { readonly fingerprint: string };
};

type Subject = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid?: string;
};

/** What admission would do with the object in an enforcing Namespace. */
const effects = {
  deny: 'refuse',
  patch: 'patch',
  warn: 'warn',
  audit: 'note',
  off: 'note',
} as const satisfies Record<Level, string>;

const graveness = {
  error: { severity: 'high', result: 'fail', scored: true },
  warning: { severity: 'medium', result: 'warn', scored: false },
  info: { severity: 'info', result: 'warn', scored: false },
} as const satisfies Record<Severity, Pick<Result, 'severity' | 'result' | 'scored'>>;

/** Further facts of the findings. */
export interface ResultContext {
  /** The identity of a finding across scans. */
  identify(finding: Finding): string;
  readonly halves: ReadonlyMap<Finding, PossibleHalf>;
  /** The rules that admission does not run. */
  readonly liveRules: ReadonlySet<string>;
}

/** Null for a finding of level `off`. */
export function resultOf(finding: Finding, { identify, halves, liveRules }: ResultContext): Result | null {
  const severity = severityOf(finding);
  if (severity === null) return null;
  const seen = clientSees(finding);
  const half = halves.get(finding);
  const { obj, at } = finding.at;
  return {
    policy: finding.rule,
    rule: short(finding.key === '' ? finding.rule : finding.key),
    category: breaksSteadily(finding.when) ? 'breaks always' : 'breaks sometimes',
    ...graveness[severity],
    resources: [subjectOf(obj)],
    message: short(finding.message, longestMessage),
    properties: {
      fingerprint: identify(finding),
      effect: liveRules.has(finding.rule) ? 'note' : effects[finding.level],
      certainty: finding.certainty,
      exposure: finding.exposure,
      failure: finding.failure,
      when: finding.when,
      ...(at === '' ? {} : { place: short(formatPlace(obj.body, at)) }),
      ...(seen === null ? {} : { seen: short(`${seen.by}: ${seen.text}`) }),
      chain: short(formatChain(finding.chain), longestMessage),
      ...(finding.routes.length === 0 ? {} : { routes: short(routesText(finding.routes)) }),
      ...(half === undefined ? {} : { half: short(halfText(half)) }),
      ...(finding.fix === null ? {} : { fix: short(finding.fix.title) }),
    },
  };
}

function subjectOf({ ref, apiVersion, body }: Obj): Subject {
  const uid = own(own(body, 'metadata'), 'uid');
  return {
    apiVersion,
    kind: ref.kind,
    ...(ref.namespace === null ? {} : { namespace: ref.namespace }),
    name: ref.name,
    ...(typeof uid === 'string' ? { uid } : {}),
  };
}

const halfText = ({ release: { tool, release }, other }: PossibleHalf) =>
  `it and ${formatRef(other)} are in the same release (${tool} ${release}): one half of a change may be missing`;

function routesText(routes: readonly Ref[]): string {
  const named = routes.slice(0, mostRoutes).map(formatRef).join(', ');
  return routes.length > mostRoutes ? `${named} and ${routes.length - mostRoutes} more` : named;
}

const mostRoutes = 20;
const longestMessage = 2000;

/** Cuts a text to `longest` UTF-16 units: a message may repeat an annotation of any length. */
function short(text: string, longest = 1000): string {
  const shown = visible(text);
  if (shown.length <= longest) return shown;
  // The API server would replace half of a surrogate pair.
  return `${shown.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Sorts the most severe first, then by object, rule and key. */
export function compareResults(a: Result, b: Result): number {
  return (
    compare(severities.indexOf(a.severity), severities.indexOf(b.severity)) ||
    compare(subjectKey(a), subjectKey(b)) ||
    compare(a.policy, b.policy) ||
    compare(a.rule, b.rule) ||
    compare(a.properties.fingerprint, b.properties.fingerprint) ||
    compare(a.message, b.message)
  );
}

const severities: readonly Result['severity'][] = ['high', 'medium', 'info'];

const subjectKey = ({ resources }: Result) =>
  resources.map(({ kind, namespace = '', name }) => `${kind}/${namespace}/${name}`).join();

const compare = <T extends string | number>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0);
