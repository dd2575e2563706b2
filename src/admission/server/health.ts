import { fastify } from 'fastify';
import type { Registry } from 'prom-client';
import type { App } from './transport.ts';

export interface HealthOptions {
  /** The body of `/readyz`; the status is 503 where `ready` is false. */
  readiness(): { readonly ready: boolean };
  readonly registry: Registry;
}

/** Plain HTTP for the kubelet and Prometheus, on a separate port, because neither has a client certificate. */
export function createHealth({ readiness, registry }: HealthOptions): App {
  const app = fastify({ forceCloseConnections: true, return503OnClosing: false });
  // A process that answers is alive. A restart would not mend a certificate, and would empty the cache.
  app.get('/healthz', async () => ({ alive: true }));
  app.get('/readyz', async (_call, reply) => {
    const state = readiness();
    return reply.code(state.ready ? 200 : 503).send(state);
  });
  app.get('/metrics', async (_call, reply) =>
    reply.header('content-type', registry.contentType).send(await registry.metrics()),
  );
  app.setNotFoundHandler((_call, reply) =>
    reply.code(404).send({ error: 'not found; GET /healthz, /readyz or /metrics' }),
  );
  return app;
}
