import { formatRef } from '../../kube/object.ts';
import type { Mutation } from '../patch/mutate.ts';
import type { Request } from '../review/context.ts';
import type { Verdict } from '../review/verdict.ts';

/** A log line. An allowed and unchanged request has none: at that rate, the log would be most of the work. */
export type LogEntry =
  | (About & { readonly what: 'refused' | 'patched'; readonly rules: readonly string[] })
  /** An internal error, with its stack. */
  | { readonly what: 'failed'; readonly error: string }
  /** A client whose certificate has another name, once for each connection. */
  | { readonly what: 'turned-away'; readonly client: string };

interface About {
  readonly uid: string;
  readonly operation: string;
  readonly object: string;
  readonly user: string;
  readonly dryRun: boolean;
}

export type Log = (entry: LogEntry) => void;

const about = ({ uid, operation, object, user, dryRun }: Request): About => ({
  uid,
  operation,
  object: formatRef(object.ref),
  user: user.name,
  dryRun,
});

/** The ids of the findings' rules, each once. */
export const ruleIds = (findings: readonly { readonly rule: string }[]) => [
  ...new Set(findings.map(({ rule }) => rule)),
];

export const refusedEntry = (request: Request, { refused }: Verdict): LogEntry => ({
  what: 'refused',
  ...about(request),
  rules: ruleIds(refused),
});

export const patchedEntry = (request: Request, { patch }: Mutation): LogEntry => ({
  what: 'patched',
  ...about(request),
  rules: ruleIds(patch?.mended ?? []),
});

export const failedEntry = (error: unknown): LogEntry => ({
  what: 'failed',
  error: error instanceof Error ? (error.stack ?? error.message) : String(error),
});
