import fs from 'node:fs';
import { rules } from '../../policies/index.ts';
import { createApp } from '../../src/admission/server/app.ts';
import { measureCache } from '../../src/admission/server/cache.ts';
import { drainOf } from '../../src/admission/server/drain.ts';
import { createHealth } from '../../src/admission/server/health.ts';
import { createMetrics, measureCertificate, measureProcess } from '../../src/admission/server/metrics.ts';
import { countMisses } from '../../src/admission/server/misses.ts';
import type { Pair } from '../../src/admission/server/pair.ts';
import { readinessOf } from '../../src/admission/server/readiness.ts';
import { changeTls } from '../../src/admission/server/transport.ts';
import { respondMutate, respondValidate } from '../../src/admission/text/respond.ts';
import { forManifests } from '../../src/rule.ts';
import { firstSignal } from '../shared/first-signal.ts';
import type { ExitCode, Io } from '../shared/io.ts';
import { listen } from '../shared/listen.ts';
import { logTo, type ServeEntry } from '../shared/log.ts';
import { UsageError } from '../shared/usage-error.ts';
import type { FileWatchOptions } from '../shared/watch-files.ts';
import { type OpenCluster, openClusterView, type ServedCluster } from './cluster-view.ts';
import { openConfig } from './config.ts';
import { objectsIn } from './folder-cluster.ts';
import { parseServe, type ServeOptions } from './options.ts';
import { about, openTls } from './tls.ts';

/** `ingress-policy serve`: the admission webhook of a cluster, or of a folder in its place. */
export async function serve(args: readonly string[], io: Io): Promise<ExitCode> {
  const options = parseServe(args);
  const signal = firstSignal();
  try {
    await serveUntil(options, io, {
      stopped: signal.came,
      loadCluster: async () => (await import('./watched-cluster.ts')).openWatchedCluster,
    });
    return 0;
  } finally {
    signal.forget();
  }
}

export interface Around {
  /** Resolves to the name of the signal that ends the service. */
  readonly stopped: Promise<string>;
  loadCluster(): Promise<OpenCluster>;
  readonly watch?: FileWatchOptions;
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** Serves until it is stopped, and ends when the last review is answered. */
export async function serveUntil(options: ServeOptions, io: Io, around: Around): Promise<void> {
  const open: { close(): void | Promise<void> }[] = [];
  const closedAtEnd = <Closable extends { close(): void | Promise<void> }>(closable: Closable): Closable => {
    open.unshift(closable);
    return closable;
  };
  try {
    const log = logTo<ServeEntry>(io);
    const metrics = createMetrics();
    const { registry } = metrics;
    const judged = { ...options, rules: forManifests(rules) };
    const config = closedAtEnd(
      await openConfig(judged, { log, reloaded: metrics.policyReloaded }, around.watch),
    );
    const tls = closedAtEnd(
      await openTls(options, io.now, { log, reloaded: metrics.tlsReloaded }, around.watch),
    );
    if (options.writeCa !== null) write(options.writeCa, tls.pair().cert);
    const served = closedAtEnd(
      await openClusterView({
        source: options.source,
        settings: () => config.current().under('policy').settings,
        io,
        log,
        loadCluster: around.loadCluster,
      }),
    );
    const { cache } = served;
    measureCertificate(registry, () => tls.pair().validTo);
    measureProcess(registry);
    if (cache !== null) measureCache(registry, cache);
    const kinds = () => cache?.kinds() ?? [];
    const app = createApp({
      cluster: countMisses(served.view, kinds, registry),
      configs: config.current,
      clock: io.now,
      responses: { validate: respondValidate, mutate: respondMutate },
      log,
      metrics,
      tls: tls.tls(),
      clients: options.clientNames,
    });
    tls.follow(next => changeTls(app, next));
    const drain = drainOf(app);

    let isStopping = false;
    const readiness = () =>
      readinessOf({
        isSynced: served.view.isSynced(),
        kinds: kinds(),
        certificate: tls.pair(),
        isStopping,
        now: io.now(),
      });
    const { host, port, healthPort } = options;
    let health: string | null = null;
    if (healthPort !== null) {
      const at = { host, port: healthPort, option: '--health-port' } as const;
      health = `http:${await listen(closedAtEnd(createHealth({ readiness, registry })), at)}`;
    }
    const webhook = `https:${await listen(app, { host, port, option: '--port' })}`;
    if (options.source.is === 'folder')
      io.stderr.write(greeting(webhook, health, tls.pair(), options, served));
    else log({ what: 'listening', webhook, health, ...about(tls.pair()) });

    const signal = await around.stopped;
    if (options.source.is === 'folder') io.stderr.write(`ingress-policy: ${signal}, stopping\n`);
    else log({ what: 'stopping', signal });
    isStopping = true;
    // Requests still arrive until every node has removed this endpoint.
    await (around.wait ?? sleep)(options.shutdownDelay * 1000);
    await drain.stop();
  } finally {
    for (const one of open) await one.close();
  }
}

const sleep = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

function write(file: string, text: string): void {
  try {
    fs.writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${(error as NodeJS.ErrnoException).code}`, {
      cause: error,
    });
  }
}

function greeting(
  webhook: string,
  health: string | null,
  { fingerprint, pin }: Pair,
  { source, writeCa, clientCa }: ServeOptions,
  served: ServedCluster,
): string {
  const what = source.is === 'folder' ? source.manifests : 'the cluster';
  const trust = writeCa === null ? `--insecure --pinnedpubkey sha256//${pin}` : `--cacert ${quoted(writeCa)}`;
  const own = clientCa === null ? '' : ' --cert client.crt --key client.key';
  return [
    `ingress-policy: ${what} simulates the cluster, with ${objectsIn(served.objects() ?? 0)}; it is read again when a file changes`,
    ...(health === null ? [] : [`ingress-policy: health and metrics on ${health}`]),
    `ingress-policy: listening on ${webhook}, for POST /validate and /mutate`,
    `ingress-policy: certificate SHA-256 ${fingerprint}`,
    `ingress-policy: curl ${trust}${own} -H 'Content-Type: application/json' --data-binary @review.json ${webhook}/validate`,
    '',
  ].join('\n');
}

/** Quotes a text for a shell. */
const quoted = (text: string) => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
