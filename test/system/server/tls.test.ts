import fs from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readPair } from '../../../src/admission/server/pair.ts';
import { folder } from '../../support/run.ts';
import { until } from '../../support/until.ts';
import { certificateOf, mount, secretOf } from './certificates.ts';
import { ask, get, metric, served, shownBy } from './served.ts';

const [first, second, other] = await Promise.all(
  ['first', 'second', 'other'].map(name => certificateOf(name)),
);
if (first === undefined || second === undefined || other === undefined) throw new Error('three were made');

const fingerprint = ({ cert, key }: { cert: string; key: string }) => {
  const pair = readPair(cert, key);
  return typeof pair === 'string' ? pair : pair.fingerprint;
};

test('a renewed certificate is for new connections, and those that stand go on', async () => {
  const home = folder({});
  mount(home, secretOf(first));
  const { webhook, health, logged } = await served(['--cert-dir', home]);
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
  let sockets = 0;
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (...args: Parameters<typeof create>) => {
    sockets++;
    return create(...args);
  };
  const review = async () => {
    const { status, json } = await ask(`${webhook}/validate`, 'create-by-apply', { agent, ca: first.cert });
    expect(status).toBe(200);
    expect(json.response.allowed).toBe(false);
  };
  await review();
  expect(await shownBy(webhook)).toBe(fingerprint(first));
  expect(await metric(health, 'ingress_policy_certificate_expiry_timestamp_seconds')).toBe(
    expiry(first.cert),
  );

  let isSwapped = false;
  const going = (async () => {
    while (!isSwapped) await review();
  })();
  mount(home, secretOf(second));
  await until(async () => (await shownBy(webhook)) === fingerprint(second));
  isSwapped = true;
  await going;
  await review();
  expect(sockets).toBe(1);
  expect(await ask(`${webhook}/validate`, 'scale', { ca: second.cert })).toMatchObject({ status: 200 });
  expect(logged('tls-read')).toMatchObject([{ certificate: fingerprint(second) }]);
  expect(await metric(health, 'ingress_policy_tls_reloads_total{result="accepted"}')).toBe(1);
  expect(await metric(health, 'ingress_policy_certificate_expiry_timestamp_seconds')).toBe(
    expiry(second.cert),
  );
  agent.destroy();
});

const expiry = (cert: string) => {
  const pair = readPair(cert, cert === first.cert ? first.key : second.key);
  return typeof pair === 'string' ? pair : pair.validTo.getTime() / 1000;
};

test.for<readonly [what: string, files: () => Promise<Record<string, string>>, why: RegExp]>([
  [
    'the key of another',
    async () => ({ 'tls.crt': second.cert, 'tls.key': first.key }),
    /: tls\.key is not the key of the certificate in tls\.crt$/,
  ],
  [
    'no certificate',
    async () => ({ 'tls.crt': '', 'tls.key': first.key }),
    /: tls\.crt has no PEM certificate$/,
  ],
  [
    'no key',
    async () => ({ 'tls.crt': second.cert, 'tls.key': 'secret' }),
    /: tls\.key has no PEM private key without a passphrase$/,
  ],
  [
    'an expired one',
    async () => secretOf(await certificateOf('old', { notAfter: new Date(Date.now() - 1000) })),
    /^the certificate expired at /,
  ],
  [
    'one of the future',
    async () => secretOf(await certificateOf('new', { notBefore: new Date(Date.now() + 3_600_000) })),
    /^the certificate is not valid before /,
  ],
])('%s leaves what is served, is told once, and is followed by one that fits', async ([, files, why]) => {
  const home = folder({});
  mount(home, secretOf(first));
  const { webhook, health, logged } = await served(['--cert-dir', home]);
  mount(home, await files());
  await until(() => logged('tls-refused').length > 0);
  expect(logged('tls-refused')).toMatchObject([{ why: expect.stringMatching(why) }]);
  expect(await shownBy(webhook)).toBe(fingerprint(first));
  expect((await get(`${health}/readyz`)).status).toBe(200);
  mount(home, secretOf(second));
  await until(() => logged('tls-read').length > 0);
  expect(await shownBy(webhook)).toBe(fingerprint(second));
  expect(logged('tls-refused')).toHaveLength(1);
  expect(await metric(health, 'ingress_policy_tls_reloads_total{result="refused"}')).toBe(1);
  expect(JSON.stringify(logged())).not.toContain('PRIVATE');
});

test('a certificate of the future is taken when its time has come', async () => {
  const home = folder({});
  mount(home, secretOf(first));
  const one = await served(['--cert-dir', home]);
  const coming = await certificateOf('new', { notBefore: new Date(Date.now() + 3_600_000) });
  mount(home, secretOf(coming));
  await until(() => one.logged('tls-refused').length > 0);
  one.clock = 2 * 3_600_000;
  await until(() => one.logged('tls-read').length > 0);
  expect(await shownBy(one.webhook)).toBe(fingerprint(coming));
});

test('files that are gone leave what is served', async () => {
  const home = folder({ 'tls.crt': first.cert, 'tls.key': first.key });
  const { webhook, logged } = await served(['--cert-dir', home]);
  fs.rmSync(path.join(home, 'tls.key'));
  await until(() => logged('tls-refused').length > 0);
  expect(logged('tls-refused')).toMatchObject([{ why: `${home} has no readable tls.key` }]);
  expect(await shownBy(webhook)).toBe(fingerprint(first));
});

test('only clients with a certificate of that CA and that name may ask', async () => {
  const [ca, strangers] = await Promise.all([certificateOf('ca'), certificateOf('other ca')]);
  const [apiServer, someone, stranger] = await Promise.all([
    certificateOf('kube-apiserver', { ca }),
    certificateOf('someone', { ca }),
    certificateOf('kube-apiserver', { ca: strangers }),
  ]);
  const home = folder({ 'ca.crt': ca.cert });
  const certs = path.join(home, 'tls');
  fs.mkdirSync(certs);
  mount(certs, secretOf(first));
  const { webhook, health, logged } = await served([
    ...['--cert-dir', certs, '--client-ca', path.join(home, 'ca.crt')],
    ...['--client-cn', 'kube-apiserver', '--client-cn', 'front-proxy'],
  ]);
  const url = `${webhook}/validate`;
  const isLetIn = async () => {
    const { status, json } = await ask(url, 'create-by-apply', apiServer);
    expect(status).toBe(200);
    expect(json.response.allowed).toBe(false);
  };
  const isTurnedAway = async () => {
    await expect(ask(url, 'create-by-apply')).rejects.toThrow();
    await expect(ask(url, 'create-by-apply', stranger)).rejects.toThrow();
    const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
    for (let count = 0; count < 3; count++) {
      const { status, json } = await ask(url, 'create-by-apply', { ...someone, agent });
      expect(status).toBe(403);
      expect(json).toEqual({
        error: 'the client certificate is for "someone", and "kube-apiserver", "front-proxy" may connect',
      });
    }
    agent.destroy();
  };
  await isLetIn();
  await isTurnedAway();
  expect(logged('turned-away')).toMatchObject([{ client: 'someone' }]);
  const faults = 'ingress_policy_reviews_total{webhook="validate",outcome="fault",mode="none"}';
  expect(await metric(health, faults)).toBe(3);
  await until(async () => ((await metric(health, 'ingress_policy_tls_handshake_failures_total')) ?? 0) >= 2);
  // The kubelet has no such certificate, and uses the other port.
  expect((await get(`${health}/readyz`)).status).toBe(200);

  // A renewal of the server's certificate does not admit other clients.
  mount(certs, secretOf(second));
  await until(() => logged('tls-read').length > 0);
  await isLetIn();
  await isTurnedAway();

  // The API server's own CA may change, too.
  fs.writeFileSync(path.join(home, 'ca.crt'), strangers.cert);
  await until(() => logged('tls-read').length > 1);
  expect((await ask(url, 'create-by-apply', stranger)).status).toBe(200);
  await expect(ask(url, 'create-by-apply', apiServer)).rejects.toThrow();
});

test('without names every client of that CA may ask', async () => {
  const ca = await certificateOf('ca');
  const { webhook } = await served(['--client-ca', path.join(folder({ 'ca.crt': ca.cert }), 'ca.crt')]);
  const client = await certificateOf('someone', { ca });
  expect((await ask(`${webhook}/validate`, 'create-by-apply', client)).status).toBe(200);
  await expect(ask(`${webhook}/validate`, 'create-by-apply')).rejects.toThrow();
});

test('what cannot be read at the start is a sentence', async () => {
  const home = folder({ 'ca.crt': 'none', 'tls/tls.crt': first.cert, 'tls/tls.key': other.key });
  const cases: readonly (readonly [args: readonly string[], message: string])[] = [
    [['--cert-dir', home], `${home} has no readable tls.crt`],
    [['--cert-dir', `${home}/tls`], `${home}/tls: tls.key is not the key of the certificate in tls.crt`],
    [['--client-ca', `${home}/ca.crt`], `${home}/ca.crt has no PEM certificate`],
    [
      ['--client-ca', `${home}/none`],
      `${home}/none cannot be read: --client-ca needs a file of certificates`,
    ],
  ];
  for (const [args, message] of cases) await expect(served(args)).rejects.toThrow(message);
});
