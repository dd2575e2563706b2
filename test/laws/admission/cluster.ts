import { profiles, rules } from '../../../policies/index.ts';
import { createInMemoryCluster, inMemoryScope } from '../../../src/admission/live/in-memory-cluster.ts';
import { mutate } from '../../../src/admission/patch/mutate.ts';
import type { Request, ReviewContext } from '../../../src/admission/review/context.ts';
import { validate } from '../../../src/admission/review/validate.ts';
import type { Verdict } from '../../../src/admission/review/verdict.ts';
import type { ConfigInput } from '../../../src/config/config.ts';
import { createProfileConfigs, type ProfileConfigs } from '../../../src/config/profile-configs.ts';
import { buildGraph, type Graph } from '../../../src/graph/index/graph.ts';
import { defaultSettings } from '../../../src/graph/index/query.ts';
import type { LiveReader } from '../../../src/kube/api-server.ts';
import { type Obj, type Ref, refKey } from '../../../src/kube/object.ts';
import type { Operation } from '../../../src/kube/pointer.ts';
import { forManifests } from '../../../src/rule.ts';
import { now } from '../../support/check.ts';

/** How many writes the cache is behind the cluster; `cold`: all of them. */
export type Lag = number | 'cold';

export interface ClusterOptions {
  readonly lag?: Lag;
  readonly policy?: ConfigInput;
  readonly isSynced?: boolean;
  /** The objects before the first review; every cache except a cold one has them. */
  readonly stored?: readonly Obj[];
  /** The reader of live reads; by default the cluster itself. */
  readonly live?: ((truth: LiveReader) => LiveReader | null) | undefined;
}

export interface Step {
  readonly obj: Obj;
  readonly verdict: Verdict;
  readonly patched: readonly Operation[];
  /** The rules that refuse, each once. */
  readonly refusedBy: readonly string[];
}

export interface WriteOptions {
  readonly dryRun?: boolean;
  readonly user?: string;
}

/** A cluster with our webhooks, whose cache may be behind. */
export interface ModelCluster {
  /** Sends the object as an API server would, and stores it if admitted. */
  write(obj: Obj, options?: WriteOptions): Promise<Step>;
  remove(ref: Ref): void;
  stored(ref: Ref): Obj | null;
  graph(): Graph;
  readonly court: ReviewContext;
}

type Event = { readonly is: 'written'; readonly obj: Obj } | { readonly is: 'gone'; readonly ref: Ref };

const policiesOf = new Map<ConfigInput, ProfileConfigs>();
const baseline: ConfigInput = {};

function policiesFor(input: ConfigInput): ProfileConfigs {
  let known = policiesOf.get(input);
  if (known === undefined) {
    known = createProfileConfigs(input, profiles, forManifests(rules));
    policiesOf.set(input, known);
  }
  return known;
}

export function createCluster(options: ClusterOptions = {}): ModelCluster {
  const { lag = 0, policy: config = baseline, isSynced = true } = options;
  const truth = createInMemoryCluster([], config.settings ?? defaultSettings);
  const events: Event[] = [];
  const known = (options.stored ?? []).map(truth.write);
  const live = options.live === undefined ? truth.live : options.live(truth.live);
  const context: ReviewContext = {
    cluster: {
      graph: () => (lag === 0 ? truth.graph() : behind(known, events, lag)),
      isSynced: () => isSynced,
      live,
    },
    configs: policiesFor(config),
    now,
    signal: () => new AbortController().signal,
  };

  async function write(
    given: Obj,
    { dryRun = false, user = 'kubernetes-admin' }: WriteOptions = {},
  ): Promise<Step> {
    const old = truth.stored(given.ref);
    const request: Request = {
      uid: 'model',
      operation: old === null ? 'CREATE' : 'UPDATE',
      object: old === null ? given : withUidOf(given, old),
      old,
      user: { name: user, groups: ['system:authenticated'] },
      dryRun,
    };
    const { patch } = await mutate(request, context);
    const object = patch?.object ?? request.object;
    const verdict = await validate({ ...request, object }, context);
    if (verdict.allowed && !dryRun) events.push({ is: 'written', obj: truth.write(object) });
    return {
      obj: object,
      verdict,
      patched: patch?.operations ?? [],
      refusedBy: [...new Set(verdict.refused.map(({ rule }) => rule))],
    };
  }

  return {
    write,
    remove(ref) {
      truth.remove(ref);
      events.push({ is: 'gone', ref });
    },
    stored: truth.stored,
    graph: truth.graph,
    court: context,
  };
}

function withUidOf(obj: Obj, old: Obj): Obj {
  const metadata = (of: Obj) => of.body.metadata as { readonly uid?: string };
  const uid = metadata(old).uid ?? '';
  return { ...obj, body: { ...obj.body, metadata: { ...metadata(obj), uid } } };
}

/** The graph of a cache that has not received the last events. */
function behind(known: readonly Obj[], events: readonly Event[], lag: Lag): Graph {
  if (lag === 'cold') return buildGraph([], inMemoryScope);
  const seen = events.slice(0, Math.max(0, events.length - lag));
  const objects = new Map(known.map(obj => [refKey(obj.ref), obj]));
  for (const event of seen) {
    if (event.is === 'written') objects.set(refKey(event.obj.ref), event.obj);
    else objects.delete(refKey(event.ref));
  }
  return buildGraph(objects.values(), inMemoryScope);
}
