import type { KindState } from '../../kube/api-server.ts';
import { present } from './cache.ts';
import { type Pair, timeFault } from './pair.ts';

export interface Readiness {
  readonly ready: boolean;
  readonly checks: {
    /** A kind may be missing for good, such as a kind that the webhook may not list. */
    readonly cache: { readonly ok: boolean; readonly missing: readonly MissingKind[] };
    readonly certificate: { readonly ok: boolean; readonly expires: string; readonly why: string | null };
    /** False from the signal to stop. */
    readonly serving: { readonly ok: boolean };
  };
}

interface MissingKind {
  readonly group: string;
  readonly kind: string;
  readonly why: string;
}

export interface State {
  readonly isSynced: boolean;
  readonly kinds: readonly KindState[];
  readonly certificate: Pick<Pair, 'validFrom' | 'validTo'>;
  readonly isStopping: boolean;
  readonly now: Date;
}

/** Whether the API server should send reviews to this process. */
export function readinessOf({ isSynced, kinds, certificate, isStopping, now }: State): Readiness {
  const why = timeFault(certificate, now);
  const missing = present(kinds)
    .filter(({ synced }) => !synced)
    .map(state => ({ group: state.group, kind: state.kind, why: whyMissing(state) }));
  return {
    ready: isSynced && why === null && !isStopping,
    checks: {
      cache: { ok: isSynced, missing },
      certificate: { ok: why === null, expires: certificate.validTo.toISOString(), why },
      serving: { ok: !isStopping },
    },
  };
}

function whyMissing({ served, lastError }: KindState): string {
  if (lastError !== null) return lastError;
  return served === null ? 'not known yet whether the cluster serves the kind' : 'not listed yet';
}
