import net from 'node:net';

/** A way on the loopback that can be cut: what goes in at `port` comes out at the port that it leads to. */
export interface Relay {
  readonly port: number;
  /** How many connections are open through it. */
  open(): number;
  /** From now on new connections go there. */
  lead(to: number): void;
  /** Ends every connection; until `mend` new ones are ended too. */
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
