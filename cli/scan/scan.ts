import { rules } from '../../policies/index.ts';
import { createHealth } from '../../src/admission/server/health.ts';
import { measureProcess } from '../../src/admission/server/metrics.ts';
import { createLease, type Lease } from '../../src/audit/lease/lease.ts';
import type { AuditEntry } from '../../src/audit/log.ts';
import { createAuditMetrics } from '../../src/audit/metrics.ts';
import { createReporter } from '../../src/audit/reports/sync.ts';
import { scan as scanAndReport } from '../../src/audit/scan/scan.ts';
import { type Outcome, scanLoop, scanWithin } from '../../src/audit/scan/scan-loop.ts';
import { fingerprint } from '../../src/report/fingerprint.ts';
import { sleep } from '../../src/sources/cluster/waiting.ts';
import { openConfig } from '../serve/config.ts';
import { firstSignal } from '../shared/first-signal.ts';
import type { ExitCode, Io } from '../shared/io.ts';
import { listen } from '../shared/listen.ts';
import { type ConfigEntry, logTo } from '../shared/log.ts';
import type { FileWatchOptions } from '../shared/watch-files.ts';
import { parseScan, type ScanOptions } from './options.ts';
import type { ScanCluster, ScanClusterOptions } from './scan-cluster.ts';
import { type ScanTiming, scanTiming } from './timing.ts';

/** `ingress-policy scan`: scans the whole cluster repeatedly and writes reports. */
export async function scan(args: readonly string[], io: Io): Promise<ExitCode> {
  const options = parseScan(args);
  const signal = firstSignal();
  try {
    return await scanUntil(options, io, {
      stopped: signal.came,
      loadCluster: async () => (await import('./scan-cluster.ts')).openScanCluster,
    });
  } finally {
    signal.forget();
  }
}

export interface ScanAround {
  /** Resolves to the name of the signal that ends the scans. */
  readonly stopped: Promise<string>;
  /** Loads the client of Kubernetes. */
  loadCluster(): Promise<(options: ScanClusterOptions) => ScanCluster>;
  readonly watch?: FileWatchOptions;
  readonly timing?: ScanTiming;
  /** From 0 to 1. */
  random?(): number;
}

export type ScanEntry =
  | AuditEntry
  | ConfigEntry
  | { readonly what: 'listening'; readonly health: string }
  | { readonly what: 'stopping'; readonly signal: string };

const liveRules: ReadonlySet<string> = new Set(rules.filter(({ live }) => live === true).map(({ id }) => id));

/** Scans until it is stopped, or once. */
export async function scanUntil(options: ScanOptions, io: Io, around: ScanAround): Promise<ExitCode> {
  const { timing = scanTiming, random = Math.random } = around;
  const open: { close(): void | Promise<void> }[] = [];
  const closedAtEnd = <Closable extends { close(): void | Promise<void> }>(closable: Closable): Closable => {
    open.unshift(closable);
    return closable;
  };
  const stopping = new AbortController();
  const { signal } = stopping;
  try {
    const log = logTo<ScanEntry>(io);
    const metrics = createAuditMetrics();
    measureProcess(metrics.registry);
    const { kubeconfig, context, config, profile, interval } = options;
    const source = { is: 'cluster', kubeconfig, context } as const;
    const notice = { log, reloaded: metrics.policyReloaded };
    const served = closedAtEnd(await openConfig({ source, config, profile, rules }, notice, around.watch));
    const openCluster = await around.loadCluster();
    const cluster = closedAtEnd(openCluster({ kubeconfig, context, random, timing: timing.requests }));
    const clock = () => performance.now();
    const reporting = { store: cluster.reports, identify: fingerprint, liveRules, now: io.now, log };
    const reporter = options.reports === 'none' ? null : createReporter(reporting);
    const scanOnce = (until: AbortSignal): Promise<Outcome> =>
      scanAndReport(
        {
          scanOnce: ending => cluster.scan(served.current(), io.now(), ending),
          ...{ reporter, metrics, log, clock, now: io.now },
        },
        until,
      );
    const limits = { scan: scanOnce, deadline: timing.deadline, wait: sleep };
    void around.stopped.then(name => {
      if (interval !== null) log({ what: 'stopping', signal: name });
      stopping.abort();
    });
    if (interval === null) return (await scanWithin(limits, signal)) === 'complete' ? 0 : 2;

    const lease = leaseOf(options, cluster, { timing, random, log, clock, now: io.now });
    const readiness = () => readinessOf(lease, signal.aborted);
    const health = closedAtEnd(createHealth({ readiness, registry: metrics.registry }));
    const { host, healthPort } = options;
    const at = { host, port: healthPort ?? 0, option: '--health-port' } as const;
    log({ what: 'listening', health: `http:${await listen(health, at)}` });

    const { firstWithin, backOff } = timing;
    async function lead(until: AbortSignal): Promise<void> {
      metrics.leads(true);
      try {
        await scanLoop({ ...limits, firstWithin, backOff, interval: interval ?? 0, random }, until);
      } finally {
        metrics.leads(false);
      }
    }
    await (lease === null ? lead(signal) : lease.run(lead, signal));
    return 0;
  } finally {
    stopping.abort();
    for (const one of open) await one.close();
  }
}

interface LeaseAround {
  readonly timing: ScanTiming;
  random(): number;
  log(entry: AuditEntry): void;
  clock(): number;
  now(): Date;
}

function leaseOf(
  { lease: place, identity }: ScanOptions,
  cluster: ScanCluster,
  { timing, random, log, clock, now }: LeaseAround,
): Lease | null {
  if (place === null) return null;
  const duration = timing.lease;
  return createLease({
    ...{ place, duration, random, log, clock, now, wait: sleep },
    // Two processes with one name, such as two on one machine, must not both hold the lease.
    identity: `${identity}_${Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0')}`,
    store: cluster.lease(place, duration / 3),
  });
}

/** A process that waits for the lease is ready, too: else a rolling update of several replicas would never end. */
function readinessOf(lease: Lease | null, isStopping: boolean) {
  const state = lease?.state() ?? { is: 'held' as const };
  const why = state.is === 'unknown' ? state.why : null;
  return {
    ready: state.is !== 'unknown' && !isStopping,
    checks: {
      lease: { ok: state.is !== 'unknown', held: state.is === 'held', why },
      scanning: { ok: !isStopping },
    },
  };
}
