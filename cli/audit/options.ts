import { type Format, formats, type Threshold, thresholds } from '../check/options.ts';
import { choice, parsed } from '../shared/arguments.ts';
import { UsageError } from '../shared/usage-error.ts';
import { type RouteName, routeNameIn } from './route-name.ts';

export interface AuditOptions {
  readonly kubeconfig: string | null;
  readonly context: string | null;
  /** Null for the whole cluster. */
  readonly namespace: string | null;
  /** Null for every route. */
  readonly route: RouteName | null;
  readonly format: Format;
  readonly verbose: boolean;
  readonly profile: 'baseline' | 'strict' | null;
  readonly failOn: Threshold;
  readonly config: string | null;
  /** Whether to list the exemptions instead of the findings. */
  readonly exemptions: boolean;
}

const options = {
  kubeconfig: { type: 'string' },
  context: { type: 'string' },
  namespace: { type: 'string', short: 'n' },
  format: { type: 'string' },
  verbose: { type: 'boolean', short: 'v' },
  profile: { type: 'string' },
  'fail-on': { type: 'string' },
  config: { type: 'string' },
  exemptions: { type: 'boolean' },
} as const;

export function parseAudit(args: readonly string[]): AuditOptions {
  const { values, positionals } = parsed('audit', args, options);
  const [route = null, ...more] = positionals;
  if (more.length > 0) throw new UsageError(`audit takes at most one route: ${positionals.join(' ')}`);
  const format = choice('--format', values.format, formats) ?? 'text';
  const exemptions = values.exemptions === true;
  if (exemptions && route !== null)
    throw new UsageError('--exemptions lists the exemptions of all routes: do not name a route');
  if (exemptions && format !== 'text' && format !== 'json')
    throw new UsageError('--exemptions supports only the formats text and json');
  const namespace = values.namespace ?? null;
  const name = route === null ? null : routeNameIn(route);
  if (name?.namespace != null && namespace !== null && name.namespace !== namespace)
    throw new UsageError(`"${route}" names namespace "${name.namespace}", but -n is "${namespace}"`);
  return {
    kubeconfig: values.kubeconfig ?? null,
    context: values.context ?? null,
    namespace: name?.namespace ?? namespace,
    route: name,
    format,
    verbose: values.verbose === true,
    profile: choice('--profile', values.profile, ['baseline', 'strict'] as const),
    failOn: choice('--fail-on', values['fail-on'], thresholds) ?? 'error',
    config: values.config ?? null,
    exemptions,
  };
}
