// A child of bench/review.ts: the webhook over a graph of many objects, or a fastify handler that parses and allows.
import process from 'node:process';
import { fastify } from 'fastify';
import { profiles, rules } from '../policies/index.ts';
import { inMemoryScope } from '../src/admission/live/in-memory-cluster.ts';
import { createApp } from '../src/admission/server/app.ts';
import { createCertificate } from '../src/admission/server/certificate.ts';
import { respondMutate, respondValidate } from '../src/admission/text/respond.ts';
import { createProfileConfigs } from '../src/config/profile-configs.ts';
import { buildGraph } from '../src/graph/index/graph.ts';
import { forManifests } from '../src/rule.ts';
import { applications } from './review-objects.ts';

const [, , what = '', count = '0'] = process.argv;

const certificate = await createCertificate(new Date());
const app = what === 'allows' ? allowing() : webhook(Number(count));

function allowing() {
  const server = fastify({ bodyLimit: 8 << 20, keepAliveTimeout: 120_000, https: certificate });
  server.post('/:door', async (call, reply) => {
    const { apiVersion, kind, request } = call.body as {
      readonly apiVersion: string;
      readonly kind: string;
      readonly request: { readonly uid: string };
    };
    reply.header('content-type', 'application/json');
    return JSON.stringify({ apiVersion, kind, response: { uid: request.uid, allowed: true } });
  });
  return server;
}

function webhook(services: number) {
  const graph = buildGraph(applications(services), inMemoryScope);
  return createApp({
    cluster: { graph: () => graph, isSynced: () => true, live: null },
    configs: createProfileConfigs({}, profiles, forManifests(rules)),
    clock: () => new Date(),
    responses: { validate: respondValidate, mutate: respondMutate },
    log: () => {},
    tls: certificate,
  });
}

await app.listen({ host: '127.0.0.1', port: 0 });
const address = app.server.address();
if (address === null || typeof address === 'string') throw new Error('no port');
process.send?.({ port: address.port, cert: certificate.cert });
// The parent asks before and after a round.
process.on('message', () => process.send?.({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss() }));
process.on('disconnect', () => process.exit(0));
