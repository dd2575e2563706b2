import { generate } from 'selfsigned';
import { type Pair, readPair } from './pair.ts';

const hour = 3_600_000;

/**
 * A certificate of this process alone: for the loopback, for a year, trusted by who is given it. It is no CA, so whoever
 * got hold of its key could sign nothing else with it.
 */
export async function createCertificate(now: Date): Promise<Pair> {
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
  const pair = readPair(`${made.cert.trim()}\n`, made.private);
  if (typeof pair === 'string') throw new Error(`the generated certificate is invalid: ${pair}`);
  return pair;
}
