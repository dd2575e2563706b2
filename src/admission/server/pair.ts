import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';

/** All of it in PEM. */
export interface Tls {
  readonly key: string;
  /** The certificate, and those between it and what the API server trusts. */
  readonly cert: string;
  /** Who signs the certificates of clients, which are asked for one then. */
  readonly clientCa?: string | undefined;
}

/** A key and a certificate that belong together. */
export interface Pair {
  readonly key: string;
  readonly cert: string;
  /** SHA-256 of the certificate, as openssl and curl print it. */
  readonly fingerprint: string;
  /** SHA-256 of its public key in base64: what `curl --pinnedpubkey` takes. */
  readonly pin: string;
  readonly validFrom: Date;
  readonly validTo: Date;
}

/** The pair, or what is wrong with it: the times are for `timeFault`. Nothing of the key is ever said. */
export function readPair(cert: string, key: string): Pair | string {
  const made = certificateIn(cert);
  if (made === null) return 'tls.crt has no PEM certificate';
  const secret = keyIn(key);
  if (secret === null) return 'tls.key has no PEM private key without a passphrase';
  if (!made.checkPrivateKey(secret)) return 'tls.key is not the key of the certificate in tls.crt';
  const fault = contextFault({ cert, key });
  if (fault !== null) return `tls.crt and tls.key cannot be used: ${fault}`;
  const publicKey = made.publicKey.export({ type: 'spki', format: 'der' });
  return {
    key,
    cert,
    fingerprint: made.fingerprint256,
    pin: createHash('sha256').update(publicKey).digest('base64'),
    validFrom: made.validFromDate,
    validTo: made.validToDate,
  };
}

/** Why no client takes it at that time; null where it is valid. */
export function timeFault({ validFrom, validTo }: Pick<Pair, 'validFrom' | 'validTo'>, now: Date) {
  if (now > validTo) return `the certificate expired at ${validTo.toISOString()}`;
  if (now < validFrom) return `the certificate is not valid before ${validFrom.toISOString()}`;
  return null;
}

/** What is wrong with the certificates that sign those of clients; null where nothing is. */
export function clientCaFault(ca: string): string | null {
  return certificateIn(ca) === null ? 'has no PEM certificate' : contextFault({ ca });
}

function certificateIn(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    return null;
  }
}

function keyIn(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}

/** Of a chain, and of the strength of a key, only OpenSSL can tell whether it takes them. */
function contextFault(options: Parameters<typeof createSecureContext>[0]): string | null {
  try {
    createSecureContext(options);
    return null;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code ?? message;
  }
}
