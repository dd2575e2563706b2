import type { Graph } from '../../graph/index/graph.ts';
import { indexKey } from '../../graph/index/index-keys.ts';
import { type ApiRead, type LiveReader, type ReadAnswer, readKey } from '../../kube/api-server.ts';
import { type Obj, type Ref, refKey } from '../../kube/object.ts';

/** The live reads of one request. */
export interface Confirmation {
  /** The reads among these that were not tried yet. */
  missing(reads: readonly ApiRead[]): readonly ApiRead[];
  /** Sends the reads, all at once. */
  read(reads: readonly ApiRead[]): Promise<void>;
  /** The graph with the answers of the cluster in place of the cached objects. */
  applied(graph: Graph): Graph;
  answer(read: ApiRead): ReadAnswer | null;
  /** The number of reads that were tried. */
  readonly tried: number;
  /** The reasons of failed reads, each once. */
  failures(): readonly string[];
}

export function createConfirmation(live: LiveReader, signal: AbortSignal): Confirmation {
  const answers = new Map<string, { readonly read: ApiRead; readonly answer: ReadAnswer }>();
  return {
    missing(reads) {
      const wanted = new Map(reads.map(read => [readKey(read), read]));
      for (const key of answers.keys()) wanted.delete(key);
      // A list of the kind answers for each object of it.
      return [...wanted.values()].filter(read => !('get' in read) || !isListed(read.get, wanted, answers));
    },
    async read(reads) {
      const answered = await Promise.all(
        reads.map(async read => ({ read, answer: await live.read(read, signal) })),
      );
      for (const one of answered) answers.set(readKey(one.read), one);
    },
    applied(graph) {
      const written: Obj[] = [];
      const gone: Ref[] = [];
      for (const { read, answer } of answers.values()) {
        if (answer.is !== 'read') continue;
        const cached = cachedFor(read, graph);
        const seen = new Set(answer.objects.map(({ ref }) => refKey(ref)));
        gone.push(...cached.map(({ ref }) => ref).filter(ref => !seen.has(refKey(ref))));
        const byKey = new Map(cached.map(obj => [refKey(obj.ref), obj]));
        written.push(...answer.objects.filter(obj => !isAtLeast(byKey.get(refKey(obj.ref)), obj)));
      }
      return written.length + gone.length === 0 ? graph : graph.changed(written, gone);
    },
    answer: read => answers.get(readKey(read))?.answer ?? null,
    get tried() {
      return answers.size;
    },
    failures() {
      const whys = [...answers.values()].flatMap(({ answer }) =>
        answer.is === 'failed' ? [answer.why] : [],
      );
      return [...new Set(whys)];
    },
  };
}

function isListed(
  ref: Ref,
  wanted: ReadonlyMap<string, unknown>,
  answers: ReadonlyMap<string, unknown>,
): boolean {
  const list = readKey({
    list: { group: ref.group, kind: ref.kind },
    namespace: ref.namespace,
    selector: null,
  });
  return wanted.has(list) || answers.has(list);
}

/** The cached objects of a read; none for a list with a selector, which the cache cannot answer. */
function cachedFor(read: ApiRead, graph: Graph): readonly Obj[] {
  if ('get' in read) return graph.store.lookup(indexKey.object(read.get));
  if (read.selector !== null) return [];
  const { group, kind } = read.list;
  const found =
    read.namespace === null ? indexKey.anyKind(group, kind) : indexKey.kind(group, kind, read.namespace);
  return graph.store.lookup(found);
}

/**
 * Whether the cache has that state of the object or a later one: an event may have arrived during the read. Resource
 * versions are compared as numbers of any length: KEP-5504.
 */
function isAtLeast(cached: Obj | undefined, read: Obj): boolean {
  if (cached === undefined) return false;
  if (cached === read) return true;
  const [known, fresh] = [versionOf(cached), versionOf(read)];
  if (known === null || fresh === null) return false;
  return known.length === fresh.length ? known >= fresh : known.length > fresh.length;
}

function versionOf({ origin }: Obj): string | null {
  return origin.from === 'cluster' && /^[1-9][0-9]*$/.test(origin.resourceVersion)
    ? origin.resourceVersion
    : null;
}
