import path from 'node:path';
import { createCertificate } from '../../src/admission/server/certificate.ts';
import { clientCaFault, type Pair, readPair, type Tls, timeFault } from '../../src/admission/server/pair.ts';
import type { ServeEntry } from '../shared/log.ts';
import { UsageError } from '../shared/usage-error.ts';
import { type FileWatchOptions, textOf, watchFiles } from '../shared/watch-files.ts';
import type { ConfigNotice } from './config.ts';
import type { ServeOptions } from './options.ts';

/** The served certificate. */
export interface ServedTls {
  pair(): Pair;
  tls(): Tls;
  /** Starts to follow the files and calls `changed` with the TLS options of the next handshakes. */
  follow(changed: (tls: Tls) => void): void;
  close(): void;
}

interface Given {
  readonly pair: Pair;
  readonly clientCa: string | null;
}

/**
 * Follows the files, which cert-manager renews. A pair that does not match, or that is not valid at this time, does not
 * replace the served pair. At the start even an expired pair is used: it is logged, no client accepts it, and the next
 * pair replaces it.
 */
export async function openTls(
  { certDir, clientCa }: Pick<ServeOptions, 'certDir' | 'clientCa'>,
  now: () => Date,
  { log, reloaded }: ConfigNotice<ServeEntry>,
  watch: FileWatchOptions = {},
): Promise<ServedTls> {
  const created = certDir === null ? await createCertificate(now()) : null;
  const files = [
    ...(certDir === null ? [] : [path.join(certDir, 'tls.crt'), path.join(certDir, 'tls.key')]),
    ...(clientCa === null ? [] : [clientCa]),
  ];
  const read = () => readGiven(created, certDir, clientCa);
  const first = read();
  if (typeof first === 'string') throw new UsageError(first);
  let current = first;
  let refused: string | null = null;
  let watching: { close(): void } | null = null;

  function look(changed: (tls: Tls) => void): void {
    const next = read();
    const why = typeof next === 'string' ? next : isSame(next, current) ? null : timeFault(next.pair, now());
    if (typeof next !== 'string' && why === null) {
      refused = null;
      if (isSame(next, current)) return;
      current = next;
      changed(tlsOf(next));
      log({ what: 'tls-read', ...about(next.pair) });
      reloaded('accepted');
    } else if (why !== null && why !== refused) {
      // Tried at each poll, since a certificate may become valid later; logged once.
      refused = why;
      log({ what: 'tls-refused', why });
      reloaded('refused');
    }
  }

  return {
    pair: () => current.pair,
    tls: () => tlsOf(current),
    follow(changed) {
      if (files.length > 0) watching ??= watchFiles(files, () => look(changed), watch);
    },
    close: () => watching?.close(),
  };
}

/** The log fields of a pair: nothing of its key. */
export const about = ({ fingerprint, validTo }: Pair) => ({
  certificate: fingerprint,
  expires: validTo.toISOString(),
});

const tlsOf = ({ pair: { key, cert }, clientCa }: Given): Tls => ({
  key,
  cert,
  ...(clientCa === null ? {} : { clientCa }),
});

const isSame = (a: Given, b: Given) =>
  a.pair.key === b.pair.key && a.pair.cert === b.pair.cert && a.clientCa === b.clientCa;

/** The contents of the files; a string is an error. */
function readGiven(created: Pair | null, certDir: string | null, caFile: string | null): Given | string {
  const pair = created ?? pairIn(certDir ?? '.');
  if (typeof pair === 'string') return pair;
  if (caFile === null) return { pair, clientCa: null };
  const clientCa = textOf(caFile);
  if (clientCa === null) return `${caFile} cannot be read: --client-ca needs a file of certificates`;
  const fault = clientCaFault(clientCa);
  return fault === null ? { pair, clientCa } : `${caFile} ${fault}`;
}

function pairIn(folder: string): Pair | string {
  const [cert, key] = ['tls.crt', 'tls.key'].map(name => textOf(path.join(folder, name)));
  if (cert === null || cert === undefined) return `${folder} has no readable tls.crt`;
  if (key === null || key === undefined) return `${folder} has no readable tls.key`;
  const pair = readPair(cert, key);
  return typeof pair === 'string' ? `${folder}: ${pair}` : pair;
}
