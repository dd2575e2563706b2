import { type Kind, kinds } from '../../kube/kinds.ts';
import type { Obj } from '../../kube/object.ts';
import { isOwned, isWorkload } from '../../kube/workload.ts';
import type { Api } from './api.ts';
import type { Discovery } from './discovery.ts';
import { listAll } from './list.ts';
import { objectFrom } from './object.ts';
import { pathOf } from './paths.ts';
import { type ApiFailure, failure, type Timing } from './shapes.ts';
import type { Stripper } from './strip.ts';
import { minorIn } from './version.ts';
import { backOff, createGate, sleep } from './waiting.ts';

export interface ReadOptions {
  readonly api: Api;
  readonly discovery: Discovery;
  readonly stripper: Stripper;
  readonly timing: Pick<Timing, 'request' | 'backOff'>;
  /** Ends the read; the remaining kinds are then unread. */
  readonly signal: AbortSignal;
  /** From 0 to 1. */
  random(): number;
  /** The namespaces in which to list a kind that we may not list everywhere; empty where none is known. */
  readonly namespaces: readonly string[];
  /** Called after each page with the number of objects of the kind so far. */
  progress?(kind: Kind, objects: number): void;
}

/** How much of a kind was read. */
export interface KindRead {
  readonly group: string;
  readonly kind: string;
  /** `listed`: everywhere; `partly`: only in `namespaces`; `absent`: the kind is not served; else nothing is known. */
  readonly is: 'listed' | 'partly' | 'absent' | 'forbidden' | 'failed';
  readonly namespaces: readonly string[];
  readonly why: string | null;
}

/** The objects of a cluster. The kinds are read one after the other, so each may show another moment. */
export interface ClusterRead {
  readonly objects: readonly Obj[];
  readonly kinds: readonly KindRead[];
  /** The minor version of the API server; null where the server did not answer. */
  readonly version: number | null;
}

const page = 500;
const tries = 5;
/** The number of pages in memory while their objects are decoded. */
const pagesAtOnce = 3;
const isEndpoints = ({ group, kind }: Kind) => group === '' && kind === 'Endpoints';
const isSlices = ({ kind }: KindRead) => kind === 'EndpointSlice';

/** Reads every object of every kind that rules read, once. Never throws: an unread kind has a reason. */
export async function readCluster(options: ReadOptions): Promise<ClusterRead> {
  const gate = createGate(pagesAtOnce);
  const [version, ...reads] = await Promise.all([
    versionOf(options),
    ...kinds.filter(kind => !isEndpoints(kind)).map(kind => readKind(kind, gate, options)),
  ]);
  // A server with EndpointSlices mirrors all Endpoints into them.
  if (!reads.some(({ read }) => isSlices(read) && read.is === 'listed'))
    for (const kind of kinds.filter(isEndpoints)) reads.push(await readKind(kind, gate, options));
  return { objects: reads.flatMap(({ objects }) => objects), kinds: reads.map(({ read }) => read), version };
}

interface OneKind {
  readonly read: KindRead;
  readonly objects: readonly Obj[];
}

type Gate = <T>(work: () => Promise<T>) => Promise<T>;

async function readKind(kind: Kind, gate: Gate, options: ReadOptions): Promise<OneKind> {
  const { discovery, signal } = options;
  const { group, kind: name } = kind;
  const result = (is: KindRead['is'], objects: readonly Obj[], more: Partial<KindRead> = {}): OneKind => ({
    read: { group, kind: name, is, namespaces: [], why: null, ...more },
    objects,
  });
  const served = await again(options, () => discovery.versionsOf(kind, signal));
  if (served.is === 'failed') return result('failed', [], { why: served.why });
  for (const version of served.versions) {
    const listed = await listOf(kind, version, null, gate, options);
    if (listed.is === 'listed') return result('listed', listed.objects);
    if (listed.status === 404) continue;
    if (listed.status !== 403) return result('failed', [], { why: listed.why });
    if (!kind.namespaced) return result('forbidden', [], { why: listed.why });
    const parts = await Promise.all(
      options.namespaces.map(async namespace => ({
        namespace,
        listed: await listOf(kind, version, namespace, gate, options),
      })),
    );
    const read = parts.flatMap(part => (part.listed.is === 'listed' ? [part.namespace] : []));
    const objects = parts.flatMap(part => (part.listed.is === 'listed' ? part.listed.objects : []));
    return result(read.length > 0 ? 'partly' : 'forbidden', objects, { namespaces: read, why: listed.why });
  }
  return result('absent', []);
}

/** Lists a kind in one namespace or everywhere. A list that expires between two pages is read again in one piece. */
async function listOf(
  kind: Kind,
  version: string,
  namespace: string | null,
  gate: Gate,
  options: ReadOptions,
): Promise<{ readonly is: 'listed'; readonly objects: readonly Obj[] } | ApiFailure> {
  const { api, stripper, timing, signal, progress } = options;
  const name = `${kind.group}/${kind.kind}`;
  let objects: Obj[] = [];
  let expired = 0;
  const listed = await again(options, async () => {
    objects = [];
    const paging = { limit: expired < 2 ? page : null, gate };
    const call = { signal, within: timing.request };
    const reply = await listAll(api, pathOf(kind, version, { namespace }), paging, call, item => {
      const made = objectFrom(item, kind, version, body => stripper.strip(body, name));
      if (typeof made === 'string' || isRevision(made)) return;
      objects.push(made);
      if (objects.length % page === 0) progress?.(kind, objects.length);
    });
    if (reply.is === 'failed' && reply.status === 410) expired += 1;
    return reply;
  });
  if (listed.is === 'failed') return listed;
  progress?.(kind, objects.length);
  return { is: 'listed', objects };
}

/** Old ReplicaSets, about ten for each Deployment, add nothing to their owner. */
const isRevision = (obj: Obj) => obj.ref.kind === 'ReplicaSet' && isWorkload(obj) && isOwned(obj);

/** Retries a request that a busy or restarting server did not answer. */
async function again<Answer extends { readonly is: string }>(
  { timing, signal, random }: ReadOptions,
  ask: () => Promise<Answer | ApiFailure>,
): Promise<Answer | ApiFailure> {
  for (let failures = 0; ; failures++) {
    const answer = await ask();
    if (!isFailure(answer) || !mayPass(answer)) return answer;
    if (failures + 1 >= tries || signal.aborted) return answer;
    const asked = Math.min(answer.retryAfter ?? 0, timing.backOff.most);
    await sleep(backOff(failures, timing.backOff, random) + asked, signal);
    if (signal.aborted) return failure('the time limit was reached');
  }
}

const isFailure = (answer: { readonly is: string }): answer is ApiFailure => answer.is === 'failed';

const mayPass = ({ status }: ApiFailure) =>
  status === null || status === 410 || status === 429 || status >= 500;

async function versionOf(options: ReadOptions): Promise<number | null> {
  const { api, signal, timing } = options;
  const reply = await again(options, () => api.json('/version', { signal, within: timing.request }));
  return reply.is === 'failed' ? null : minorIn(reply.value);
}
