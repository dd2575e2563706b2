import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import { onTestFinished } from 'vitest';
import { parseServe } from '../../../cli/serve/options.ts';
import { serveUntil } from '../../../cli/serve/serve.ts';
import type { KindState, WatchedCluster } from '../../../cli/serve/watched-cluster.ts';
import type { Settings } from '../../../src/graph/index/query.ts';
import { reviewText, cluster as world } from '../../admission/server/webhook.ts';
import { until } from '../../support/until.ts';

/** A cluster whose state the test can set at any time. */
export interface FakeCluster {
  isSynced: boolean;
  kinds: readonly KindState[];
  version: number | null;
  closed: boolean;
  settings: Settings | null;
}

export const kindState = (kind: string, state: Partial<KindState> = {}): KindState => ({
  group: kind === 'Service' ? '' : 'apps',
  kind,
  served: true,
  synced: true,
  objects: 0,
  ageSeconds: 0,
  relists: 0,
  failures: 0,
  skipped: 0,
  lastError: null,
  ...state,
});

export interface Served {
  readonly webhook: string;
  readonly health: string;
  readonly cluster: FakeCluster;
  /** Milliseconds that are added to the real time. */
  clock: number;
  /** The lines of its log. */
  logged(what?: string): readonly Record<string, unknown>[];
  stop(): void;
  /** Ends the delay between the signal and the end, which is 0 by default. */
  goOn(): void;
  readonly ended: Promise<void>;
}

/** `serve` in this process, with a fake cluster and frequent polls of its files. */
export async function served(
  args: readonly string[] = [],
  { live = null, ...state }: Partial<FakeCluster & Pick<WatchedCluster, 'live'>> = {},
): Promise<Served> {
  const cluster: FakeCluster = {
    isSynced: true,
    kinds: [],
    version: null,
    closed: false,
    settings: null,
    ...state,
  };
  const lines: string[] = [];
  const { promise: stopped, resolve: stop } = Promise.withResolvers<string>();
  const { promise: wentOn, resolve: goOn } = Promise.withResolvers<void>();
  const waits = args.includes('--shutdown-delay');
  const around = { clock: 0 };
  const io = {
    stdout: { write: () => undefined },
    stderr: { write: (text: string) => void lines.push(text) },
    env: {},
    now: () => new Date(Date.now() + around.clock),
  };
  const given = ['--host', '127.0.0.1', '--port', '0', '--health-port', '0'];
  const ended = serveUntil(parseServe([...given, ...args]), io, {
    stopped,
    watch: { quiet: 10, poll: 50 },
    wait: async () => (waits ? wentOn : undefined),
    loadCluster: async () => options => {
      cluster.settings = options.settings;
      return {
        graph: world.graph,
        isSynced: () => cluster.isSynced,
        live,
        kinds: () => cluster.kinds,
        version: () => cluster.version,
        liveSpent: () => ({ made: 3, shared: 2, dropped: 1 }),
        close: async () => {
          cluster.closed = true;
        },
      };
    },
  });
  onTestFinished(async () => {
    stop('SIGTERM');
    goOn();
    await ended.catch(() => undefined);
  });
  const logged = (what?: string) =>
    lines
      .map(line => JSON.parse(line) as Record<string, unknown>)
      .filter(entry => what === undefined || entry.what === what);
  await Promise.race([ended, until(() => logged('listening').length > 0)]);
  const [{ webhook, health } = {}] = logged('listening');
  return Object.assign(around, {
    webhook: String(webhook),
    health: String(health),
    cluster,
    logged,
    stop: () => stop('SIGTERM'),
    goOn,
    ended,
  });
}

export interface Got {
  readonly status: number | undefined;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: an answer of any shape, for expect to look into
  readonly json: any;
}

export function get(url: string): Promise<Got> {
  return new Promise((resolve, reject) => {
    http.get(url, { agent: false }, response => collect(response, resolve)).once('error', reject);
  });
}

/** Posts a review, given as an object or by the name of a recorded one. Checks the certificate only with `ca`. */
export function ask(url: string, review: string | object, options: https.RequestOptions = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    const request = https.request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      rejectUnauthorized: options.ca !== undefined,
      agent: false,
      ...options,
    });
    request.once('error', reject);
    request.once('response', response => collect(response, resolve));
    request.end(typeof review === 'string' ? reviewText(review) : JSON.stringify(review));
  });
}

function collect(response: http.IncomingMessage, resolve: (got: Got) => void): void {
  let text = '';
  response.setEncoding('utf8').on('data', part => (text += part));
  response.once('end', () => {
    const isJson = response.headers['content-type']?.startsWith('application/json') === true;
    resolve({
      status: response.statusCode,
      headers: response.headers,
      text,
      json: isJson ? JSON.parse(text) : null,
    });
  });
}

/** SHA-256 of the certificate that a new connection gets. */
export function shownBy(url: string, options: tls.ConnectionOptions = {}): Promise<string> {
  const { hostname: host, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host, port: Number(port), rejectUnauthorized: false, ...options }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

/** The value of a series in `/metrics`; null for none. */
export async function metric(health: string, series: string): Promise<number | null> {
  const { text } = await get(`${health}/metrics`);
  const line = text.split('\n').find(one => one.startsWith(`${series} `));
  return line === undefined ? null : Number(line.slice(series.length + 1));
}
