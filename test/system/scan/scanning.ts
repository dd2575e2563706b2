import { onTestFinished } from 'vitest';
import { parseScan } from '../../../cli/scan/options.ts';
import { type ScanEntry, scanUntil } from '../../../cli/scan/scan.ts';
import {
  openScanCluster,
  type ScanCluster,
  type ScanClusterOptions,
} from '../../../cli/scan/scan-cluster.ts';
import type { ScanTiming } from '../../../cli/scan/timing.ts';
import { type FakeApi, startFakeApi } from '../../support/fake-api.ts';
import type { Written } from '../../support/fake-store.ts';
import { deployment, ingress, namespace, service } from '../../support/manifests.ts';
import { until } from '../../support/until.ts';
import { kubeconfigFile, quick } from '../cluster/world.ts';
import { serveReports } from './reporting.ts';

/** Short enough for tests; the shortest lease that the API has is a second. */
const timing: ScanTiming = { lease: 1000, firstWithin: 0, deadline: 3_600_000, backOff: 20, requests: quick };

/** A cluster with namespace "shop", and with OpenReports. */
export async function shopCluster({ reports = true } = {}): Promise<FakeApi> {
  const api = await startFakeApi();
  onTestFinished(() => api.close());
  if (reports) serveReports(api);
  put(api, namespace('shop'), ...sound('web'));
  return api;
}

export function put({ store }: FakeApi, ...objects: readonly unknown[]): void {
  for (const object of objects) store.put(object as Written);
}

/** A complete chain. `port` is the port in the Ingress; the Service has 80. */
export function sound(name: string, port = 80): readonly unknown[] {
  const container = {
    readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
    lifecycle: { preStop: { sleep: { seconds: 30 } } },
  };
  const pod = { terminationGracePeriodSeconds: 60 };
  const strategy = { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } };
  return [
    ingress(name, [`${name}:${port}`]),
    service(name),
    deployment(name, { container, pod, spec: { strategy } }),
    endpoints(name),
  ];
}

const endpoints = (name: string) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name, namespace: 'shop', labels: { 'kubernetes.io/service-name': name } },
  addressType: 'IPv4',
  endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: true } }],
  ports: [{ name: 'web', port: 8080, protocol: 'TCP' }],
});

export interface Scanning {
  /** The URL of the metrics; '' with `--once`. */
  readonly health: string;
  logged(what?: ScanEntry['what']): readonly Record<string, unknown>[];
  stop(): void;
  /** Resolves to the exit code. */
  readonly ended: Promise<number>;
}

export interface ScanningOptions {
  readonly timing?: Partial<ScanTiming>;
  /** Milliseconds between scans, instead of an option of at least 10 s. */
  readonly interval?: number;
  open?(options: ScanClusterOptions): ScanCluster;
}

/** `scan` in this process. */
export async function scanning(
  api: FakeApi,
  args: readonly string[] = [],
  options: ScanningOptions = {},
): Promise<Scanning> {
  const file = kubeconfigFile(api);
  const lines: string[] = [];
  const { promise: stopped, resolve: stop } = Promise.withResolvers<string>();
  const io = {
    stdout: { write: () => undefined },
    stderr: { write: (text: string) => void lines.push(text) },
    env: {},
    now: () => new Date(),
  };
  const isOnce = args.includes('--once');
  const ports = isOnce ? [] : ['--host', '127.0.0.1', '--health-port', '0'];
  const parsed = parseScan(['--kubeconfig', file.path, ...ports, ...args]);
  const interval = isOnce ? null : (options.interval ?? 20);
  const ended = scanUntil({ ...parsed, interval }, io, {
    stopped,
    watch: { quiet: 10, poll: 50 },
    timing: { ...timing, ...options.timing },
    loadCluster: async () => options.open ?? openScanCluster,
  });
  onTestFinished(async () => {
    stop('SIGTERM');
    await ended.catch(() => undefined);
    file.remove();
  });
  const logged = (what?: ScanEntry['what']) =>
    lines
      .map(line => JSON.parse(line) as Record<string, unknown>)
      .filter(entry => what === undefined || entry.what === what);
  if (!isOnce) await Promise.race([ended, until(() => logged('listening').length > 0)]);
  const [{ health = '' } = {}] = logged('listening');
  return { health: String(health), logged, stop: () => stop('SIGTERM'), ended };
}

/** Waits until that many more scans have ended. */
export async function scans({ logged }: Scanning, more = 1): Promise<void> {
  const before = logged('scanned').length;
  await until(() => logged('scanned').length >= before + more);
}
