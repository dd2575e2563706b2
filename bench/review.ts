import { type ChildProcess, fork } from 'node:child_process';
import https from 'node:https';
import path from 'node:path';
import { profiles, rules } from '../policies/index.ts';
import { inMemoryScope } from '../src/admission/live/in-memory-cluster.ts';
import type { Request, ReviewContext } from '../src/admission/review/context.ts';
import { validate } from '../src/admission/review/validate.ts';
import { createProfileConfigs } from '../src/config/profile-configs.ts';
import { buildGraph, type Graph } from '../src/graph/index/graph.ts';
import type { JsonObject } from '../src/kube/json.ts';
import { forManifests } from '../src/rule.ts';
import { median } from './processes.ts';
import { applications, deployment, ingress, object, reviewOf } from './review-objects.ts';

export interface Row {
  readonly what: string;
  readonly value: string;
  readonly budget: string;
  readonly detail: string;
}

/** The budgets of a review, of the decision without a server, and of the graph's memory. */
export async function reviewRows(quick: boolean): Promise<readonly Row[]> {
  return [...(await served(quick)), ...(await verdicts(quick)), memory()];
}

const before = deployment(7);
const touched: JsonObject = {
  ...before,
  metadata: {
    ...(before.metadata as JsonObject),
    resourceVersion: '9999',
    managedFields: [{ manager: 'kubectl' }],
  },
};
const bodies = {
  'nothing that rules read changed': reviewOf(touched, before),
  'a new image': reviewOf(deployment(7, 'registry.example.com/team/app:1.2.4'), before),
} as const;

/** The server's CPU per request, compared with a handler that parses and allows; A B A B. */
async function served(quick: boolean): Promise<readonly Row[]> {
  const servers = { webhook: await start('webhook', 10_000), allows: await start('allows', 0) };
  try {
    const rows: Row[] = [];
    for (const [what, body] of Object.entries(bodies)) {
      const rounds = quick ? 3 : 9;
      const costs: { readonly webhook: number; readonly allows: number }[] = [];
      for (let round = -2; round < rounds; round++) {
        const cost = {
          webhook: await costOf(servers.webhook, body, quick),
          allows: await costOf(servers.allows, body, quick),
        };
        if (round >= 0) costs.push(cost);
      }
      rows.push({
        what: `a review of ${(body.length / 1024).toFixed(0)} KB, 10,000 Services: ${what}`,
        value: `${median(costs.map(({ webhook, allows }) => webhook / allows)).toFixed(2)} ×`,
        budget: what === 'a new image' ? '2 ×' : '1.25 ×',
        detail: `CPU of ${median(costs.map(one => one.webhook)).toFixed(0)} µs, a handler that allows ${median(costs.map(one => one.allows)).toFixed(0)} µs`,
      });
    }
    return rows;
  } finally {
    for (const { child } of Object.values(servers)) child.disconnect();
  }
}

interface Server {
  readonly child: ChildProcess;
  readonly port: number;
}

function start(what: string, services: number): Promise<Server> {
  const child = fork(path.resolve('bench/review-server.ts'), [what, String(services)]);
  return new Promise((resolve, reject) => {
    child.once('message', message => resolve({ child, port: (message as { readonly port: number }).port }));
    child.once('exit', code => reject(new Error(`the server of the bench ended with ${code}`)));
  });
}

const cpuOf = ({ child }: Server) =>
  new Promise<number>(resolve => {
    child.once('message', message => {
      const { cpu } = message as { readonly cpu: { readonly user: number; readonly system: number } };
      resolve(cpu.user + cpu.system);
    });
    child.send('cpu');
  });

const agent = new https.Agent({ keepAlive: true, maxSockets: 8, rejectUnauthorized: false });

/** Microseconds of CPU per request. */
async function costOf(server: Server, body: string, quick: boolean): Promise<number> {
  const requests = quick ? 1000 : 2000;
  const start = await cpuOf(server);
  let left = requests;
  const lane = async () => {
    while (left-- > 0) await post(server.port, body);
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  return ((await cpuOf(server)) - start) / requests;
}

function post(port: number, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const call = https.request(
      { host: '127.0.0.1', port, path: '/validate?timeout=3s', method: 'POST', agent, headers },
      answer => {
        answer.resume();
        answer.on('end', () =>
          answer.statusCode === 200 ? resolve() : reject(new Error(`${answer.statusCode}`)),
        );
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}

const configs = createProfileConfigs({}, profiles, forManifests(rules));
const courtOf = (graph: Graph): ReviewContext => ({
  cluster: { graph: () => graph, isSynced: () => true, live: null },
  configs,
  now: new Date(),
  signal: () => new AbortController().signal,
});

const update = (next: JsonObject, old: JsonObject): Request => ({
  uid: 'bench',
  operation: 'UPDATE',
  object: object(next),
  old: object(old),
  user: { name: 'jane', groups: [] },
  dryRun: false,
});

/** The decision in process: the same affected set in graphs of two sizes, and a very large affected set. */
async function verdicts(quick: boolean): Promise<readonly Row[]> {
  const request = update(deployment(7, 'registry.example.com/team/app:1.2.4'), before);
  const [small, large] = [100, 10_000].map(count => courtOf(buildGraph(applications(count), inMemoryScope)));
  const times: { readonly small: number; readonly large: number }[] = [];
  for (let round = -1; round < (quick ? 5 : 15); round++) {
    const time = { small: await timeOf(request, small), large: await timeOf(request, large) };
    if (round >= 0) times.push(time);
  }
  const many = [
    ...applications(8),
    ...Array.from({ length: 5000 }, (_, at) => object(ingress(7, `route-${at}`, 'app-7'))),
  ];
  const crowded = courtOf(buildGraph(many, inMemoryScope));
  const wide = update(deployment(7, 'registry.example.com/team/app:1.2.4'), before);
  await validate(wide, crowded);
  const began = performance.now();
  const { complete } = await validate(wide, crowded);
  const spent = performance.now() - began;
  return [
    {
      what: 'the verdict, 100 to 10,000 routes',
      value: `${median(times.map(one => one.large / one.small)).toFixed(2)} ×`,
      budget: '1.2 ×',
      detail: `${median(times.map(one => one.large)).toFixed(0)} µs, ${median(times.map(one => one.small)).toFixed(0)} µs`,
    },
    {
      what: 'the verdict, 5,000 routes affected',
      value: `${spent.toFixed(0)} ms`,
      budget: '100 ms or a warning',
      detail: complete ? 'all of them looked at' : 'with the warning that not all were looked at',
    },
  ];
}

/** Microseconds per decision. */
async function timeOf(request: Request, context: ReviewContext | undefined): Promise<number> {
  if (context === undefined) throw new Error('no court');
  const runs = 400;
  const began = performance.now();
  for (let run = 0; run < runs; run++) await validate(request, context);
  return ((performance.now() - began) * 1000) / runs;
}

/** The heap of 27,000 objects, stripped as from a watched cluster: without status and managed fields. */
function memory(): Row {
  globalThis.gc?.();
  const empty = process.memoryUsage().heapUsed;
  const graph = buildGraph(applications(9000), inMemoryScope);
  globalThis.gc?.();
  const held = (process.memoryUsage().heapUsed - empty) / 1024 / 1024;
  return {
    what: '27,000 objects in the graph',
    value: `${held.toFixed(0)} MiB`,
    budget: '40 MiB',
    detail: `${[...graph.store.objects()].length} objects of which a third are Deployments of ${(JSON.stringify(before).length / 1024).toFixed(1)} KB${globalThis.gc === undefined ? '; without --expose-gc garbage counts' : ''}`,
  };
}
