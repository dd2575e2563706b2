import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';

/** TLS options, all in PEM. */
export interface Tls {
  readonly key: string;
  /** The certificate and its intermediate certificates. */
  readonly cert: string;
  /** The CA of client certificates; where it is set, clients need a certificate. */
  readonly clientCa?: string | undefined;
}

/** A key and its certificate. */
export interface Pair {
  readonly key: string;
  readonly cert: string;
  /** SHA-256 of the certificate, as openssl and curl print it. */
  readonly fingerprint: string;
  /** SHA-256 of the public key in base64, for `curl --pinnedpubkey`. */
  readonly pin: string;
  readonly validFrom: Date;
  readonly validTo: Date;
}

/** The pair; a string is an error, which never shows the key. `timeFault` checks the dates. */
export function readPair(cert: string, key: string): Pair | string {
  const certificate = certificateIn(cert);
  if (certificate === null) return 'tls.crt has no PEM certificate';
  const secret = keyIn(key);
  if (secret === null) return 'tls.key has no PEM private key without a passphrase';
  if (!certificate.checkPrivateKey(secret)) return 'tls.key is not the key of the certificate in tls.crt';
  const fault = contextFault({ cert, key });
  if (fault !== null) return `tls.crt and tls.key cannot be used: ${fault}`;
  const publicKey = certificate.publicKey.export({ type: 'spki', format: 'der' });
  return {
    key,
    cert,
    fingerprint: certificate.fingerprint256,
    pin: createHash('sha256').update(publicKey).digest('base64'),
    validFrom: certificate.validFromDate,
    validTo: certificate.validToDate,
  };
}

/** Why clients refuse the certificate at that time; null where it is valid. */
export function timeFault({ validFrom, validTo }: Pick<Pair, 'validFrom' | 'validTo'>, now: Date) {
  if (now > validTo) return `the certificate expired at ${validTo.toISOString()}`;
  if (now < validFrom) return `the certificate is not valid before ${validFrom.toISOString()}`;
  return null;
}

/** The fault of the CA for client certificates; null for none. */
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

/** Lets OpenSSL check the chain and the strength of the key. */
function contextFault(options: Parameters<typeof createSecureContext>[0]): string | null {
  try {
    createSecureContext(options);
    return null;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code ?? message;
  }
}
