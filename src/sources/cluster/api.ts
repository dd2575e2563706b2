import { request } from 'undici';
import type { Json } from '../../kube/json.ts';
import { own } from '../../kube/json.ts';
import type { Credentials } from './credentials.ts';
import { type ApiFailure, failure } from './shapes.ts';
import { deadline } from './waiting.ts';

/** GET requests to the API server. */
export interface Api {
  /** Reads a complete JSON answer. */
  json(path: string, call: Call): Promise<{ readonly is: 'json'; readonly value: Json } | ApiFailure>;
  /** Opens a streamed answer. Only reading the stream can throw. */
  stream(path: string, call: Omit<Call, 'within'>): Promise<Stream | ApiFailure>;
}

export interface Call {
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly within: number;
  readonly accept?: string;
}

export interface Stream {
  readonly is: 'stream';
  readonly chunks: AsyncIterable<Uint8Array>;
}

export function createApi(credentials: Credentials): Api {
  async function send(path: string, { signal, accept = 'application/json' }: Omit<Call, 'within'>) {
    for (let again = true; ; again = false) {
      const taken = await credentials.take();
      const headers = { ...taken.headers, accept, 'user-agent': 'ingress-policy' };
      try {
        const reply = await request(taken.server + path, { dispatcher: taken.dispatcher, headers, signal });
        if (reply.statusCode !== 401 || !again) return reply;
        await reply.body.dump();
        credentials.renew(taken.generation);
      } catch (error) {
        // The server may close a kept connection just as it is used again. A retry is safe, since every request is a GET.
        if (!again || !isReset(error) || signal.aborted) throw error;
      }
    }
  }

  return {
    async json(path, { signal, within, ...rest }) {
      const limit = deadline(signal, within);
      try {
        const { statusCode, headers, body } = await send(path, { ...rest, signal: limit.signal });
        const text = await body.text();
        if (statusCode !== 200) return refusal(statusCode, headers['retry-after'], text);
        const value = parsed(text);
        // The parser's error quotes the text, which may hold values of an object that must not reach a log.
        return value === null ? failure('the answer is not JSON') : { is: 'json', value };
      } catch (error) {
        return failure(limit.isOver ? `no answer within ${seconds(within)}` : reasonOf(error, signal));
      } finally {
        limit.clear();
      }
    },
    async stream(path, call) {
      try {
        const { statusCode, headers, body } = await send(path, call);
        if (statusCode === 200) return { is: 'stream', chunks: body };
        return refusal(statusCode, headers['retry-after'], await body.text());
      } catch (error) {
        return failure(reasonOf(error, call.signal));
      }
    },
  };
}

export const seconds = (ms: number) => `${Math.round(ms / 100) / 10} s`;

/** The failure of a status that is not 200, with the readable part of its body. */
export function refusal(status: number, retryAfter: string | string[] | undefined, text: string): ApiFailure {
  const body = parsed(text);
  const message = own(body, 'message');
  const said = typeof message === 'string' ? message : text.trim().split('\n')[0];
  // A body that is not a Status begins with its number: `404 page not found`.
  const why = said?.startsWith(`${status}`)
    ? said.slice(0, most)
    : `${status} ${(said ?? '').slice(0, most)}`.trim();
  const wait = Number(retryAfter);
  return failure(why, { status, body, retryAfter: Number.isFinite(wait) && wait > 0 ? wait * 1000 : null });
}

const most = 200;

export function parsed(text: string): Json | null {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

/** A short reason why a request was not answered. */
export function reasonOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'the time limit was reached';
  if (!(error instanceof Error)) return String(error);
  const { code, cause } = error as Error & { code?: string };
  const inner = cause instanceof Error && cause.message !== '' ? cause.message : '';
  return (inner || error.message || code || error.name).slice(0, most);
}

function isReset(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
}
