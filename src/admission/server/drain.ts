import type { Socket } from 'node:net';
import type { App } from './transport.ts';

export interface DrainTimes {
  /** Milliseconds in which it goes on as before, and asks each client to come by another connection. */
  readonly linger: number;
  /** Milliseconds after which nobody is waited for any more. */
  readonly most: number;
}

export const defaultTimes: DrainTimes = { linger: 250, most: 10_000 };

/** How an app that listens is ended without a review lost. */
export interface Drain {
  /** Ends when the last connection has. Called again, it ends with the first call. */
  stop(): Promise<void>;
}

const tick = 50;
/** Milliseconds in which a connection that is new says something, if it means to. */
const patience = 1000;

/**
 * Must be asked for before the app listens. The API server keeps its connections for as long as they are kept for it,
 * and does not send a review twice: so each reply of the end says that its connection closes, and what is closed
 * without a reply has been silent for a while.
 */
export function drainOf(app: App, times: DrainTimes = defaultTimes): Drain {
  const { server } = app;
  /** The raw sockets, by their address: of one with TLS, Node shows another object to whom it speaks HTTP. */
  const connections = new Map<string, { readonly socket: Socket; readonly since: number; spoken: boolean }>();
  const known = new WeakSet<object>();
  let stopped: Promise<void> | null = null;

  server.on('connection', (socket: Socket) => {
    const key = keyOf(socket);
    connections.set(key, { socket, since: performance.now(), spoken: false });
    socket.once('close', () => connections.delete(key));
  });
  server.on('request', ({ socket }: { socket: Socket }) => {
    if (known.has(socket)) return;
    known.add(socket);
    const connection = connections.get(keyOf(socket));
    if (connection !== undefined) connection.spoken = true;
  });
  app.addHook('onSend', async (_request, reply) => {
    if (stopped !== null) reply.header('connection', 'close');
  });

  async function stop(): Promise<void> {
    await wait(times.linger);
    await afterReading();
    const ended = new Promise<void>(resolve => server.close(() => resolve()));
    const polling = setInterval(closeSilent, tick);
    const end = setTimeout(() => {
      for (const { socket } of connections.values()) socket.destroy();
    }, times.most);
    await ended;
    clearTimeout(end);
    clearInterval(polling);
    await app.close();
  }

  /** Node only closes what is idle when the end begins (fastify#7044), and never one that has not said a word. */
  async function closeSilent(): Promise<void> {
    await afterReading();
    server.closeIdleConnections();
    for (const { socket, since, spoken } of connections.values()) {
      if (!spoken && performance.now() - since > patience) socket.destroy();
    }
  }

  return { stop: () => (stopped ??= stop()) };
}

const keyOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`;

const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

/** Right after what lay in the sockets was read, so that no request is cut off that lay there unread. */
const afterReading = () => new Promise(resolve => setImmediate(resolve));
