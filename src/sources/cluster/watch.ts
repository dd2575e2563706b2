import { type Json, own } from '../../kube/json.ts';
import type { Api } from './api.ts';
import { parsed, reasonOf, seconds } from './api.ts';
import { versionIn } from './object.ts';
import { type ApiFailure, failure } from './shapes.ts';
import { deadline } from './waiting.ts';

export type Change = 'put' | 'remove';

export interface WatchCall {
  readonly signal: AbortSignal;
  /** The version after which changes are told. */
  readonly from: string;
  /** Milliseconds for which the server keeps it open. */
  readonly open: number;
  /** Milliseconds for its headers, and of silence. */
  readonly within: number;
  readonly idle: number;
  /** The server lets us watch. */
  opened(): void;
  /** Something came; with the version up to which all is known now. */
  heard(version: string): void;
  changed(change: Change, object: Json): void;
}

/**
 * Ended by the server as it should be; by us, since nothing came; or broken. Silence is no fault yet: of a kind that has
 * not changed since the server started it sends no bookmarks (cacher.go, "Never send a bookmark event if we did not see
 * an event"). Opening the watch anew tells whether the connection is dead.
 */
export type WatchEnd = { readonly is: 'ended' | 'silent' } | ApiFailure;

/** Follows the changes of a kind until the connection ends, in whatever way. */
export async function watch(api: Api, path: string, call: WatchCall): Promise<WatchEnd> {
  const query = new URLSearchParams({
    watch: '1',
    allowWatchBookmarks: 'true',
    resourceVersion: call.from,
    timeoutSeconds: `${Math.max(1, Math.round(call.open / 1000))}`,
  });
  // The server sends the headers at once, before there is anything to tell.
  const limit = deadline(call.signal, call.within);
  let isOpen = false;
  const late = () => failure(`no answer within ${seconds(call.within)}`);
  try {
    const reply = await api.stream(`${path}?${query}`, { signal: limit.signal });
    if (reply.is === 'failed') return limit.isOver ? late() : reply;
    isOpen = true;
    call.opened();
    limit.touch(call.idle);
    for await (const line of linesOf(reply.chunks, limit.touch)) {
      const end = take(line, call);
      if (end !== null) return end;
    }
    return { is: 'ended' };
  } catch (error) {
    if (!limit.isOver) return failure(reasonOf(error, call.signal));
    return isOpen ? { is: 'silent' } : late();
  } finally {
    limit.clear();
  }
}

/** One event; null where the watch goes on. */
function take(line: string, { heard: evaluation, changed }: WatchCall): ApiFailure | null {
  const event = parsed(line);
  const type = own(event, 'type');
  const object = own(event, 'object');
  if (object === undefined) return garbled(line);
  if (type === 'ERROR') return refusedBy(object);
  const version = versionIn(object);
  if (version === null) return garbled(line);
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
      changed('put', object);
      break;
    case 'DELETED':
      changed('remove', object);
      break;
    case 'BOOKMARK':
      break;
    default:
      return garbled(line);
  }
  evaluation(version);
  return null;
}

const garbled = (line: string) => failure(`no event: ${line.slice(0, 60)}`, { status: 200 });

/** The Status in an ERROR event; 410 is a version too old to go on from. */
function refusedBy(status: Json): ApiFailure {
  const code = own(status, 'code');
  const message = own(status, 'message');
  return failure(
    `${typeof code === 'number' ? `${code} ` : ''}${typeof message === 'string' ? message : ''}`,
    {
      status: typeof code === 'number' ? code : 500,
    },
  );
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>, touch: () => void): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let pieces: string[] = [];
  for await (const chunk of chunks) {
    touch();
    const [head = '', ...rest] = decoder.decode(chunk, { stream: true }).split('\n');
    pieces.push(head);
    for (const piece of rest) {
      const line = pieces.join('');
      pieces = [piece];
      if (line.trim() !== '') yield line;
    }
  }
  // A line that has no end was cut off with the connection.
}
