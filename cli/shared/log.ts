import type { LogEntry } from '../../src/admission/server/log.ts';
import { visibleJson } from '../../src/text/visible.ts';
import type { ClusterEntry } from '../serve/watched-cluster.ts';
import type { Io } from './io.ts';

/** Log lines of the server itself, besides refusals and patches. */
export type ServeEntry =
  | LogEntry
  | {
      readonly what: 'listening';
      readonly webhook: string;
      readonly health: string | null;
      /** SHA-256 of the certificate. */
      readonly certificate: string;
      readonly expires: string;
    }
  | { readonly what: 'stopping'; readonly signal: string }
  | ConfigEntry
  | { readonly what: 'tls-read'; readonly certificate: string; readonly expires: string }
  /** The served certificate stays. */
  | { readonly what: 'tls-refused'; readonly why: string }
  | ClusterEntry;

export type ConfigEntry =
  | { readonly what: 'policy-read'; readonly file: string }
  /** The current config stays. */
  | { readonly what: 'policy-refused'; readonly file: string; readonly faults: readonly string[] };

export type ServeLog = (entry: ServeEntry) => void;

/** Writes each entry as a line of JSON, without characters that control a terminal. */
export function logTo<Entry extends object>({ stderr, now }: Io): (entry: Entry) => void {
  return entry => stderr.write(`${visibleJson(JSON.stringify({ time: now().toISOString(), ...entry }))}\n`);
}
