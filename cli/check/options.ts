import { severities } from '../../src/rule.ts';
import { choice, parsed } from '../shared/arguments.ts';
import { UsageError } from '../shared/usage-error.ts';

export const formats = ['text', 'json', 'sarif', 'github'] as const;
export type Format = (typeof formats)[number];
export const thresholds = [...severities, 'never'] as const;
export type Threshold = (typeof thresholds)[number];

export interface CheckOptions {
  readonly paths: readonly string[];
  readonly format: Format;
  readonly verbose: boolean;
  readonly profile: 'baseline' | 'strict' | null;
  readonly failOn: Threshold;
  readonly scope: 'open' | 'closed' | null;
  readonly config: string | null;
  readonly baseline: string | null;
  readonly writeBaseline: string | null;
  /** The cluster that supplies the objects that the manifests lack; null for none. */
  readonly cluster: ClusterChoice | null;
}

/** A cluster, as kubectl's options choose one. */
export interface ClusterChoice {
  readonly kubeconfig: string | null;
  readonly context: string | null;
  /** The namespace of objects that state none; null for the context's namespace. */
  readonly namespace: string | null;
}

const options = {
  format: { type: 'string' },
  verbose: { type: 'boolean', short: 'v' },
  profile: { type: 'string' },
  'fail-on': { type: 'string' },
  open: { type: 'boolean' },
  closed: { type: 'boolean' },
  config: { type: 'string' },
  baseline: { type: 'string' },
  'write-baseline': { type: 'string' },
  'with-cluster': { type: 'boolean' },
  kubeconfig: { type: 'string' },
  context: { type: 'string' },
  namespace: { type: 'string', short: 'n' },
} as const;

export function parseCheck(args: readonly string[]): CheckOptions {
  const { values, positionals } = parsed('check', args, options);
  if (values.open === true && values.closed === true)
    throw new UsageError('--open and --closed exclude each other');
  if (positionals.length === 0) throw new UsageError('no path given: name files or folders, or - for stdin');
  return {
    paths: positionals,
    format: choice('--format', values.format, formats) ?? 'text',
    verbose: values.verbose === true,
    profile: choice('--profile', values.profile, ['baseline', 'strict'] as const),
    failOn: choice('--fail-on', values['fail-on'], thresholds) ?? 'error',
    scope: values.open === true ? 'open' : values.closed === true ? 'closed' : null,
    config: values.config ?? null,
    baseline: values.baseline ?? null,
    writeBaseline: values['write-baseline'] ?? null,
    cluster: clusterIn(values),
  };
}

type Values = {
  readonly [name in 'kubeconfig' | 'context' | 'namespace']?: string | undefined;
} & { readonly [name in 'with-cluster' | 'open' | 'closed']?: boolean | undefined };

function clusterIn(values: Values): ClusterChoice | null {
  const { kubeconfig = null, context = null, namespace = null } = values;
  if (values['with-cluster'] === true) {
    const cluster = values.open === true ? '--open' : values.closed === true ? '--closed' : null;
    if (cluster !== null)
      throw new UsageError(
        `${cluster} and --with-cluster exclude each other: both decide about objects that are not in the manifests`,
      );
    return { kubeconfig, context, namespace };
  }
  const stray = Object.entries({ kubeconfig, context, namespace }).find(([, value]) => value !== null);
  if (stray !== undefined) throw new UsageError(`--${stray[0]} only works with --with-cluster`);
  return null;
}
