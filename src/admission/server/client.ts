import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { HttpFault } from './fault.ts';

/** Whether the client of a connection is let in. */
export interface ClientCheck {
  /** Null for one that is. Who signed its certificate was settled in the handshake. */
  faultOf(socket: Socket): HttpFault | null;
}

/** `turnedAway` is told of each connection once, whatever is asked over it. */
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

/** The common name of its certificate; empty where it has none, or several, of which none is the one. */
function nameOf(socket: TLSSocket): string {
  const name: unknown = socket.getPeerCertificate().subject?.CN;
  return typeof name === 'string' ? name : '';
}

const faultFor = (name: string, names: readonly string[]): HttpFault => ({
  status: 403,
  error: `the client certificate is for ${JSON.stringify(name)}, and ${names.map(one => JSON.stringify(one)).join(', ')} may connect`,
});
