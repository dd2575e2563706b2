import { choice, parsed } from '../shared/arguments.ts';
import { UsageError } from '../shared/usage-error.ts';
import { type ApplyOrder, applyOrders } from './apply-order.ts';

export interface ReviewOptions {
  readonly files: readonly string[];
  /** The objects in the cluster before the first one is sent; empty for an empty cluster. */
  readonly manifests: readonly string[];
  readonly order: ApplyOrder;
  readonly namespace: string;
  readonly dryRun: boolean;
  readonly config: string | null;
  readonly profile: 'baseline' | 'strict' | null;
}

const options = {
  filename: { type: 'string', short: 'f', multiple: true },
  manifests: { type: 'string', multiple: true },
  order: { type: 'string' },
  namespace: { type: 'string', short: 'n' },
  'dry-run': { type: 'boolean' },
  config: { type: 'string' },
  profile: { type: 'string' },
} as const;

export function parseReview(args: readonly string[]): ReviewOptions {
  const { values, positionals } = parsed('review', args, options);
  const files = [...(values.filename ?? []), ...positionals];
  if (files.length === 0)
    throw new UsageError('no input given: use -f with a file or folder, or - for stdin');
  return {
    files,
    manifests: values.manifests ?? [],
    order: choice('--order', values.order, applyOrders) ?? 'given',
    namespace: values.namespace ?? 'default',
    dryRun: values['dry-run'] === true,
    config: values.config ?? null,
    profile: choice('--profile', values.profile, ['baseline', 'strict'] as const),
  };
}
