import { generate } from 'selfsigned';
import { type Pair, readPair } from './pair.ts';

const hour = 3_600_000;

/**
 * Creates a certificate for this process: for the loopback, valid for a year, trusted by clients that are given it. It is
 * not a CA, so its key cannot sign other certificates.
 */
export async function createCertificate(now: Date): Promise<Pair> {
  const generated = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    // Clocks differ, and clients refuse a certificate that is not valid yet.
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
  const pair = readPair(`${generated.cert.trim()}\n`, generated.private);
  if (typeof pair === 'string') throw new Error(`the generated certificate is invalid: ${pair}`);
  return pair;
}
