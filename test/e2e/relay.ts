import net from 'node:net';

/** A relay on the loopback that can be cut: it forwards `port` to its target port. */
export interface Relay {
  readonly port: number;
  /** The number of open connections. */
  open(): number;
  /** Changes the target of new connections. */
  lead(to: number): void;
  /** Closes every connection, and new connections until `mend`. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function startRelay(first: number): Promise<Relay> {
  let to = first;
  let isCut = false;
  const sockets = new Set<net.Socket>();
  const server = net.createServer(socket => {
    if (isCut) {
      socket.destroy();
      return;
    }
    const other = net.connect(to, '127.0.0.1');
    for (const [one, rest] of [
      [socket, other],
      [other, socket],
    ] as const) {
      one.pipe(rest);
      one.on('error', () => rest.destroy());
      one.once('close', () => rest.destroy());
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const at = server.address();
  if (at === null || typeof at === 'string') throw new Error('a server that listens on a port has one');
  const end = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: at.port,
    open: () => sockets.size,
    lead(port) {
      to = port;
    },
    cut() {
      isCut = true;
      end();
    },
    mend() {
      isCut = false;
    },
    async close() {
      end();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
