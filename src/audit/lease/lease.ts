import type { LeaseStore, WriteAnswer } from '../../kube/api-server.ts';
import type { AuditLog } from '../log.ts';
import { bounded, type Wait } from '../scan/bounded.ts';
import { claimed, type LeaseRecord, type LeaseRef, readLease, released } from './lease-record.ts';

export interface LeaseOptions {
  readonly place: LeaseRef;
  /** Unique to this process: two processes with one identity would both hold the lease. */
  readonly identity: string;
  /** Milliseconds for which a silent holder keeps the lease. */
  readonly duration: number;
  readonly store: LeaseStore;
  /** A monotonic clock, in milliseconds. */
  clock(): number;
  now(): Date;
  /** From 0 to 1. */
  random(): number;
  readonly wait: Wait;
  readonly log: AuditLog;
}

/** `unknown` where the API server did not answer. */
export type LeaseState =
  | { readonly is: 'unknown'; readonly why: string }
  | { readonly is: 'watched'; readonly holder: string }
  | { readonly is: 'held' };

export interface Lease {
  state(): LeaseState;
  /** Runs `lead` whenever this process holds the lease, and aborts its signal when the lease is lost. */
  run(lead: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void>;
}

/**
 * Elects one leader at a time, without comparing the clocks of two machines. A holder is gone when its record has not
 * changed for its duration, measured by our own clock since we saw the change. A holder gives up a third earlier.
 * https://pkg.go.dev/k8s.io/client-go/tools/leaderelection
 */
export function createLease(options: LeaseOptions): Lease {
  const { place, identity, duration, store, clock, now, random, wait, log } = options;
  let state: LeaseState = { is: 'unknown', why: 'the lease was not read yet' };
  let observed: { readonly version: string; readonly at: number } | null = null;
  let failing = false;

  function become(next: LeaseState): LeaseState {
    if (next.is === 'unknown' && !failing) log({ what: 'lease-failed', why: next.why });
    if (
      next.is === 'watched' &&
      next.holder !== '' &&
      !(state.is === 'watched' && state.holder === next.holder)
    )
      log({ what: 'lease-watched', holder: next.holder });
    failing = next.is === 'unknown';
    state = next;
    return next;
  }

  function observe(record: LeaseRecord): void {
    if (record.version !== observed?.version) observed = { version: record.version, at: clock() };
  }

  /** Takes or renews the lease. */
  async function attempt(signal: AbortSignal): Promise<LeaseState> {
    const read = await store.read(signal);
    if (read.is === 'absent') {
      const created = await store.create(
        claimed(place, null, { holder: identity, duration, now: now() }),
        signal,
      );
      return after(created, null);
    }
    if (read.is !== 'written') return { is: 'unknown', why: read.why };
    const record = readLease(read.value);
    if (record === null) return { is: 'unknown', why: 'the API server sent something that is not a Lease' };
    observe(record);
    const isForeign = record.holder !== '' && record.holder !== identity;
    if (isForeign && clock() < (observed?.at ?? 0) + record.duration)
      return { is: 'watched', holder: record.holder };
    const claim = claimed(place, record, { holder: identity, duration, now: now() });
    return after(await store.update(claim, signal), record);
  }

  function after(kept: WriteAnswer, before: LeaseRecord | null): LeaseState {
    switch (kept.is) {
      case 'written': {
        const record = readLease(kept.value);
        if (record !== null) observe(record);
        return { is: 'held' };
      }
      case 'conflict':
        // Another client changed our own Lease, such as a label: there is time to try again.
        if (before?.holder === identity) return { is: 'unknown', why: kept.why };
        // Another process was faster; the next read shows which.
        return { is: 'watched', holder: '' };
      case 'absent':
      case 'failed':
        return { is: 'unknown', why: kept.why };
      default:
        return kept satisfies never;
    }
  }

  /** Waits a little less than a third, at random, so that waiting processes do not send requests together. */
  const pause = (signal: AbortSignal) => wait((duration / 3) * (0.8 + 0.2 * random()), signal);

  /** Renews the lease until it is lost or the signal aborts. `since` is the time at which the claim was sent. */
  async function keep(since: number, signal: AbortSignal): Promise<void> {
    let kept = since;
    for (;;) {
      await pause(signal);
      if (signal.aborted) return;
      const sent = clock();
      // A later answer is too late: another process may lead by then.
      const within = kept + (duration * 2) / 3 - sent;
      const next = await bounded({ within, why: 'the time limit was reached', wait }, signal, attempt);
      if (signal.aborted) return;
      if (next.is === 'held') {
        kept = sent;
        become(next);
      } else if (next.is === 'watched' || clock() - kept >= (duration * 2) / 3) {
        log({ what: 'lease-lost' });
        become(next);
        return;
      }
    }
  }

  async function term(since: number, lead: (signal: AbortSignal) => Promise<void>, signal: AbortSignal) {
    const ending = new AbortController();
    const end = () => ending.abort();
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    try {
      // The first to end stops the other: a failed `lead` must not keep the lease.
      await Promise.all([lead(ending.signal).finally(end), keep(since, ending.signal).finally(end)]);
    } finally {
      signal.removeEventListener('abort', end);
    }
  }

  /** Gives up a held lease, so that the next process need not wait for its end. */
  async function release(): Promise<void> {
    const unhurried = new AbortController().signal;
    const read = await store.read(unhurried);
    const record = read.is === 'written' ? readLease(read.value) : null;
    if (record === null || record.holder !== identity) return;
    const updated = await store.update(released(place, record, now()), unhurried);
    if (updated.is === 'written') log({ what: 'lease-released' });
  }

  return {
    state: () => state,
    async run(lead, signal) {
      while (!signal.aborted) {
        const sent = clock();
        const next = await attempt(signal);
        if (signal.aborted && next.is !== 'held') return;
        become(next);
        if (next.is !== 'held') {
          await pause(signal);
          continue;
        }
        log({ what: 'lease-held' });
        try {
          await term(sent, lead, signal);
        } finally {
          if (state.is === 'held') await release();
        }
      }
    },
  };
}
