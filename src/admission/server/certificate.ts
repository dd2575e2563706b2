import { X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';

export interface Tls {
  readonly key: string;
  /** PEM. */
  readonly cert: string;
}

export interface Certificate extends Tls {
  /** SHA-256 of the certificate, as openssl and curl print it. */
  readonly fingerprint: string;
  /** SHA-256 of its public key in base64: what `curl --pinnedpubkey` takes. */
  readonly pin: string;
}

const hour = 3_600_000;

/**
 * A certificate of this process alone: for the loopback, for a year, trusted by who is given it. It is no CA, so whoever
 * got hold of its key could sign nothing else with it.
 */
export async function createCertificate(now: Date): Promise<Certificate> {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    // Clocks differ, and a certificate of the future is refused.
    notBeforeDate: new Date(now.getTime() - hour),
    notAfterDate: new Date(now.getTime() + 365 * 24 * hour),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  const cert = new X509Certificate(made.cert);
  const key = cert.publicKey.export({ type: 'spki', format: 'der' });
  const pin = Buffer.from(await crypto.subtle.digest('SHA-256', new Uint8Array(key))).toString('base64');
  return { key: made.private, cert: `${made.cert.trim()}\n`, fingerprint: cert.fingerprint256, pin };
}
