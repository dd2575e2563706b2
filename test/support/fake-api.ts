import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createCertificate } from '../../src/admission/server/certificate.ts';
import {
  type Asked,
  asVersion,
  discoveryOf,
  getOf,
  listOf,
  type Pages,
  parseAsked,
  type Reply,
  status,
} from './fake-answers.ts';
import { createFakeStore, type Event, type FakeStore, keyOf } from './fake-store.ts';
import { type Applied, writeOf, writeVerbs } from './fake-writes.ts';

/**
 * The fault of a request. `hang` never answers, `cut` closes the connection; `lost` stores the write and then closes the
 * connection.
 */
export type Trouble =
  | { readonly status: number; readonly retryAfter?: number; readonly text?: string }
  | 'hang'
  | 'cut'
  | 'lost';

export interface FakeOptions {
  readonly token?: string;
  /** Milliseconds between bookmarks; absent for none. */
  readonly bookmarks?: number;
  /** False answers discovery as servers before 1.27 do. */
  readonly aggregated?: boolean;
  readonly minor?: string;
}

interface Watch {
  readonly plural: string;
  readonly response: ServerResponse;
  send(line: unknown): void;
  freeze(): void;
}

/** A complete write. */
export interface Write {
  readonly asked: Asked;
  readonly bytes: number;
  readonly type: string;
}

export interface FakeApi {
  /** The store: put, remove, addKind, removeKind, compact. */
  readonly store: FakeStore;
  readonly url: string;
  /** The text of a kubeconfig; `user` replaces the token. */
  kubeconfig(user?: object): string;
  /** The answered or troubled requests, oldest first; only of the verb and the plural, if given. */
  asked(verb?: Asked['verb'], plural?: string): readonly Asked[];
  readonly connections: number;
  readonly written: readonly Write[];
  /** The next requests that match get the trouble, `times` of them (1; Infinity until `calm`). */
  trouble(what: Trouble, match?: (asked: Asked) => boolean, times?: number): void;
  /** Ends all trouble; hanging connections are closed. */
  calm(): void;
  accept(token: string): void;
  /** Requests for the plural are answered 403. */
  forbid(plural: string): void;
  allow(plural: string): void;
  /** Expires the remaining pages of started lists. */
  expirePages(): void;
  readonly watches: {
    open(plural?: string): number;
    /** Drops connections, like a broken network. */
    drop(plural?: string): void;
    /** Ends watches, like a server at the end of their time. */
    end(plural?: string): void;
    /** Sends no more events and keeps the connections open. */
    freeze(plural?: string): void;
    /** Sends a line: an event, or garbage. */
    send(line: unknown, plural?: string): void;
    bookmark(plural?: string): void;
  };
  close(): Promise<void>;
}

/** An API server with objects in memory, which shows the faults of API servers on demand. */
export async function startFakeApi(options: FakeOptions = {}): Promise<FakeApi> {
  const { aggregated = true, bookmarks = null, minor = '34' } = options;
  const store = createFakeStore();
  const tls = await createCertificate(new Date());
  const log: Asked[] = [];
  const pages: Pages = new Map();
  const watches = new Set<Watch>();
  const forbidden = new Set<string>();
  const sockets = new Set<Duplex>();
  const hung = new Set<IncomingMessage>();
  const applied: Applied = new Map();
  const written: Write[] = [];
  let troubles: { readonly what: Trouble; readonly match: (asked: Asked) => boolean; left: number }[] = [];
  let token = options.token ?? 'first';
  let connections = 0;

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const { method = 'GET', url = '/', headers } = request;
    const asked = parseAsked(method, url, headers.accept ?? '', store);
    log.push(asked);
    const trouble = troubles.find(one => one.left > 0 && one.match(asked));
    if (trouble?.what === 'lost') {
      trouble.left -= 1;
      void write(asked, request).then(() => request.socket.destroy());
    } else if (trouble !== undefined) {
      trouble.left -= 1;
      make(trouble.what, request, response);
    } else if (request.headers.authorization !== `Bearer ${token}`) {
      reply(response, status(401, 'Unauthorized', 'Unauthorized'));
    } else if (forbidden.has(asked.plural)) {
      reply(
        response,
        status(403, 'Forbidden', `${asked.plural} is forbidden: User "fake" cannot ${asked.verb}`),
      );
    } else if (asked.verb === 'watch') {
      watch(asked, response);
    } else if (writeVerbs.some(verb => verb === asked.verb)) {
      void write(asked, request).then(done => reply(response, done));
    } else {
      reply(response, answer(asked));
    }
  }

  async function write(asked: Asked, request: IncomingMessage): Promise<Reply> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    written.push({ asked, bytes: body.length, type: request.headers['content-type'] ?? '' });
    return writeOf(asked, body.toString(), store, applied);
  }

  function answer(asked: Asked): Reply {
    switch (asked.verb) {
      case 'version':
        return { status: 200, body: { major: '1', minor, gitVersion: `v1.${minor}.0` } };
      case 'discovery':
        return discoveryOf(asked, store, aggregated);
      case 'get':
        return getOf(asked, store);
      default:
        return listOf(asked, store, pages);
    }
  }

  function make(what: Exclude<Trouble, 'lost'>, request: IncomingMessage, response: ServerResponse): void {
    if (what === 'cut') request.socket.destroy();
    else if (what === 'hang') hung.add(request);
    else {
      const { status: code, retryAfter, text } = what;
      if (retryAfter !== undefined) response.setHeader('Retry-After', `${retryAfter}`);
      reply(
        response,
        text === undefined ? status(code, `Fake${code}`, `fake ${code}`) : { status: code, body: text },
      );
    }
  }

  function watch({ resource, plural, version, query }: Asked, response: ServerResponse): void {
    if (resource === null) {
      reply(response, { status: 404, body: '404 page not found\n' });
      return;
    }
    const key = keyOf(resource);
    const missed = store.since(key, Number(query.get('resourceVersion')));
    if (missed === null) {
      reply(response, status(410, 'Expired', 'too old resource version'));
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    let isFrozen = false;
    const one: Watch = {
      plural,
      response,
      freeze: () => {
        isFrozen = true;
      },
      send: line => {
        if (!isFrozen && !response.writableEnded)
          response.write(typeof line === 'string' ? line : `${JSON.stringify(line)}\n`);
      },
    };
    const tell = (event: Event) => {
      if (event.resource === key)
        one.send({ type: event.type, object: asVersion(event.object, resource, version) });
    };
    for (const event of missed) tell(event);
    const stop = store.listen(tell);
    const timer = bookmarks === null ? null : setInterval(() => bookmark(one), bookmarks);
    watches.add(one);
    response.once('close', () => {
      stop();
      if (timer !== null) clearInterval(timer);
      watches.delete(one);
    });
  }

  const bookmark = (one: Watch) =>
    one.send({ type: 'BOOKMARK', object: { metadata: { resourceVersion: `${store.version()}` } } });

  const server = https.createServer({ key: tls.key, cert: tls.cert }, handle);
  server.on('connection', socket => {
    connections += 1;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const each = (plural: string | undefined, act: (one: Watch) => void) => {
    for (const one of [...watches]) if (plural === undefined || one.plural === plural) act(one);
  };
  const countOf = (plural: string | undefined) => {
    let count = 0;
    each(plural, () => {
      count += 1;
    });
    return count;
  };
  const calm = () => {
    troubles = [];
    for (const request of hung) request.socket.destroy();
    hung.clear();
  };

  return {
    store,
    url,
    // JSON is YAML.
    kubeconfig: (user = { token }) =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [
          {
            name: 'fake',
            cluster: {
              server: url,
              'certificate-authority-data': Buffer.from(tls.cert).toString('base64'),
            },
          },
        ],
        users: [{ name: 'fake', user }],
        contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'fake' } }],
        'current-context': 'fake',
      }),
    asked: (verb, plural) =>
      log.filter(
        one => (verb === undefined || one.verb === verb) && (plural === undefined || one.plural === plural),
      ),
    get connections() {
      return connections;
    },
    written,
    trouble(what, match = () => true, times = 1) {
      troubles.push({ what, match, left: times });
    },
    calm,
    accept(other) {
      token = other;
    },
    forbid: plural => void forbidden.add(plural),
    allow: plural => void forbidden.delete(plural),
    expirePages: () => pages.clear(),
    watches: {
      open: countOf,
      drop: plural => each(plural, ({ response }) => response.destroy()),
      end: plural => each(plural, ({ response }) => response.end()),
      freeze: plural => each(plural, one => one.freeze()),
      send: (line, plural) => each(plural, one => one.send(line)),
      bookmark: plural => each(plural, bookmark),
    },
    async close() {
      calm();
      for (const socket of sockets) socket.destroy();
      await new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
}

function reply(response: ServerResponse, { status: code, body }: Reply): void {
  const isText = typeof body === 'string';
  response.writeHead(code, { 'content-type': isText ? 'text/plain' : 'application/json' });
  response.end(isText ? body : JSON.stringify(body));
}
