import { loadAll } from 'js-yaml';
import { graphOfRead } from '../cli/shared/cluster-reader.ts';
import { profiles, rules } from '../policies/index.ts';
import { auditCluster } from '../src/audit/audit.ts';
import { createProfileConfigs } from '../src/config/profile-configs.ts';
import { defaultSettings } from '../src/graph/index/query.ts';
import { kinds } from '../src/kube/kinds.ts';
import type { Api } from '../src/sources/cluster/api.ts';
import type { Discovery } from '../src/sources/cluster/discovery.ts';
import { readCluster } from '../src/sources/cluster/read-cluster.ts';
import { defaultTiming } from '../src/sources/cluster/shapes.ts';
import { createStripper } from '../src/sources/cluster/strip.ts';
import { manifests } from './generate.ts';
import { median } from './processes.ts';
import type { Row } from './review.ts';

interface Body {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
}

const perPage = 500;
const podsOf = 3;

/** Compares a scan of a cluster, whose answers are ready as text, with parsing those texts as JSON. */
export async function auditRows(quick: boolean): Promise<readonly Row[]> {
  const [objects, runs] = quick ? [2000, 5] : [10_000, 15];
  const pages = pagesOf((loadAll(manifests(objects, 0.02)) as (Body | null)[]).filter(one => one !== null));
  const texts = [...pages.values()].flat();
  const mib = texts.reduce((sum, text) => sum + text.length, 0) / 2 ** 20;
  const configs = createProfileConfigs({}, profiles, rules);
  const scan = async () => {
    const graph = graphOfRead(await readCluster(optionsFor(pages)), defaultSettings);
    return auditCluster(graph, configs, new Date('2026-11-21T12:00:00Z')).findings.length;
  };
  const parse = async () => texts.map(text => JSON.parse(text)).length;
  const [scans, parses]: [number[], number[]] = [[], []];
  for (let run = 0; run < runs + 2; run++) {
    const [one, other] = [await timed(scan), await timed(parse)];
    // The first runs are left out, because they compile the code.
    if (run < 2) continue;
    scans.push(one);
    parses.push(other);
  }
  const value = median(scans.map((ms, index) => ms / (parses[index] ?? Number.NaN)));
  const all = objects + (objects / 4) * (podsOf + 1);
  return [
    {
      what: 'a scan of a whole cluster, to JSON.parse',
      value: `${value.toFixed(2)} ×`,
      budget: '3 ×',
      detail: `${all} objects, ${mib.toFixed(1)} MiB: ${median(scans).toFixed(0)} ms and ${median(parses).toFixed(0)} ms`,
    },
  ];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const plurals = new Map(kinds.map(({ kind, plural }) => [kind, plural]));

/** The pages of each list as an API server sends them, by the plural of the kind. */
function pagesOf(given: readonly Body[]): ReadonlyMap<string, readonly string[]> {
  const byPlural = new Map<string, object[]>();
  const put = (plural: string, item: object) => {
    const items = byPlural.get(plural) ?? [];
    byPlural.set(plural, items);
    items.push(item);
  };
  for (const body of given) {
    const { kind, metadata, ...rest } = body;
    put(plurals.get(kind) ?? '', { metadata: stored(metadata), ...rest });
    if (kind === 'Deployment') for (const item of runningOf(body)) put(item.plural, item.item);
  }
  return new Map(
    [...byPlural].map(([plural, items]) => {
      const count = Math.ceil(items.length / perPage);
      return [
        plural,
        Array.from({ length: count }, (_, page) =>
          JSON.stringify({
            metadata: { resourceVersion: '9', ...(page < count - 1 ? { continue: `${page + 1}` } : {}) },
            items: items.slice(page * perPage, (page + 1) * perPage),
          }),
        ),
      ];
    }),
  );
}

/** The metadata that the server adds to an object: a third of the answer. */
const stored = (metadata: object) => ({
  ...metadata,
  uid: '7f3c2c1e-6d0a-4a53-9a51-0d5f1f3f8a55',
  resourceVersion: '1234567',
  creationTimestamp: '2026-11-01T10:00:00Z',
  managedFields: ['kubectl', 'controller'].map(manager => ({
    ...{ manager, operation: 'Update', apiVersion: 'v1', time: '2026-11-01T10:00:00Z' },
    fieldsV1: { 'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } }, 'f:spec': { 'f:ports': {} } },
  })),
});

function* runningOf({ metadata: { name, namespace } }: Body) {
  const labels = { 'app.kubernetes.io/name': name, 'pod-template-hash': '6d4f' };
  for (let index = 0; index < podsOf; index++) {
    const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${name}-6d4f`, controller: true };
    const metadata = { name: `${name}-6d4f-${index}`, namespace, labels, ownerReferences: [owner] };
    const state = { running: { startedAt: '2026-11-01T10:00:00Z' } };
    const containerStatuses = [{ name: 'web', ready: true, restartCount: 0, state, lastState: {} }];
    const conditions = ['Ready', 'ContainersReady'].map(type => ({ type, status: 'True' }));
    const status = { phase: 'Running', conditions, containerStatuses, podIP: '10.0.0.1' };
    const spec = { containers: [{ name: 'web', image: 'registry.example/web:1', volumeMounts: [] }] };
    yield { plural: 'pods', item: { metadata: stored(metadata), spec, status } };
  }
  const metadata = { name: `${name}-abc`, namespace, labels: { 'kubernetes.io/service-name': name } };
  const endpoints = [{ addresses: ['10.0.0.1'], conditions: { ready: true } }];
  const ports = [{ name: 'http', port: 8080, protocol: 'TCP' }];
  yield {
    plural: 'endpointslices',
    item: { metadata: stored(metadata), addressType: 'IPv4', endpoints, ports },
  };
}

function optionsFor(pages: ReadonlyMap<string, readonly string[]>): Parameters<typeof readCluster>[0] {
  const empty = JSON.stringify({ metadata: { resourceVersion: '9' }, items: [] });
  const api: Api = {
    async json(path) {
      const { pathname, searchParams } = new URL(path, 'https://bench');
      if (pathname === '/version') return { is: 'json', value: { minor: '34' } };
      const page = Number(searchParams.get('continue') ?? 0);
      return { is: 'json', value: JSON.parse(pages.get(pathname.split('/').at(-1) ?? '')?.[page] ?? empty) };
    },
    stream: () => Promise.reject(new Error('nothing is watched')),
  };
  const discovery: Discovery = {
    versionsOf: async ({ versions }) => ({ is: 'served', versions, isGuess: false }),
    forget: () => {},
  };
  const { signal } = new AbortController();
  const stripper = createStripper('what-runs');
  return { api, discovery, stripper, signal, timing: defaultTiming, random: () => 0, namespaces: [] };
}
