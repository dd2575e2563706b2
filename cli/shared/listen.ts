import type { App } from '../../src/admission/server/transport.ts';
import { UsageError } from './usage-error.ts';

export interface ListenAddress {
  /** Null for every address of the machine. */
  readonly host: string | null;
  readonly port: number;
  /** The option that names the port. */
  readonly option: '--port' | '--health-port';
}

/** The address as in a URL, without the scheme. */
export async function listen(app: App, { host, port, option }: ListenAddress): Promise<string> {
  await app.ready();
  const { server } = app;
  const at = host === null ? { port } : { host, port };
  await new Promise<void>((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) =>
      reject(new UsageError(cannotListen(error, { host, port, option }), { cause: error }));
    server.once('error', failed);
    server.listen(at, () => {
      server.removeListener('error', failed);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('a server that listens on a port has one');
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `//${name}:${address.port}`;
}

function cannotListen(
  { code, message }: NodeJS.ErrnoException,
  { host, port, option }: ListenAddress,
): string {
  const where = host ?? 'this machine';
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} of ${where} is in use; choose another with ${option}, or 0 for a free port`;
    case 'EACCES':
      return `port ${port} of ${where} needs more privileges; choose one above 1023 with ${option}`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `this machine has no address "${where}"; choose another with --host`;
    default:
      return `cannot listen on port ${port} of ${where}: ${message}`;
  }
}
