import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import type { ClusterView } from '../../../src/admission/live/cluster-view.ts';
import type { AppOptions } from '../../../src/admission/server/app.ts';
import { createCertificate } from '../../../src/admission/server/certificate.ts';
import { type Drain, type DrainTimes, drainOf } from '../../../src/admission/server/drain.ts';
import type { TransportLimits } from '../../../src/admission/server/transport.ts';
import type { LiveReader } from '../../../src/kube/api-server.ts';
import { cluster, review, reviewText, webhook } from '../../admission/server/webhook.ts';

const certificate = await createCertificate(new Date());
const ca = certificate.cert;
const text = reviewText('create-by-apply');
const { uid } = review('create-by-apply').request;
/** More milliseconds than any test takes: a wait of that length hangs. */
const never = 3_600_000;

interface Listening {
  readonly port: number;
  readonly drain: Drain;
  readonly logged: readonly unknown[];
}

const running: Drain[] = [];

async function listening(
  limits: Partial<TransportLimits> = {},
  times: Partial<DrainTimes> = {},
  options: Partial<AppOptions> = {},
): Promise<Listening> {
  const { app, logged } = webhook({ ...options, tls: certificate, limits });
  const drain = drainOf(app, { linger: 100, most: 1000, ...times });
  running.push(drain);
  await app.ready();
  await new Promise<void>(resolve => app.server.listen({ port: 0, host: '127.0.0.1' }, resolve));
  return { port: (app.server.address() as AddressInfo).port, drain, logged };
}

afterEach(async () => {
  await Promise.all(running.splice(0).map(drain => drain.stop()));
});

interface Got {
  readonly status: number | undefined;
  readonly connection: string | undefined;
  readonly body: string;
}

function ask(port: number, agent: https.Agent, path = '/validate'): Promise<Got> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    const request = https.request({ port, host: '127.0.0.1', ca, agent, method: 'POST', path, headers });
    // A request that was written on an open connection must not be lost.
    const written = () => request.socket !== null && (request.reusedSocket || isSecure(request.socket));
    request.once('error', error => reject(Object.assign(error, { wasWritten: written() })));
    request.once('response', response => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', part => (body += part));
      response.once('end', () =>
        resolve({ status: response.statusCode, connection: response.headers.connection, body }),
      );
    });
    request.end(text);
  });
}

const isSecure = (socket: net.Socket) =>
  socket instanceof tls.TLSSocket && socket.getPeerX509Certificate() !== undefined;

test('reviews are answered over one connection that is kept, with a certificate that can be checked', async () => {
  const { port } = await listening();
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
  let sockets = 0;
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (...args: Parameters<typeof create>) => {
    sockets++;
    return create(...args);
  };
  for (let count = 0; count < 20; count++) {
    const { status, connection, body } = await ask(port, agent);
    expect(status).toBe(200);
    expect(connection).toBe('keep-alive');
    expect(JSON.parse(body).response).toMatchObject({ uid, allowed: false });
  }
  expect(sockets).toBe(1);
  agent.destroy();
});

/** The result of a handshake that offers HTTP/2 and an old TLS. */
function handshake(port: number, options: tls.ConnectionOptions): Promise<string> {
  return new Promise(resolve => {
    const socket = tls.connect({ port, host: '127.0.0.1', ca, ...options });
    socket.once('error', error => resolve(`failed: ${(error as NodeJS.ErrnoException).code}`));
    socket.once('secureConnect', () => {
      resolve(`${socket.getProtocol()} ${socket.alpnProtocol}`);
      socket.destroy();
    });
  });
}

test('it speaks HTTP/1.1 over TLS 1.2 and up, and nothing else', async () => {
  const { port } = await listening();
  expect(await handshake(port, { ALPNProtocols: ['h2', 'http/1.1'] })).toBe('TLSv1.3 http/1.1');
  expect(await handshake(port, { maxVersion: 'TLSv1.2' })).toBe('TLSv1.2 false');
  const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  expect(await handshake(port, old)).toMatch(/^failed: /);
  expect(await handshake(port, { servername: 'localhost' })).toBe('TLSv1.3 false');
  expect(await handshake(port, { ca: [] })).toMatch(/^failed: .*SELF_SIGNED/);
  expect(await handshake(port, { servername: 'example.com' })).toBe('failed: ERR_TLS_CERT_ALTNAME_INVALID');
});

test('the certificate is for the loopback, of P-256, valid for a year, and no CA', async () => {
  const { X509Certificate } = await import('node:crypto');
  const made = new X509Certificate(ca);
  expect(made.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1');
  expect(made.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  expect(made.ca).toBe(false);
  expect(made.validFromDate.getTime()).toBeLessThan(Date.now());
  expect(made.validToDate.getTime() - Date.now()).toBeGreaterThan(364 * 86_400_000);
  expect(made.fingerprint256).toBe(certificate.fingerprint);
});

/** A raw connection: sends given text, with the socket below its TLS and all received text. */
interface Raw {
  readonly socket: tls.TLSSocket;
  readonly below: net.Socket;
  readonly ended: Promise<string>;
}

async function raw(port: number, ...parts: readonly string[]): Promise<Raw> {
  const below = net.connect({ port, host: '127.0.0.1' });
  const socket = tls.connect({ socket: below, host: '127.0.0.1', ca });
  await new Promise(resolve => socket.once('secureConnect', resolve));
  let got = '';
  socket.on('data', part => (got += part));
  socket.on('error', () => undefined);
  const ended = new Promise<string>(resolve => socket.once('close', () => resolve(got)));
  for (const part of parts) socket.write(part);
  return { socket, below, ended };
}

const head = `POST /validate HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n`;

test('who is slow is cut off and told why, and holds up nobody', async () => {
  const { port, logged } = await listening({ request: 3000, headers: 2000, check: 50 });
  const slowHead = await raw(port, head);
  const slowBody = await raw(port, `${head}\r\n`, text.slice(0, 100));
  const trickle = setInterval(() => slowBody.socket.write(' '), 20);
  const agent = new https.Agent({ keepAlive: true });
  for (let count = 0; count < 10; count++) expect((await ask(port, agent)).status).toBe(200);
  for (const { ended } of [slowHead, slowBody]) {
    expect(await ended).toMatch(
      /^HTTP\/1.1 408 Request Timeout\r\n[\s\S]*\{"error":"the request was not complete in time"\}$/,
    );
  }
  clearInterval(trickle);
  agent.destroy();
  expect(logged.filter(entry => (entry as { what: string }).what === 'failed')).toEqual([]);
});

test('while some are slow, others are answered', async () => {
  const { port } = await listening({ request: 300_000, headers: 300_000 });
  const slowHead = await raw(port, head);
  const slowBody = await raw(port, `${head}\r\n`, text.slice(0, 100));
  const agent = new https.Agent({ keepAlive: true });
  for (let count = 0; count < 10; count++) expect((await ask(port, agent)).status).toBe(200);
  expect([slowHead.socket.destroyed, slowBody.socket.destroyed]).toEqual([false, false]);
  agent.destroy();
});

test('who hangs up in the middle is no error of ours', async () => {
  const { port, logged } = await listening();
  for (let count = 0; count < 50; count++) {
    const { socket, below, ended } = await raw(port, `${head}\r\n`, text.slice(0, 200));
    if (count % 2 === 0) socket.destroy();
    else below.resetAndDestroy();
    await ended;
  }
  const agent = new https.Agent();
  expect((await ask(port, agent)).status).toBe(200);
  expect(logged).toHaveLength(1);
});

test('what is no HTTP, and what is no TLS, is turned away', async () => {
  const { port } = await listening();
  expect(await (await raw(port, 'GARBAGE\r\n\r\n')).ended).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
  const long = await raw(port, `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`);
  expect(await long.ended).toMatch(/^HTTP\/1.1 431 /);
  await expect(
    new Promise((resolve, reject) => http.get({ port, host: '127.0.0.1' }, resolve).once('error', reject)),
  ).rejects.toThrow();
  const agent = new https.Agent();
  expect((await ask(port, agent)).status).toBe(200);
});

test('a connection is kept for longer than the API server keeps it', async () => {
  const { port } = await listening();
  const { socket, ended } = await raw(port, `${head}\r\n`, text);
  await new Promise(resolve => socket.once('data', resolve));
  socket.end();
  expect(await ended).toContain('Keep-Alive: timeout=120\r\n');
});

/** A cluster that answers at once, until the test holds its answers. */
function holdable() {
  let held: { ask(): void; readonly answered: Promise<void> } | null = null;
  const live: LiveReader = {
    async read() {
      held?.ask();
      await held?.answered;
      return { is: 'not-served' };
    },
  };
  return {
    cluster: { ...cluster, live },
    hold(): { readonly asked: Promise<void>; answer(): void } {
      const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
      const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
      held = { ask, answered };
      return { asked, answer };
    },
  };
}

/** A cluster view in which a review takes so many milliseconds. */
const slow = (ms: number): ClusterView => ({
  ...cluster,
  live: {
    read: async () => {
      await new Promise(resolve => setTimeout(resolve, ms));
      return { is: 'not-served' };
    },
  },
});

test('no review is lost while it stops', async () => {
  const { port, drain } = await listening({}, { most: never }, { cluster: slow(20) });
  const agent = new https.Agent({ keepAlive: true, maxSockets: 8 });
  let isRefused = false;
  const counts = { before: 0, closing: 0, refused: 0 };
  async function client(): Promise<void> {
    while (!isRefused) {
      try {
        const { status, connection } = await ask(port, agent);
        expect(status).toBe(200);
        counts[connection === 'close' ? 'closing' : 'before']++;
      } catch (error) {
        const { wasWritten } = error as { wasWritten?: boolean };
        if (wasWritten !== false) throw error;
        isRefused = true;
        counts.refused++;
      }
    }
  }
  const clients = Array.from({ length: 8 }, client);
  // Waits until all eight reviews are in progress, however busy the machine is.
  while (counts.before < 16) await new Promise(resolve => setTimeout(resolve, 5));
  await Promise.all([drain.stop(), drain.stop(), ...clients]);
  expect(counts.closing).toBeGreaterThan(0);
  expect(counts.refused).toBeGreaterThan(0);
  agent.destroy();
});

test('it ends soon, whatever connections are idle, silent, or only half open', async () => {
  const { cluster: view, hold } = holdable();
  const { port, drain } = await listening({}, { linger: 50, most: never }, { cluster: view });
  const agent = new https.Agent({ keepAlive: true });
  await Promise.all([ask(port, agent), ask(port, agent)]);
  const silent = await raw(port);
  const plain = net.connect({ port, host: '127.0.0.1' });
  await new Promise(resolve => plain.once('connect', resolve));
  plain.on('error', () => undefined);
  const { asked, answer } = hold();
  const underWay = ask(port, agent);
  await asked;
  const stopped = drain.stop();
  answer();
  // A new connection has a second for its first request, which is less than the longest wait.
  await stopped;
  expect((await underWay).status).toBe(200);
  await silent.ended;
  agent.destroy();
});

test('with connections that speak and are answered it ends at once', async () => {
  const { cluster: view, hold } = holdable();
  const { port, drain } = await listening({}, { linger: 0, most: never }, { cluster: view });
  const agent = new https.Agent({ keepAlive: true });
  const { asked, answer } = hold();
  const underWay = ask(port, agent);
  await asked;
  const stopped = drain.stop();
  answer();
  await stopped;
  expect(await underWay).toMatchObject({ status: 200, connection: 'close' });
  agent.destroy();
});

test('who never ends a request is not waited for', async () => {
  const { port, drain } = await listening({}, { linger: 0, most: 300 });
  const { ended } = await raw(port, `${head}\r\n`, '{');
  await drain.stop();
  await ended;
});
