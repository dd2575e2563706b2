import type { Server } from 'node:https';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { answerClientError } from './client-error.ts';
import type { Tls } from './pair.ts';

export interface TransportLimits {
  /** The limit of a body, in bytes: an update has its object twice, of at most 3 MiB each, as JSON. */
  readonly body: number;
  /** Milliseconds in which a request must be complete. */
  readonly request: number;
  /** Milliseconds in which its headers must be complete. */
  readonly headers: number;
  /** Milliseconds for which an idle connection is kept: more than the 90 s after which Go's client closes it. */
  readonly keepAlive: number;
  /** Milliseconds between two checks for slow requests. */
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

/** Creates an app without routes. `misled` answers a path that cannot be decoded. */
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
    // Reviews that arrive during the stop are answered as usual.
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    frameworkErrors: (_error: Error, call: FastifyRequest, reply: FastifyReply) => misled(call, reply),
  };
  if (tls === null) return fastify({ ...options, http: node });
  const asks = tls.clientCa === undefined ? {} : { requestCert: true, rejectUnauthorized: true };
  const secure = { ...contextOf(tls), ...asks, handshakeTimeout: limits.headers };
  // No handler depends on whether its connection is encrypted.
  return fastify({ ...options, https: { ...node, ...secure } }) as unknown as App;
}

/** Changes the TLS options of the next handshakes; open connections keep theirs. */
export function changeTls(app: App, tls: Tls): void {
  (app.server as unknown as Server).setSecureContext(contextOf(tls));
}

/** All options: a change of the context resets missing options to Node's defaults. */
function contextOf({ key, cert, clientCa }: Tls) {
  return { key, cert, minVersion: 'TLSv1.2' as const, ...(clientCa === undefined ? {} : { ca: clientCa }) };
}
