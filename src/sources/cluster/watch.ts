import { type Json, own } from '../../kube/json.ts';
import type { Api } from './api.ts';
import { parsed, reasonOf, seconds } from './api.ts';
import { versionIn } from './object.ts';
import { type ApiFailure, failure } from './shapes.ts';
import { deadline } from './waiting.ts';

export type Change = 'put' | 'remove';

export interface WatchCall {
  readonly signal: AbortSignal;
  /** The resourceVersion after which changes are sent. */
  readonly from: string;
  /** Milliseconds for which the server keeps the watch open. */
  readonly open: number;
  /** The limits, in milliseconds, for the headers (`within`) and for silence (`idle`). */
  readonly within: number;
  readonly idle: number;
  /** Called when the server has accepted the watch. */
  opened(): void;
  /** Called for every event, with the resourceVersion up to which all changes are known. */
  heard(version: string): void;
  changed(change: Change, object: Json): void;
}

/**
 * `ended`: the server closed the watch in time. `silent`: we closed a watch without events. Silence is not a failure:
 * for a kind that has not changed since the server started, the server sends no bookmarks (cacher.go, "Never send a
 * bookmark event if we did not see an event"). A new watch shows whether the connection is dead.
 */
export type WatchEnd = { readonly is: 'ended' | 'silent' } | ApiFailure;

/** Follows the changes of a kind until the connection ends. */
export async function watch(api: Api, path: string, call: WatchCall): Promise<WatchEnd> {
  const query = new URLSearchParams({
    watch: '1',
    allowWatchBookmarks: 'true',
    resourceVersion: call.from,
    timeoutSeconds: `${Math.max(1, Math.round(call.open / 1000))}`,
  });
  // The server sends the headers at once, before any event.
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

/** Handles an event; null where the watch goes on. */
function take(line: string, { heard, changed }: WatchCall): ApiFailure | null {
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
  heard(version);
  return null;
}

const garbled = (line: string) => failure(`no event: ${line.slice(0, 60)}`, { status: 200 });

/** The Status in an ERROR event; 410 is a resourceVersion that is too old to continue from. */
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
  // A line without an end was cut off with the connection.
}
