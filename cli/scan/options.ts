import os from 'node:os';
import type { LeaseRef } from '../../src/audit/lease/lease-record.ts';
import { choice, parsed, portIn } from '../shared/arguments.ts';
import { UsageError } from '../shared/usage-error.ts';

export interface ScanOptions {
  readonly kubeconfig: string | null;
  readonly context: string | null;
  readonly config: string | null;
  readonly profile: 'baseline' | 'strict' | null;
  /** Milliseconds between two scans; null for a single scan. */
  readonly interval: number | null;
  /** Null where every process scans. */
  readonly lease: LeaseRef | null;
  /** The name of this process as the holder of the lease. */
  readonly identity: string;
  readonly reports: 'auto' | 'none';
  /** Null for every address of the machine. */
  readonly host: string | null;
  /** Null for no port, 0 for any free port. */
  readonly healthPort: number | null;
}

const options = {
  kubeconfig: { type: 'string' },
  context: { type: 'string' },
  config: { type: 'string' },
  profile: { type: 'string' },
  interval: { type: 'string' },
  lease: { type: 'string' },
  identity: { type: 'string' },
  reports: { type: 'string' },
  host: { type: 'string' },
  'health-port': { type: 'string' },
  once: { type: 'boolean' },
} as const;

/** The options as written on the command line, for the docs page that lists them. */
export const scanOptionNames = Object.keys(options).map(name => `--${name}`);

export function parseScan(args: readonly string[]): ScanOptions {
  const { values, positionals } = parsed('scan', args, options);
  const [stray] = positionals;
  if (stray !== undefined)
    throw new UsageError(`Unexpected argument '${stray}'; "ingress-policy scan --help" lists the options`);
  for (const [name, value] of Object.entries(values))
    if (value === '') throw new UsageError(`--${name} is empty: it needs a value`);
  const isOnce = values.once === true;
  for (const name of ['interval', 'lease', 'host', 'health-port'] as const)
    if (isOnce && values[name] !== undefined) throw new UsageError(`--${name} does not work with --once`);
  if (values.identity !== undefined && values.lease === undefined)
    throw new UsageError('--identity needs --lease');
  return {
    kubeconfig: values.kubeconfig ?? null,
    context: values.context ?? null,
    config: values.config ?? null,
    profile: choice('--profile', values.profile, ['baseline', 'strict'] as const),
    interval: isOnce ? null : intervalIn(values.interval ?? '15m'),
    lease: values.lease === undefined ? null : leaseIn(values.lease),
    identity: values.identity ?? os.hostname(),
    reports: choice('--reports', values.reports, ['auto', 'none'] as const) ?? 'auto',
    host: values.host ?? null,
    healthPort: isOnce ? null : portIn('--health-port', values['health-port'] ?? '8081'),
  };
}

const units = { h: 3_600_000, m: 60_000, s: 1000 } as const;

/** An interval as Go writes it: `30s`, `15m`, `1h30m`. */
function intervalIn(text: string): number {
  const match = /^(?:(\d{1,5})h)?(?:(\d{1,5})m)?(?:(\d{1,5})s)?$/.exec(text);
  const [, h = 0, m = 0, s = 0] = match ?? [];
  const ms = Number(h) * units.h + Number(m) * units.m + Number(s) * units.s;
  if (match === null || ms < 10 * units.s || ms > 24 * units.h)
    throw new UsageError(
      `--interval is "${text}", and must be a time from 10s to 24h, such as 30s, 15m or 1h30m`,
    );
  return ms;
}

function leaseIn(text: string): LeaseRef {
  const [, namespace, name] = /^([a-z0-9-]+)\/([a-z0-9.-]+)$/.exec(text) ?? [];
  if (namespace === undefined || name === undefined)
    throw new UsageError(`--lease is "${text}", and must be NAMESPACE/NAME`);
  return { namespace, name };
}
