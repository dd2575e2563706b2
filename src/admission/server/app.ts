import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { Operation } from '../../kube/patch.ts';
import type { Court } from '../court.ts';
import { type Mutation, mutate } from '../mutate.ts';
import type { Policies } from '../policies.ts';
import type { Request } from '../request.ts';
import { validate } from '../validate.ts';
import type { Verdict } from '../verdict.ts';
import type { World } from '../world.ts';
import { readBody } from './body.ts';
import { budgetOf, parseTimeout } from './budget.ts';
import type { Tls } from './certificate.ts';
import { answerClientError, faultOf } from './client-error.ts';
import { readEnvelope } from './envelope.ts';
import { type Fault, isFault } from './fault.ts';
import { failedEntry, type Log, patchedEntry, refusedEntry } from './log.ts';
import { type Answer, formatReply } from './reply.ts';

export interface Limits {
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

export const defaultLimits: Limits = {
  body: 8 * 1024 * 1024,
  request: 15_000,
  headers: 10_000,
  keepAlive: 120_000,
  check: 1000,
};

/** Verdicts and patches in words. */
export interface Words {
  validate(verdict: Verdict, request: Request): Omit<Answer, 'operations'>;
  mutate(
    mutation: Mutation,
    request: Request,
  ): Pick<Answer, 'warnings' | 'auditAnnotations'> & { readonly operations: readonly Operation[] };
}

export interface AppOptions {
  readonly world: World;
  readonly policies: Policies;
  readonly clock: () => Date;
  readonly words: Words;
  readonly log: Log;
  /** Null for an app that nothing listens with. */
  readonly tls: Tls | null;
  readonly limits?: Partial<Limits>;
}

export type App = FastifyInstance;

/** Milliseconds of a request that states none: `timeoutSeconds` of the webhooks as they are shipped. */
const timeouts = { validate: 3000, mutate: 2000 };

/** The webhook. It listens to nothing: `drain.ts` says how it ends once something does. */
export function createApp({ world, policies, clock, words, log, tls, limits }: AppOptions): App {
  const app = createFastify(tls, { ...defaultLimits, ...limits });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );

  app.decorateRequest('arrived', 0);
  app.addHook('onRequest', (call, _reply, done) => {
    (call as typeof call & Arrived).arrived = performance.now();
    done();
  });

  const judged = {
    async validate(request: Request, court: Court): Promise<Answer> {
      const verdict = await validate(request, court);
      if (!verdict.allowed) log(refusedEntry(request, verdict));
      return { ...words.validate(verdict, request), operations: [] };
    },
    async mutate(request: Request, court: Court): Promise<Answer> {
      const mutation = await mutate(request, court);
      const said = words.mutate(mutation, request);
      if (said.operations.length > 0) log(patchedEntry(request, mutation));
      return { allowed: true, message: null, ...said };
    },
  };

  for (const door of ['validate', 'mutate'] as const) {
    app.post(`/${door}`, async (call, reply) => {
      const { arrived } = call as typeof call & Arrived;
      const body = readBody(call.body as Buffer | undefined);
      const envelope = isFault(body) ? body : readEnvelope(body);
      if (isFault(envelope)) return answerFault(reply, envelope);
      reply.header('content-type', 'application/json');
      const { review } = envelope;
      if (envelope.is === 'pass') return formatReply(review, passed(envelope.warnings));
      const signal = budgetOf(parseTimeout(timeoutIn(call)) ?? timeouts[door], arrived);
      const court = { world, policies, now: clock(), signal };
      return formatReply(review, await judged[door](envelope.request, court));
    });
  }

  app.setNotFoundHandler((call, reply) => answerFault(reply, wrongAddress(call)));
  app.setErrorHandler((error, call, reply) => {
    const fault = faultOf(error, call.body as Buffer | undefined);
    if (fault.status === 500) log(failedEntry(error));
    return answerFault(reply, fault);
  });
  return app;
}

/** On the clock of `performance.now()`, before the body was read: the API server's time runs since then. */
interface Arrived {
  arrived: number;
}

function createFastify(tls: Tls | null, limits: Limits): App {
  const node = { headersTimeout: limits.headers, connectionsCheckingInterval: limits.check };
  const options = {
    bodyLimit: limits.body,
    requestTimeout: limits.request,
    keepAliveTimeout: limits.keepAlive,
    // What comes in while it stops is a review like any other.
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    // A path that cannot be decoded.
    frameworkErrors: (_error: Error, call: FastifyRequest, reply: FastifyReply) =>
      answerFault(reply, wrongAddress(call)),
  };
  if (tls === null) return fastify({ ...options, http: node });
  const { key, cert } = tls;
  const secure = { key, cert, minVersion: 'TLSv1.2' as const, handshakeTimeout: limits.headers };
  // Whether its connections are encrypted is nothing that a handler sees.
  return fastify({ ...options, https: { ...node, ...secure } }) as unknown as App;
}

function answerFault(reply: FastifyReply, { status, error }: Fault): FastifyReply {
  if (status === 405) reply.header('allow', 'POST');
  return reply.code(status).header('content-type', 'application/json').send(JSON.stringify({ error }));
}

const passed = (warnings: readonly string[]): Answer => ({
  allowed: true,
  message: null,
  warnings,
  auditAnnotations: {},
  operations: [],
});

const timeoutIn = ({ query }: FastifyRequest) => (query as Readonly<Record<string, unknown>>).timeout;

function wrongAddress({ method, url }: Pick<FastifyRequest, 'method' | 'url'>): Fault {
  const path = url.replace(/\?.*/s, '');
  return path === '/validate' || path === '/mutate'
    ? { status: 405, error: `${method} ${path} is not served; POST an AdmissionReview` }
    : { status: 404, error: 'there is nothing here; POST an AdmissionReview to /validate or /mutate' };
}
