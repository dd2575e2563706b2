import type { ApiRead, KindState, ReadAnswer } from '../../kube/api-server.ts';
import { type Kind, kinds } from '../../kube/kinds.ts';
import { type Api, createApi } from './api.ts';
import type { Credentials } from './credentials.ts';
import { createDiscovery } from './discovery.ts';
import { createLive, type ServedKind } from './live.ts';
import { type Reflector, reflect } from './reflector.ts';
import type { ClusterEntry, ObjectSink, Timing } from './shapes.ts';
import { createStripper } from './strip.ts';
import { minorIn } from './version.ts';
import { backOff, createGate } from './waiting.ts';

export interface SourceOptions {
  readonly credentials: Credentials;
  readonly sink: ObjectSink;
  readonly timing: Timing;
  /** The number of the kind's objects in the sink. */
  count(group: string, kind: string): number;
  log(entry: ClusterEntry): void;
  random(): number;
  /** Milliseconds since any fixed moment. */
  clock(): number;
  /** Between two requests; ended by the signal. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** A watched cluster. */
export interface ClusterSource {
  readonly live: { read(read: ApiRead, signal: AbortSignal): Promise<ReadAnswer> };
  kinds(): readonly KindState[];
  /** Whether every object of the kind is known. */
  isListed(group: string, kind: string): boolean;
  /** Whether the server's last answer was that it does not serve the kind. */
  isAbsent(group: string, kind: string): boolean;
  /** Whether every kind was listed once, or is known to be absent or forbidden. */
  isSynced(): boolean;
  /** The minor version of the API server. */
  version(): number | null;
  close(): Promise<void>;
}

/** Read live when a decision needs them: they are many, change with every rollout, and mostly follow from templates. */
const unwatched = new Set(['/Pod', '/Endpoints', 'discovery.k8s.io/EndpointSlice', 'apps/ReplicaSet']);

const keyOf = (group: string, kind: string) => `${group}/${kind}`;

/** The kinds that are read live and never watched. */
const unwatchedKinds: ReadonlyMap<string, ServedKind> = new Map(
  [
    ...kinds.filter(({ group, kind }) => unwatched.has(keyOf(group, kind))),
    { group: 'apps', kind: 'ControllerRevision', plural: 'controllerrevisions', namespaced: true },
  ].map(kind => [keyOf(kind.group, kind.kind), { kind, version: 'v1' }]),
);

export const watched: readonly Kind[] = kinds.filter(({ group, kind }) => !unwatched.has(keyOf(group, kind)));

export function openSource(options: SourceOptions): ClusterSource {
  const { credentials, sink, timing, random, clock, wait, count } = options;
  const closing = new AbortController();
  const { signal } = closing;
  const api = createApi(credentials);
  const stripper = createStripper();
  const keptFor = () => (timing.poll / 2) * random();
  const around = {
    api,
    discovery: createDiscovery(api, timing.request, clock, keptFor),
    sink,
    timing,
    signal,
    strip: stripper.strip,
    gate: createGate(pagesAtOnce),
    random,
    clock,
    wait,
    say: sayOnce(options),
  };
  const reflectors = new Map<string, Reflector>(
    watched.map(kind => [keyOf(kind.group, kind.kind), reflect(kind, around)]),
  );
  const version = askVersion(api, options, signal);

  function find(group: string, kind: string): ServedKind | null {
    const key = keyOf(group, kind);
    const known = reflectors.get(key);
    if (known === undefined) return unwatchedKinds.get(key) ?? null;
    if (known.phase === 'absent') return null;
    return { kind: known.kind, version: known.version ?? known.kind.versions[0] ?? 'v1' };
  }

  const phaseOf = (group: string, kind: string) => reflectors.get(keyOf(group, kind))?.phase ?? 'unknown';
  return {
    live: createLive(api, find, timing.request),
    kinds: () =>
      [...reflectors.values()].map(reflector =>
        reflector.state(count(reflector.kind.group, reflector.kind.kind)),
      ),
    isListed: (group, kind) => ['listed', 'absent'].includes(phaseOf(group, kind)),
    isAbsent: (group, kind) => phaseOf(group, kind) === 'absent',
    isSynced: () => [...reflectors.values()].every(({ phase }) => phase !== 'unknown'),
    version: version.minor,
    async close() {
      closing.abort();
      await Promise.all([...reflectors.values()].map(({ done }) => done));
      await version.done;
      await credentials.close();
    },
  };
}

/** The number of pages in memory while their objects are decoded. */
const pagesAtOnce = 3;

/** Logs each text once a minute: a cluster that is down repeats the same failure for every kind. */
function sayOnce({ log, clock }: SourceOptions): (kind: string | null, says: string) => void {
  const loggedAt = new Map<string, number>();
  return (kind, says) => {
    const at = clock();
    for (const [key, when] of loggedAt) if (at - when >= minute) loggedAt.delete(key);
    if (loggedAt.has(says)) return;
    loggedAt.set(says, at);
    log({ what: 'cluster', kind, says });
  };
}

const minute = 60_000;

/** Reads the version again and again, because a cluster may be upgraded under a running webhook. */
function askVersion(api: Api, { timing, random, wait }: SourceOptions, signal: AbortSignal) {
  let minor: number | null = null;
  async function run(): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const reply = await api.json('/version', { signal, within: timing.request });
      if (reply.is === 'json') minor = minorIn(reply.value) ?? minor;
      failures = reply.is === 'json' ? 0 : failures + 1;
      const next = reply.is === 'json' ? timing.watch.most : backOff(failures, timing.backOff, random);
      await wait(next, signal);
    }
  }
  return { minor: () => minor, done: run() };
}
