import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { HttpFault } from './fault.ts';

/** Checks the client of a connection. */
export interface ClientCheck {
  /** Null for a permitted client. The TLS handshake has already verified its certificate. */
  faultOf(socket: Socket): HttpFault | null;
}

/** `turnedAway` is called once for each refused connection. */
export function checkClients(names: readonly string[], turnedAway: (name: string) => void): ClientCheck {
  const known = new WeakMap<Socket, HttpFault | null>();
  return {
    faultOf(socket) {
      let fault = known.get(socket);
      if (fault === undefined) {
        const name = nameOf(socket as TLSSocket);
        fault = names.includes(name) ? null : faultFor(name, names);
        known.set(socket, fault);
        if (fault !== null) turnedAway(name);
      }
      return fault;
    },
  };
}

/** The common name of the client's certificate; empty where there is none, or more than one. */
function nameOf(socket: TLSSocket): string {
  const name: unknown = socket.getPeerCertificate().subject?.CN;
  return typeof name === 'string' ? name : '';
}

const faultFor = (name: string, names: readonly string[]): HttpFault => ({
  status: 403,
  error: `the client certificate is for ${JSON.stringify(name)}, and ${names.map(one => JSON.stringify(one)).join(', ')} may connect`,
});
