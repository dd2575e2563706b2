import { choice, parsed, portIn } from '../shared/arguments.ts';
import { UsageError } from '../shared/usage-error.ts';

/** The source of the webhook's objects. */
export type Source =
  | { readonly is: 'folder'; readonly manifests: string }
  | { readonly is: 'cluster'; readonly kubeconfig: string | null; readonly context: string | null };

export interface ServeOptions {
  readonly source: Source;
  /** Null for every address of the machine. */
  readonly host: string | null;
  /** 0 for any free port. */
  readonly port: number;
  /** Null for none. */
  readonly healthPort: number | null;
  readonly config: string | null;
  readonly profile: 'baseline' | 'strict' | null;
  /** Null for a certificate that is created at the start. */
  readonly certDir: string | null;
  readonly writeCa: string | null;
  readonly clientCa: string | null;
  /** Empty for every client with a certificate of `clientCa`. */
  readonly clientNames: readonly string[];
  /** Seconds of service after the signal, in which new requests stop coming. */
  readonly shutdownDelay: number;
}

const options = {
  manifests: { type: 'string' },
  kubeconfig: { type: 'string' },
  context: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  'health-port': { type: 'string' },
  config: { type: 'string' },
  profile: { type: 'string' },
  'cert-dir': { type: 'string' },
  'write-ca': { type: 'string' },
  'client-ca': { type: 'string' },
  'client-cn': { type: 'string', multiple: true },
  'shutdown-delay': { type: 'string' },
} as const;

/** The options as written on the command line, for the docs page that lists them. */
export const serveOptionNames = Object.keys(options).map(name => `--${name}`);

export function parseServe(args: readonly string[]): ServeOptions {
  const values = parse(args);
  for (const [name, value] of Object.entries(values)) {
    if ([value].flat().includes('')) throw new UsageError(`--${name} is empty: it needs a value`);
  }
  const source = sourceIn(values);
  const ofCluster = source.is === 'cluster';
  const { 'health-port': healthPort, 'client-ca': clientCa = null, 'client-cn': clientNames = [] } = values;
  const { 'cert-dir': certDir = null, 'write-ca': writeCa = null } = values;
  if (clientNames.length > 0 && clientCa === null) throw new UsageError('--client-cn needs --client-ca');
  if (certDir !== null && writeCa !== null)
    throw new UsageError('--write-ca does not work with --cert-dir, which provides the certificate');
  return {
    source,
    host: values.host ?? (ofCluster ? null : '127.0.0.1'),
    port: portIn('--port', values.port ?? '8443'),
    healthPort: healthPort === undefined && !ofCluster ? null : portIn('--health-port', healthPort ?? '8081'),
    config: values.config ?? null,
    profile: choice('--profile', values.profile, ['baseline', 'strict'] as const),
    certDir,
    writeCa,
    clientCa,
    clientNames,
    shutdownDelay: secondsIn(values['shutdown-delay'] ?? (ofCluster ? '5' : '0')),
  };
}

function parse(args: readonly string[]) {
  const { values, positionals } = parsed('serve', args, options);
  const [stray] = positionals;
  if (stray === undefined) return values;
  throw new UsageError(`Unexpected argument '${stray}'; "ingress-policy serve --help" lists the options`);
}

function sourceIn(values: ReturnType<typeof parse>): Source {
  const { manifests } = values;
  const [kubeconfig, context] = [values.kubeconfig ?? null, values.context ?? null];
  if (manifests === undefined) return { is: 'cluster', kubeconfig, context };
  const given = kubeconfig !== null ? '--kubeconfig' : context !== null ? '--context' : null;
  if (given !== null) throw new UsageError(`${given} and --manifests exclude each other: use one of them`);
  return { is: 'folder', manifests };
}

/** At most an hour: longer than any usual grace period. */
function secondsIn(text: string): number {
  const seconds = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (!(seconds <= 3600))
    throw new UsageError(`--shutdown-delay is "${text}", and must be a number of seconds from 0 to 3600`);
  return seconds;
}
