import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseServe } from '../../../cli/serve/options.ts';
import { UsageError } from '../../../cli/shared/usage-error.ts';
import { folder, run } from '../../support/run.ts';

const cluster = fs.readFileSync('test/admission/server/cluster.yaml', 'utf8');
const review = fs.readFileSync('test/admission/server/reviews/create-by-apply.json', 'utf8');
const { uid } = JSON.parse(review).request;

interface Served {
  readonly child: ChildProcess;
  readonly url: string;
  stderr(): string;
  /** Resolves when standard error contains the text. */
  said(text: string): Promise<void>;
  readonly ended: Promise<number | null>;
}

/** The bundled command, in a separate process; `open` is its output when it is ready. */
async function serve(args: readonly string[], open = '--data-binary'): Promise<Served> {
  const bin = path.resolve('dist/ingress-policy.js');
  const child = spawn(process.execPath, [bin, 'serve', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  child.stderr.setEncoding('utf8').on('data', part => (text += part));
  const ended = new Promise<number | null>(resolve => child.once('exit', resolve));
  const said = async (wanted: string) => {
    while (!text.includes(wanted)) {
      if (child.exitCode !== null) throw new Error(`it ended and never said ${wanted}: ${text}`);
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  };
  await said(open);
  return { child, url: /listening on (\S+),/.exec(text)?.[1] ?? '', stderr: () => text, said, ended };
}

function post(url: string, ca: Buffer | null): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const trust = ca === null ? { rejectUnauthorized: false } : { ca };
    const request = https.request(
      `${url}/validate?timeout=30s`,
      { method: 'POST', headers, ...trust },
      response => {
        let body = '';
        response.setEncoding('utf8').on('data', part => (body += part));
        response.once('end', () => resolve({ status: response.statusCode, body }));
      },
    );
    request.once('error', reject);
    request.end(review);
  });
}

async function answer(
  url: string,
  ca: Buffer,
): Promise<{ uid: string; allowed: boolean; status?: { message: string } }> {
  const { status, body } = await post(url, ca);
  expect(status).toBe(200);
  return JSON.parse(body).response;
}

test('the folder is the cluster, a change of it counts at once, and SIGTERM ends it with 0', async () => {
  const home = folder({ 'a/cluster.yaml': cluster, 'ca/note.txt': '' });
  const caFile = path.join(home, 'ca', 'ca.pem');
  const served = await serve(['--manifests', path.join(home, 'a'), '--write-ca', caFile]);
  const ca = fs.readFileSync(caFile);
  expect(served.stderr()).toContain(
    'a simulates the cluster, with 4 objects; it is read again when a file changes\n',
  );
  expect(served.stderr()).toMatch(/certificate SHA-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}\n/);
  expect(served.stderr()).toContain(
    `curl --cacert ${caFile} -H 'Content-Type: application/json' --data-binary @review.json ${served.url}/validate\n`,
  );

  const refused = await answer(served.url, ca);
  expect(refused).toMatchObject({ uid, allowed: false });
  expect(refused.status?.message).toContain('backend-port-missing');
  expect(served.stderr()).toMatch(
    /^\{"time":"[^"]+","what":"refused","uid":"[^"]+",.*"rules":\["backend-port-missing"\]\}$/m,
  );

  fs.writeFileSync(path.join(home, 'a/broken.yaml'), 'a: [1\nb: 2\n');
  await served.said('has errors; the last version stays in use, with 4 objects');
  expect((await answer(served.url, ca)).allowed).toBe(false);

  fs.rmSync(path.join(home, 'a/broken.yaml'));
  await served.said('was read again: 4 objects');
  fs.mkdirSync(path.join(home, 'a/new'));
  fs.writeFileSync(path.join(home, 'a/cluster.yaml'), cluster.replace('port: 80', 'port: 8080'));
  fs.writeFileSync(
    path.join(home, 'a/new/cart.yaml'),
    'apiVersion: v1\nkind: Service\nmetadata: { name: cart }\nspec: { ports: [{ port: 80 }] }\n',
  );
  await served.said('was read again: 5 objects');
  expect((await answer(served.url, ca)).allowed).toBe(true);

  served.child.kill('SIGTERM');
  expect(await served.ended).toBe(0);
  expect(served.stderr()).toMatch(/ingress-policy: SIGTERM, stopping\n$/);
});

test('without --write-ca the printed command pins the key; SIGINT ends it too', async () => {
  const served = await serve(['--manifests', folder({ 'cluster.yaml': cluster })]);
  expect(served.stderr()).toMatch(/curl --insecure --pinnedpubkey sha256\/\/[A-Za-z0-9+/]{43}= -H /);
  served.child.kill('SIGINT');
  expect(await served.ended).toBe(0);
});

test('what keeps it from running is a sentence, and the exit is 2', async () => {
  const home = folder({ 'cluster.yaml': cluster, 'bad/broken.yaml': 'a: [1\nb: 2\n' });
  const taken = net.createServer();
  await new Promise<void>(resolve => taken.listen({ port: 0, host: '127.0.0.1' }, resolve));
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as AddressInfo;
  const file = path.join(home, 'cluster.yaml');
  const cases: readonly (readonly [args: readonly string[], stderr: string])[] = [
    [['--kubeconfig', path.join(home, 'none')], 'none cannot be read: ENOENT'],
    [['--manifests', path.join(home, 'none')], 'none is not a folder: --manifests needs a folder'],
    [['--manifests', file], 'cluster.yaml is not a folder: --manifests needs a folder'],
    [['--manifests', path.join(home, 'bad')], 'bad has errors, so the webhook does not start'],
    [['--manifests', home, '--write-ca', home], `${home} cannot be written: EISDIR`],
  ];
  for (const [args, stderr] of cases) {
    const ran = run(['serve', '--port', '0', ...args]);
    expect(ran.code, stderr).toBe(2);
    expect(ran.stderr).toContain(stderr);
    expect(ran.stdout).toBe('');
  }
  fs.rmSync(path.join(home, 'bad'), { recursive: true });
  const ran = run(['serve', '--manifests', home, '--port', String(port)]);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toBe(
    `ingress-policy: port ${port} of 127.0.0.1 is in use; choose another with --port, or 0 for a free port\n`,
  );
});

test('with a health port it tells of itself, and its log holds one line a refusal', async () => {
  const served = await serve(['--manifests', folder({ 'cluster.yaml': cluster }), '--health-port', '0']);
  const [, health = ''] = /health and metrics on (\S+)\n/.exec(served.stderr()) ?? [];
  const ready = await fetch(`${health}/readyz`);
  expect(ready.status).toBe(200);
  expect(await ready.json()).toMatchObject({ ready: true, checks: { cache: { ok: true, missing: [] } } });
  expect(JSON.parse((await post(served.url, null)).body).response.allowed).toBe(false);
  const metrics = await (await fetch(`${health}/metrics`)).text();
  expect(metrics).toContain(
    'ingress_policy_findings_total{rule="backend-port-missing",effect="refused",mode="enforce"} 1\n',
  );
  const lines = served.stderr().split('\n');
  expect(lines.filter(line => line.startsWith('{'))).toHaveLength(1);
  served.child.kill('SIGTERM');
  expect(await served.ended).toBe(0);
});

test('a cluster that does not answer leaves it alive and not ready, and every line is JSON', async () => {
  const home = folder({});
  const kubeconfig = path.join(home, 'config');
  const to = (server: string) =>
    fs.writeFileSync(
      kubeconfig,
      JSON.stringify({
        clusters: [{ name: 'a', cluster: { server } }],
        users: [{ name: 'a', user: { token: 'very-secret' } }],
        contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
        'current-context': 'a',
      }),
    );
  // No server listens on port 1.
  to('http://127.0.0.1:1');
  const args = ['--kubeconfig', kubeconfig, '--health-port', '0', '--shutdown-delay', '0'];
  const served = await serve([...args, '--host', '127.0.0.1'], '"listening"');
  const entries = () =>
    served
      .stderr()
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line));
  const { webhook, health } = entries().find(({ what }) => what === 'listening');
  const ready = await fetch(`${health}/readyz`);
  expect(ready.status).toBe(503);
  const { checks } = (await ready.json()) as { checks: { cache: { missing: readonly unknown[] } } };
  expect(checks.cache.missing.length).toBeGreaterThan(10);
  expect((await fetch(`${health}/healthz`)).status).toBe(200);
  expect(JSON.parse((await post(webhook, null)).body).response.allowed).toBe(true);
  await served.said('"what":"cluster"');
  served.child.kill('SIGTERM');
  expect(await served.ended).toBe(0);
  expect(entries().at(-1)).toMatchObject({ what: 'stopping', signal: 'SIGTERM' });
  expect(served.stderr()).not.toContain('very-secret');
});

test.for<readonly [args: readonly string[], message: string]>([
  [['--manifests', ''], '--manifests is empty: it needs a value'],
  [['--health-port', '70000'], '--health-port is "70000", and must be a number from 0 to 65535'],
  [['--shutdown-delay', '1h'], '--shutdown-delay is "1h", and must be a number of seconds from 0 to 3600'],
  [['--manifests', 'a', '--context', 'b'], '--context and --manifests exclude each other: use one of them'],
  [['--client-cn', 'a'], '--client-cn needs --client-ca'],
  [['--cert-dir', 'a', '--write-ca', 'b'], '--write-ca does not work with --cert-dir'],
  [['--manifests', 'a', '--port', '65536'], '--port is "65536", and must be a number from 0 to 65535'],
  [['--manifests', 'a', '--port', '80x'], '--port is "80x", and must be a number from 0 to 65535'],
  [['--manifests', 'a', '--profile', 'loose'], '--profile is "loose", and takes baseline, strict'],
  [
    ['--manifest', 'a'],
    `Unknown option '--manifest': did you mean "--manifests"? "ingress-policy serve --help"`,
  ],
  [['a'], `Unexpected argument 'a'`],
])('%j: %s', ([args, message]) => {
  expect(() => parseServe(args)).toThrow(UsageError);
  expect(() => parseServe(args)).toThrow(message);
});

test('without options it listens on the loopback alone, and of a cluster on every address', () => {
  expect(parseServe(['--manifests', 'a'])).toMatchObject({
    host: '127.0.0.1',
    port: 8443,
    healthPort: null,
    shutdownDelay: 0,
    writeCa: null,
  });
  expect(parseServe([])).toMatchObject({
    source: { is: 'cluster', kubeconfig: null, context: null },
    host: null,
    port: 8443,
    healthPort: 8081,
    shutdownDelay: 5,
  });
});
