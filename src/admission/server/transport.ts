import type { Server } from 'node:https';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { answerClientError } from './client-error.ts';
import type { Tls } from './pair.ts';

export interface TransportLimits {
  /** The most bytes of a body: an update carries its object twice, of at most 3 MiB each, as JSON. */
  readonly body: number;
  /** Milliseconds in which a request must have come whole. */
  readonly request: number;
  /** Milliseconds for its headers. */
  readonly headers: number;
  /** Milliseconds that an idle connection is kept: more than the 90 s after which Go's client drops it. */
  readonly keepAlive: number;
  /** Milliseconds between two looks at who is too slow. */
  readonly check: number;
}

export const defaultTransportLimits: TransportLimits = {
  body: 8 * 1024 * 1024,
  request: 15_000,
  headers: 10_000,
  keepAlive: 120_000,
  check: 1000,
};

export type App = FastifyInstance;

/** An app without routes. `misled` answers a path that cannot be decoded. */
export function createFastify(
  tls: Tls | null,
  limits: TransportLimits,
  misled: (call: FastifyRequest, reply: FastifyReply) => FastifyReply,
): App {
  const node = { headersTimeout: limits.headers, connectionsCheckingInterval: limits.check };
  const options = {
    bodyLimit: limits.body,
    requestTimeout: limits.request,
    keepAliveTimeout: limits.keepAlive,
    // What comes in while it stops is a review like any other.
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    frameworkErrors: (_error: Error, call: FastifyRequest, reply: FastifyReply) => misled(call, reply),
  };
  if (tls === null) return fastify({ ...options, http: node });
  const asks = tls.clientCa === undefined ? {} : { requestCert: true, rejectUnauthorized: true };
  const secure = { ...contextOf(tls), ...asks, handshakeTimeout: limits.headers };
  // Whether its connections are encrypted is nothing that a handler sees.
  return fastify({ ...options, https: { ...node, ...secure } }) as unknown as App;
}

/** From the next handshake on; connections that stand keep what they were made with. */
export function changeTls(app: App, tls: Tls): void {
  (app.server as unknown as Server).setSecureContext(contextOf(tls));
}

/** All of it each time: what a change of the context leaves out is not kept, but set back to Node's defaults. */
function contextOf({ key, cert, clientCa }: Tls) {
  return { key, cert, minVersion: 'TLSv1.2' as const, ...(clientCa === undefined ? {} : { ca: clientCa }) };
}
