import type { KindState } from '../../kube/api-server.ts';
import type { Json, JsonObject } from '../../kube/json.ts';
import type { Kind } from '../../kube/kinds.ts';
import type { Obj } from '../../kube/object.ts';
import type { Api } from './api.ts';
import type { Discovery } from './discovery.ts';
import { listAll } from './list.ts';
import { objectFrom } from './object.ts';
import { pathOf } from './paths.ts';
import { type ApiFailure, failure, type ObjectSink, type Timing } from './shapes.ts';
import { backOff } from './waiting.ts';
import { type Change, watch } from './watch.ts';

/** The dependencies that all reflectors share. */
export interface Surroundings {
  readonly api: Api;
  readonly discovery: Discovery;
  readonly sink: ObjectSink;
  readonly timing: Timing;
  readonly signal: AbortSignal;
  strip(body: JsonObject, kind: string): JsonObject;
  /** Limits the number of pages that are read at the same time. */
  gate<T>(work: () => Promise<T>): Promise<T>;
  /** From 0 to 1. */
  random(): number;
  /** Milliseconds. */
  clock(): number;
  /** Between two requests; ended by the signal. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  say(kind: string | null, says: string): void;
}

/**
 * The state of a kind: not known yet, completely listed, not served, or not permitted. Only `listed` and `absent` prove
 * that a missing object does not exist.
 */
export type Phase = 'unknown' | 'listed' | 'absent' | 'forbidden';

export interface Reflector {
  readonly kind: Kind;
  readonly phase: Phase;
  /** The API version in which the kind is read; null until it is known. */
  readonly version: string | null;
  state(objects: number): KindState;
  /** Settles only after the signal aborts. */
  readonly done: Promise<void>;
}

const page = 500;

/** Keeps the sink's objects of a kind equal to the cluster's, through every failure. */
export function reflect(kind: Kind, around: Surroundings): Reflector {
  const { api, discovery, sink, timing, signal, random, clock, say } = around;
  const name = `${kind.group}/${kind.kind}`;
  let phase: Phase = 'unknown';
  /** The resourceVersion up to which all objects are known; null where the kind must be listed. */
  let position: { readonly version: string; from: string } | null = null;
  let version: string | null = null;
  let lists = 0;
  let failures = 0;
  let inRow = 0;
  let expiries = 0;
  /** Watches in a row that ended without a newer resourceVersion; after 3 the kind is listed again. */
  let barren = 0;
  let skipped = 0;
  let lastError: string | null = null;
  let forbiddenSince: number | null = null;
  let heardAt = clock();

  const between = ({ least, most }: { least: number; most: number }) => least + random() * (most - least);
  /** The wait, with jitter, before an absent kind is looked up again. */
  const nextLook = () => between({ least: timing.poll / 2, most: timing.poll });

  function heard(): void {
    heardAt = clock();
    lastError = null;
  }

  function failed({ why, retryAfter }: ApiFailure): number {
    failures += 1;
    lastError = why;
    say(name, why);
    const wait = backOff(inRow++, timing.backOff, random);
    return retryAfter === null ? wait : wait + Math.min(retryAfter, timing.backOff.most);
  }

  function enter(next: Phase, objects: readonly Obj[]): void {
    if (phase !== next && phase !== 'unknown') say(name, transitions[next]);
    phase = next;
    sink.replace(kind.group, kind.kind, objects);
  }

  function objectOf(json: Json, served: string): Obj | null {
    const obj = objectFrom(json, kind, served, body => around.strip(body, name));
    if (typeof obj !== 'string') return obj;
    skipped += 1;
    return null;
  }

  /** `list` and `follow` return the milliseconds to wait before the next step. */
  async function list(): Promise<number> {
    const served = await discovery.versionsOf(kind, signal);
    if (served.is === 'failed') return failed(served);
    for (const servedVersion of served.versions) {
      const objects: Obj[] = [];
      const paging = { limit: expiries < 2 ? page : null, gate: around.gate };
      const call = { signal, within: timing.request };
      const listed = await listAll(api, pathOf(kind, servedVersion), paging, call, item => {
        const obj = objectOf(item, servedVersion);
        if (obj !== null) objects.push(obj);
      });
      if (signal.aborted) return 0;
      if (listed.is === 'failed' && listed.status === 404) continue;
      if (listed.is === 'failed' && listed.status === 403) return forbidden(listed);
      if (listed.is === 'failed') {
        if (listed.status === 410) expiries += 1;
        return failed(listed);
      }
      heard();
      lists += 1;
      expiries = 0;
      barren = 0;
      forbiddenSince = null;
      version = servedVersion;
      position = { version: servedVersion, from: listed.version };
      enter('listed', objects);
      return 0;
    }
    if (served.versions.length > 0 && !served.isGuess) {
      discovery.forget();
      return failed(failure('the server lists the kind but answers 404', { status: 404 }));
    }
    heard();
    inRow = 0;
    version = null;
    if (phase !== 'absent') enter('absent', []);
    return nextLook();
  }

  function forbidden(refusal: ApiFailure): number {
    // A server that has just started may not have loaded the roles yet.
    forbiddenSince ??= clock();
    if (phase === 'listed' && clock() - forbiddenSince < timing.patience) return failed(refusal);
    failures += 1;
    lastError = refusal.why;
    if (phase !== 'forbidden') {
      say(name, refusal.why);
      enter('forbidden', []);
    }
    return nextLook();
  }

  async function follow(at: { readonly version: string; from: string }): Promise<number> {
    const since = clock();
    const end = await watch(api, pathOf(kind, at.version), {
      signal,
      from: at.from,
      open: between(timing.watch),
      within: timing.request,
      // Jitter, so that watches that were opened together do not end together.
      idle: timing.idle * (1 + random() / 4),
      opened: heard,
      heard(to) {
        heard();
        at.from = to;
        barren = 0;
      },
      changed: (change, json) => take(change, json, at.version),
    });
    if (signal.aborted) return 0;
    // A long watch counts as sound, however it ended.
    const isSteady = clock() - since >= timing.steady;
    if (isSteady) inRow = 0;
    if (end.is !== 'failed') return isSteady ? 0 : backOff(inRow++, timing.backOff, random);
    if (mustList(end)) position = null;
    return failed(end);
  }

  /** Whether a broken watch cannot continue from its last resourceVersion. */
  function mustList({ status }: ApiFailure): boolean {
    if (status === null || status === 401 || status === 429) return false;
    if (status === 404) discovery.forget();
    if (status >= 400 && status < 500) return true;
    // The server may repeat a fault forever, such as an invalid event or a future resourceVersion.
    barren += 1;
    return barren >= 3;
  }

  function take(change: Change, json: Json, served: string): void {
    const obj = objectOf(json, served);
    if (obj === null) return;
    if (change === 'put') sink.put(obj);
    else sink.remove(obj.ref);
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      let ms: number;
      try {
        ms = await (position === null ? list() : follow(position));
      } catch (error) {
        // An internal error in one object must not end the reflector.
        position = null;
        ms = failed(failure(error instanceof Error ? (error.stack ?? error.message) : String(error)));
      }
      await around.wait(ms, signal);
    }
  }

  return {
    kind,
    get phase() {
      return phase;
    },
    get version() {
      return version;
    },
    state: objects => ({
      group: kind.group,
      kind: kind.kind,
      served: phase === 'unknown' ? null : phase !== 'absent',
      synced: phase === 'listed' || phase === 'absent',
      objects,
      ageSeconds: Math.max(0, (clock() - heardAt) / 1000),
      relists: Math.max(0, lists - 1),
      failures,
      skipped,
      lastError,
    }),
    done: run(),
  };
}

const transitions: Readonly<Record<Phase, string>> = {
  unknown: 'is unknown',
  listed: 'is listed again',
  absent: 'is no longer served',
  forbidden: 'cannot be listed: no permission',
};
