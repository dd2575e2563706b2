import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProfileConfigs } from '../../config/profile-configs.ts';
import type { Operation } from '../../kube/pointer.ts';
import type { ClusterView } from '../live/cluster-view.ts';
import { type Mutation, mutate } from '../patch/mutate.ts';
import type { Request, ReviewContext } from '../review/context.ts';
import { validate } from '../review/validate.ts';
import type { Verdict } from '../review/verdict.ts';
import { readBody } from './body.ts';
import { type Budget, budgetOf, parseTimeout } from './budget.ts';
import { checkClients } from './client.ts';
import { faultOf } from './client-error.ts';
import { readEnvelope, type Webhook, webhooks } from './envelope.ts';
import { type HttpFault, isFault } from './fault.ts';
import type { Log } from './log.ts';
import type { Metrics, Seen } from './metrics.ts';
import { createObserver } from './observe.ts';
import type { Tls } from './pair.ts';
import { formatReply, type ReviewReply } from './reply.ts';
import { type App, createFastify, defaultTransportLimits, type TransportLimits } from './transport.ts';

/** Turns verdicts and mutations into responses. */
export interface Responses {
  validate(verdict: Verdict, request: Request): Omit<ReviewReply, 'operations'>;
  mutate(
    mutation: Mutation,
  ): Pick<ReviewReply, 'auditAnnotations'> & { readonly operations: readonly Operation[] };
}

export interface AppOptions {
  readonly cluster: ClusterView;
  /** A function where the configs may change; it is called once for each review. */
  readonly configs: ProfileConfigs | (() => ProfileConfigs);
  readonly clock: () => Date;
  readonly responses: Responses;
  readonly log: Log;
  readonly metrics?: Metrics;
  /** Null for an app that does not listen. */
  readonly tls: Tls | null;
  /** The common names of the permitted clients, whose certificates `tls.clientCa` has signed; without names, any client. */
  readonly clients?: readonly string[];
  readonly limits?: Partial<TransportLimits>;
  /** The time for live reads; by default a share of the request's time. */
  readonly budget?: Budget;
}

/** The timeout of a request that states none, in milliseconds: `timeoutSeconds` of the shipped webhooks. */
const timeouts = { validate: 3000, mutate: 2000 };

/** Creates the webhook's app, which does not listen yet; `drain.ts` ends an app that listens. */
export function createApp(options: AppOptions): App {
  const { cluster, configs, clock, responses: words, log, metrics, tls, limits, clients = [] } = options;
  const { budget = budgetOf } = options;
  const app = createFastify(tls, { ...defaultTransportLimits, ...limits }, (call, reply) =>
    answerFault(reply, wrongAddress(call)),
  );
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  if (metrics !== undefined) app.server.on('tlsClientError', () => metrics.handshakeFailed());

  app.decorateRequest('arrived', 0);
  app.addHook('onRequest', (call, _reply, done) => {
    (call as Call).arrived = performance.now();
    done();
  });

  const write = createObserver(log, metrics ?? null);
  const observe = (seen: Seen, { arrived }: Call) => write(seen, (performance.now() - arrived) / 1000);

  if (clients.length > 0) {
    const check = checkClients(clients, client => log({ what: 'turned-away', client }));
    app.addHook('onRequest', async (call, reply) => {
      const fault = check.faultOf(call.raw.socket);
      return fault === null ? undefined : answerCall(call as Call, reply, fault);
    });
  }

  const judged = {
    async validate(request: Request, context: ReviewContext): Promise<readonly [ReviewReply, Seen]> {
      const verdict = await validate(request, context);
      const answer = { ...words.validate(verdict, request), operations: [] };
      return [answer, { is: 'validated', request, verdict }];
    },
    async mutate(request: Request, context: ReviewContext): Promise<readonly [ReviewReply, Seen]> {
      const mutation = await mutate(request, context);
      const answer = { allowed: true, message: null, warnings: [], ...words.mutate(mutation) };
      return [answer, { is: 'mutated', request, mutation }];
    },
  };

  for (const webhook of webhooks) {
    app.post(`/${webhook}`, async (call, reply) => {
      const { arrived } = call as Call;
      const body = readBody(call.body as Buffer | undefined);
      const envelope = isFault(body) ? body : readEnvelope(body);
      if (isFault(envelope)) return answerCall(call as Call, reply, envelope);
      reply.header('content-type', 'application/json');
      const { review } = envelope;
      if (envelope.is === 'pass') {
        observe({ is: 'passed', webhook }, call as Call);
        return formatReply(review, passed(envelope.warnings));
      }
      const signal = budget(parseTimeout(timeoutIn(call)) ?? timeouts[webhook], arrived);
      const current = typeof configs === 'function' ? configs() : configs;
      const context = { cluster, configs: current, now: clock(), signal };
      const [answer, seen] = await judged[webhook](envelope.request, context);
      const text = formatReply(review, answer);
      observe(seen, call as Call);
      return text;
    });
  }

  /** Answers a fault of the caller, counted for the called webhook. */
  function answerCall(call: Call, reply: FastifyReply, fault: HttpFault): FastifyReply {
    const webhook = webhookOf(call);
    if (webhook !== null) observe({ is: 'fault', webhook }, call);
    return answerFault(reply, fault);
  }

  app.setNotFoundHandler((call, reply) => answerFault(reply, wrongAddress(call)));
  app.setErrorHandler((error, call, reply) => {
    const fault = faultOf(error, call.body as Buffer | undefined);
    if (fault.status !== 500) return answerCall(call as Call, reply, fault);
    observe({ is: 'failed', webhook: webhookOf(call), error }, call as Call);
    return answerFault(reply, fault);
  });
  return app;
}

/** `arrived` is on the clock of `performance.now()`, before the body was read: the API server's timeout runs from then. */
type Call = FastifyRequest & { arrived: number };

/** Null for an unknown path. */
function webhookOf({ routeOptions }: FastifyRequest): Webhook | null {
  return webhooks.find(webhook => routeOptions.url === `/${webhook}`) ?? null;
}

function answerFault(reply: FastifyReply, { status, error }: HttpFault): FastifyReply {
  if (status === 405) reply.header('allow', 'POST');
  return reply.code(status).header('content-type', 'application/json').send(JSON.stringify({ error }));
}

const passed = (warnings: readonly string[]): ReviewReply => ({
  allowed: true,
  message: null,
  warnings,
  auditAnnotations: {},
  operations: [],
});

const timeoutIn = ({ query }: FastifyRequest) => (query as Readonly<Record<string, unknown>>).timeout;

function wrongAddress({ method, url }: Pick<FastifyRequest, 'method' | 'url'>): HttpFault {
  const path = url.replace(/\?.*/s, '');
  return path === '/validate' || path === '/mutate'
    ? { status: 405, error: `${method} ${path} is not served; POST an AdmissionReview` }
    : { status: 404, error: 'not found; POST an AdmissionReview to /validate or /mutate' };
}
