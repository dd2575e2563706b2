import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Mode } from '../../config/config.ts';
import type { NamespaceModes } from '../../config/namespace-modes.ts';
import type { Mutation } from '../patch/mutate.ts';
import type { Request } from '../review/context.ts';
import type { Verdict } from '../review/verdict.ts';
import type { Webhook } from './envelope.ts';
import { ruleIds } from './log.ts';

/** The result of a call. */
export type Seen =
  | { readonly is: 'validated'; readonly request: Request; readonly verdict: Verdict }
  | { readonly is: 'mutated'; readonly request: Request; readonly mutation: Mutation }
  /** Allowed without judging its object. */
  | { readonly is: 'passed'; readonly webhook: Webhook }
  /** A fault of the sender: the call is no valid review. */
  | { readonly is: 'fault'; readonly webhook: Webhook }
  /** An internal error; `webhook` is null where it is not known. */
  | { readonly is: 'failed'; readonly webhook: Webhook | null; readonly error: unknown };

/** Whether the reloaded file is used, or the one before it. */
export type Reload = 'accepted' | 'refused';

export interface Metrics {
  /** A registry of its own, so that two programs in one process do not mix their counts. */
  readonly registry: Registry;
  called(seen: Seen, seconds: number): void;
  policyReloaded(result: Reload): void;
  tlsReloaded(result: Reload): void;
  handshakeFailed(): void;
}

type Outcome =
  | 'refused'
  | 'warned'
  | 'patched'
  | 'allowed'
  /** Allowed, because not every watched kind was listed yet. */
  | 'unsynced'
  /** Allowed without being judged. */
  | 'passed'
  | 'fault'
  | 'error';

/** The mode of the Namespace; `none` where it was not looked up. */
type NamespaceMode = Mode | 'off' | 'none';

/** Buckets in seconds; the shipped webhooks have timeouts of 3 and 2. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3];

/** Label values come only from our own tables: each name from the cluster would add a time series. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name: `ingress_policy_${name}`, help, labelNames, registers: [registry] });

  const reviews = counter('reviews_total', 'Calls of the webhooks', ['webhook', 'outcome', 'mode']);
  const findings = counter('findings_total', 'Findings by effect', ['rule', 'effect', 'mode']);
  const duration = new Histogram({
    name: 'ingress_policy_review_duration_seconds',
    help: 'Time from the headers of a review to its answer',
    labelNames: ['webhook'],
    buckets,
    registers: [registry],
  });
  const patches = counter('patches_total', 'Objects that a rule patched', ['rule']);
  const confirmations = counter('confirmations_total', 'Decisions that read from the API server', ['result']);
  const exemptions = counter('exemptions_total', 'Findings that an exemption names', ['rule', 'state']);
  const policyReloads = counter('policy_reloads_total', 'Changes of the config file', ['result']);
  const tlsReloads = counter('tls_reloads_total', 'Changes of the certificate files', ['result']);
  const handshakes = counter(
    'tls_handshake_failures_total',
    'Connections that failed in the TLS handshake, for example without a client certificate',
    [],
  );
  for (const result of ['confirmed', 'unconfirmed']) confirmations.inc({ result }, 0);
  for (const result of ['accepted', 'refused']) {
    policyReloads.inc({ result }, 0);
    tlsReloads.inc({ result }, 0);
  }

  function validated(verdict: Verdict): void {
    const mode = modeOf(verdict);
    const count = (effect: string, some: readonly { readonly rule: string }[]) => {
      for (const { rule } of some) findings.inc({ rule, effect, mode });
    };
    const reported = [...verdict.refused, ...verdict.warned.map(({ finding }) => finding)];
    const causes = new Set(reported.map(({ cause }) => cause));
    count('refused', verdict.refused);
    for (const { finding, wouldRefuse } of verdict.warned)
      count(wouldRefuse ? 'would_refuse' : 'warned', [finding]);
    count(
      'noted',
      verdict.audited.filter(({ cause }) => !causes.has(cause)),
    );
    for (const { finding } of verdict.exempt) exemptions.inc({ rule: finding.rule, state: 'used' });
    for (const { finding } of verdict.voided) exemptions.inc({ rule: finding.rule, state: 'void' });
    const { tried, failures } = verdict.reads;
    if (tried > 0) confirmations.inc({ result: failures.length === 0 ? 'confirmed' : 'unconfirmed' });
    reviews.inc({ webhook: 'validate', outcome: outcomeOf(verdict), mode });
  }

  function mutated({ patch, skipped }: Mutation): void {
    // Only an enforcing Namespace is patched.
    const mode = skipped === null ? 'enforce' : 'none';
    const mended = patch === null || patch.operations.length === 0 ? [] : patch.mended;
    for (const { rule } of mended) findings.inc({ rule, effect: 'patched', mode });
    for (const rule of ruleIds(mended)) patches.inc({ rule });
    const outcome: Outcome =
      skipped === 'not-synced'
        ? 'unsynced'
        : skipped !== null
          ? 'passed'
          : mended.length > 0
            ? 'patched'
            : 'allowed';
    reviews.inc({ webhook: 'mutate', outcome, mode });
  }

  const answered = (webhook: Webhook, seconds: number) => duration.observe({ webhook }, seconds);
  const unweighed = (webhook: Webhook, outcome: Outcome) => reviews.inc({ webhook, outcome, mode: 'none' });

  return {
    registry,
    called(seen, seconds) {
      switch (seen.is) {
        case 'validated':
          validated(seen.verdict);
          return answered('validate', seconds);
        case 'mutated':
          mutated(seen.mutation);
          return answered('mutate', seconds);
        case 'passed':
          unweighed(seen.webhook, 'passed');
          return answered(seen.webhook, seconds);
        case 'fault':
          return unweighed(seen.webhook, 'fault');
        case 'failed':
          return seen.webhook === null ? undefined : unweighed(seen.webhook, 'error');
        default:
          return seen satisfies never;
      }
    },
    policyReloaded: result => policyReloads.inc({ result }),
    tlsReloaded: result => tlsReloads.inc({ result }),
    handshakeFailed: () => handshakes.inc(),
  };
}

function outcomeOf({ allowed, skipped, warned }: Verdict): Outcome {
  if (!allowed) return 'refused';
  if (skipped === 'not-synced') return 'unsynced';
  if (skipped !== null) return 'passed';
  return warned.length > 0 ? 'warned' : 'allowed';
}

/** A request that is allowed before its Namespace is looked up has no mode. */
function modeOf({
  skipped,
  modes,
}: {
  readonly skipped: Verdict['skipped'];
  readonly modes: NamespaceModes;
}): NamespaceMode {
  if (skipped !== null && skipped !== 'off') return 'none';
  if (modes.enforce !== 'off') return 'enforce';
  if (modes.warn !== 'off') return 'warn';
  return modes.audit === 'off' ? 'off' : 'audit';
}

/** Measures the expiry of the served certificate. */
export function measureCertificate(registry: Registry, validTo: () => Date): void {
  new Gauge({
    name: 'ingress_policy_certificate_expiry_timestamp_seconds',
    help: 'Expiry time of the served certificate, in seconds since 1970',
    registers: [registry],
    collect() {
      this.set(validTo().getTime() / 1000);
    },
  });
}

/** Measures the process and its event loop, under the usual metric names of Node. */
export function measureProcess(registry: Registry): void {
  collectDefaultMetrics({ register: registry });
}
