import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Child, freePort, startChild, waitFor } from './child.ts';
import type { Plane } from './control-plane.ts';
import { loopbackCertificate } from './credentials.ts';
import { checked, type Kubectl } from './kubectl.ts';
import { configurations, names, type Registered } from './registration.ts';

export interface WebhookOptions {
  /** The text of an ingress-policy.yaml. */
  readonly policy?: string;
  /** Replaces the plane's kubeconfig, for a relay between the two. */
  readonly kubeconfig?: string;
  /** Seconds; by default 0, since a single replica has no other to take over. */
  readonly shutdownDelay?: number;
  /** Another webhook whose certificate is used. */
  readonly certificateOf?: Webhook;
}

/** The released `ingress-policy serve` for the cluster, in a separate process. */
export interface Webhook {
  readonly url: string;
  readonly port: number;
  readonly health: string;
  readonly cert: string;
  /** Its private key. */
  readonly key: string;
  readonly log: string;
  readonly child: Child;
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again, on the same ports and with the same certificate. */
  start(): Promise<void>;
}

export async function startWebhook(plane: Plane, options: WebhookOptions = {}): Promise<Webhook> {
  const home = fs.mkdtempSync(path.join(plane.home, 'webhook-'));
  const { cert, key } = options.certificateOf ?? (await loopbackCertificate());
  const [port, healthPort] = [await freePort(), await freePort()];
  fs.writeFileSync(path.join(home, 'tls.crt'), cert);
  fs.writeFileSync(path.join(home, 'tls.key'), key, { mode: 0o600 });
  const args = [
    ...['serve', '--kubeconfig', options.kubeconfig ?? plane.kubeconfigs.webhook],
    ...['--host', '127.0.0.1', '--port', String(port), '--health-port', String(healthPort)],
    ...['--cert-dir', home, '--shutdown-delay', String(options.shutdownDelay ?? 0)],
  ];
  if (options.policy !== undefined) {
    fs.writeFileSync(path.join(home, 'ingress-policy.yaml'), options.policy);
    args.push('--config', path.join(home, 'ingress-policy.yaml'));
  }
  // A copy, because a build during the test would replace files that the process loads later.
  fs.cpSync('dist', path.join(home, 'dist'), { recursive: true });
  const bin = path.join(home, 'dist/ingress-policy.js');
  const log = path.join(home, 'serve.log');
  const health = `http://127.0.0.1:${healthPort}`;
  const launch = async () => {
    const child = startChild('ingress-policy serve', process.execPath, [bin, ...args], log, { cwd: home });
    const isReady = async () => (await fetch(`${health}/readyz`)).ok;
    await waitFor('/readyz of the webhook', isReady, { child, seconds: 30 });
    return child;
  };
  let child = await launch();
  return {
    ...{ url: `https://127.0.0.1:${port}`, port, health, cert, key, log },
    get child() {
      return child;
    },
    stop: signal => child.stop(signal),
    async start() {
      child = await launch();
    },
  };
}

/** Registers the webhook at the API server and waits for its first reviews. */
export async function register(admin: Kubectl, registered: Registered): Promise<void> {
  const before = await asked(admin);
  await checked(
    admin(['apply', '--server-side', '--force-conflicts', '-f', '-'], {
      input: configurations(registered),
    }),
  );
  const probe = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'is-anybody-there', namespace: 'default' },
    spec: {
      selector: { matchLabels: { app: 'probe' } },
      template: {
        metadata: { labels: { app: 'probe' } },
        spec: { containers: [{ name: 'probe', image: 'registry.example/probe:1' }] },
      },
    },
  };
  await waitFor('review by the webhook that is registered', async () => {
    await admin(['create', '--dry-run=server', '-f', '-'], { input: [probe] });
    const now = await asked(admin);
    return now.validate > before.validate && now.mutate > before.mutate;
  });
  // The API server caches both configurations, and the next probe may still use the old ones.
  await sleep(300);
}

export async function unregister(admin: Kubectl): Promise<void> {
  const kinds = 'validatingwebhookconfigurations,mutatingwebhookconfigurations';
  await checked(admin(['delete', kinds, 'ingress-policy', '--ignore-not-found']));
  await sleep(1000);
}

/** The API server's count of calls to each webhook. */
async function asked(admin: Kubectl): Promise<{ readonly validate: number; readonly mutate: number }> {
  const { stdout } = await checked(admin(['get', '--raw', '/metrics']));
  const count = (name: string) =>
    stdout
      .split('\n')
      .filter(line => line.startsWith('apiserver_admission_webhook_request_total{') && line.includes(name))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  return { validate: count(names.validate), mutate: count(names.mutate) };
}
