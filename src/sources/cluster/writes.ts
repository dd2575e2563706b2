import { request } from 'undici';
import type { WriteAnswer } from '../../kube/api-server.ts';
import type { Json } from '../../kube/json.ts';
import { parsed, reasonOf, refusal, seconds } from './api.ts';
import type { Credentials } from './credentials.ts';
import { failure } from './shapes.ts';
import { deadline } from './waiting.ts';

export interface WriteCall {
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly within: number;
}

/** Writes to the API server. Every call is one attempt; no call throws. */
export interface Writes {
  create(path: string, body: Json, call: WriteCall): Promise<WriteAnswer>;
  /** Answers `conflict` where the body has a resourceVersion and the object has changed since. */
  replace(path: string, body: Json, call: WriteCall): Promise<WriteAnswer>;
  /** Server-side apply: creates the object, or takes over the body's fields and removes our fields that it lacks. */
  apply(path: string, body: Json, call: WriteCall): Promise<WriteAnswer>;
  /** Removes the object only where it has that uid. */
  remove(path: string, uid: string, call: WriteCall): Promise<WriteAnswer>;
}

export const fieldManager = 'ingress-policy';

type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export function createWrites(credentials: Credentials): Writes {
  /** Never repeats a write after a broken connection, which may have carried it. A write refused with 401 was not done. */
  async function send(method: Method, path: string, type: string, body: string, signal: AbortSignal) {
    for (let again = true; ; again = false) {
      const taken = await credentials.take();
      const headers = {
        ...taken.headers,
        accept: 'application/json',
        'content-type': type,
        'user-agent': 'ingress-policy',
      };
      const { server, dispatcher } = taken;
      const reply = await request(server + path, { method, dispatcher, headers, body, signal });
      if (reply.statusCode !== 401 || !again) return reply;
      await reply.body.dump();
      credentials.renew(taken.generation);
    }
  }

  async function write(
    method: Method,
    path: string,
    body: Json,
    { signal, within }: WriteCall,
    type = 'application/json',
  ): Promise<WriteAnswer> {
    const limit = deadline(signal, within);
    try {
      const reply = await send(method, path, type, JSON.stringify(body), limit.signal);
      const text = await reply.body.text();
      if (reply.statusCode >= 200 && reply.statusCode < 300)
        return { is: 'written', value: parsed(text) ?? {} };
      const refused = refusal(reply.statusCode, reply.headers['retry-after'], text);
      if (reply.statusCode === 404) return { is: 'absent', why: refused.why };
      return reply.statusCode === 409 ? { is: 'conflict', why: refused.why } : refused;
    } catch (error) {
      return failure(limit.isOver ? `no answer within ${seconds(within)}` : reasonOf(error, signal));
    } finally {
      limit.clear();
    }
  }

  const managed = (path: string, more = '') => `${path}?fieldManager=${fieldManager}${more}`;
  return {
    create: (path, body, call) => write('POST', managed(path), body, call),
    replace: (path, body, call) => write('PUT', managed(path), body, call),
    apply: (path, body, call) =>
      // JSON is YAML.
      write('PATCH', managed(path, '&force=true'), body, call, 'application/apply-patch+yaml'),
    remove: (path, uid, call) =>
      write(
        'DELETE',
        path,
        { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid }, propagationPolicy: 'Background' },
        call,
      ),
  };
}
