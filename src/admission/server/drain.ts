import type { Socket } from 'node:net';
import type { App } from './transport.ts';

export interface DrainTimes {
  /** Milliseconds in which the app still serves and asks each client to close its connection. */
  readonly linger: number;
  /** Milliseconds after which open connections are closed. */
  readonly most: number;
}

export const defaultTimes: DrainTimes = { linger: 250, most: 10_000 };

/** Ends a listening app without losing a review. */
export interface Drain {
  /** Resolves when the last connection is closed. A second call returns the first call's promise. */
  stop(): Promise<void>;
}

const tick = 50;
/** Milliseconds in which a new connection sends its first request. */
const patience = 1000;

/**
 * Call it before the app listens. The API server keeps its connections open and does not send a review twice. So each
 * reply during the end announces that its connection closes, and only connections that have been silent for a while are
 * closed without a reply.
 */
export function drainOf(app: App, times: DrainTimes = defaultTimes): Drain {
  const { server } = app;
  /** The raw sockets, by their address: for TLS, Node passes another socket object to the HTTP handlers. */
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

  /** Node closes only the connections that are idle at that moment (fastify#7044), and never one without a request. */
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

/** Waits until received data was read, so that no unread request is cut off. */
const afterReading = () => new Promise(resolve => setImmediate(resolve));
