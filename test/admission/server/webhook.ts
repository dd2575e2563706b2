import fs from 'node:fs';
import { expect } from 'vitest';
import { profiles, rules } from '../../../policies/index.ts';
import type { ClusterView } from '../../../src/admission/live/cluster-view.ts';
import { inMemoryScope } from '../../../src/admission/live/in-memory-cluster.ts';
import { type AppOptions, createApp, type Responses } from '../../../src/admission/server/app.ts';
import type { LogEntry } from '../../../src/admission/server/log.ts';
import type { App } from '../../../src/admission/server/transport.ts';
import { createProfileConfigs } from '../../../src/config/profile-configs.ts';
import { buildGraph } from '../../../src/graph/index/graph.ts';
import { forManifests } from '../../../src/rule.ts';
import { now, objectsOf, readText } from '../../support/check.ts';

const graph = buildGraph(objectsOf(readText('test/admission/server/cluster.yaml')), inMemoryScope);

/** The cluster of `cluster.yaml`. */
export const cluster: ClusterView = { graph: () => graph, isSynced: () => true, live: null };

/** Answers with rule ids only, so that these tests do not depend on the wording. */
export const plainWords: Responses = {
  validate: ({ allowed, refused }) => ({
    allowed,
    message: allowed ? null : refused.map(({ rule }) => rule).join(' '),
    warnings: [],
    auditAnnotations: {},
  }),
  mutate: ({ patch }) => ({ operations: patch?.operations ?? [], warnings: [], auditAnnotations: {} }),
};

export interface Webhook {
  readonly app: App;
  readonly logged: readonly LogEntry[];
}

export function webhook(options: Partial<AppOptions> = {}): Webhook {
  const logged: LogEntry[] = [];
  const configs = createProfileConfigs({}, profiles, forManifests(rules));
  const log = (entry: LogEntry) => logged.push(entry);
  const budget = () => () => new AbortController().signal;
  const given = { budget, cluster, configs, clock: () => now, responses: plainWords, log, tls: null };
  return { app: createApp({ ...given, ...options }), logged };
}

export interface Replied {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: an answer of any shape, for expect to look into
  readonly body: any;
}

export async function post(
  app: App,
  payload: string | Buffer | object,
  path = '/validate',
  headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' },
): Promise<Replied> {
  const body = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload);
  const { statusCode, payload: text } = await app.inject({
    method: 'POST',
    url: path,
    headers,
    payload: body,
  });
  return { status: statusCode, body: JSON.parse(text) };
}

export const names = fs
  .readdirSync('test/admission/server/reviews')
  .map(file => file.replace('.json', ''))
  .sort();

export const reviewText = (name: string) => readText(`test/admission/server/reviews/${name}.json`);

// biome-ignore lint/suspicious/noExplicitAny: a review to be changed in any place
export const review = (name: string): any => JSON.parse(reviewText(name));

/** `allowed`, `refused: <rules>`, or the status and the error. */
export function said({ status, body }: Replied, uid: string): string {
  if (status !== 200) {
    expect(body).toEqual({ error: expect.any(String) });
    return `${status}: ${body.error}`;
  }
  const { response } = body;
  expect(response.uid).toBe(uid);
  if (response.allowed) {
    expect(response.status).toBe(undefined);
    return 'allowed';
  }
  expect(response.status).toMatchObject({ code: 403, reason: 'Forbidden' });
  return `refused: ${response.status.message}`;
}
