import { onTestFinished } from 'vitest';
import type { AuditEntry } from '../../../src/audit/log.ts';
import { createReporter, type Reporter } from '../../../src/audit/reports/sync.ts';
import { createApi } from '../../../src/sources/cluster/api.ts';
import { keepCredentials, loadKubeConfig } from '../../../src/sources/cluster/credentials.ts';
import { createReportStore } from '../../../src/sources/cluster/report-store.ts';
import { createWrites } from '../../../src/sources/cluster/writes.ts';
import { identify, liveRules } from '../../audit/found.ts';
import { type FakeApi, startFakeApi } from '../../support/fake-api.ts';
import { type Body, keyOf, type Resource } from '../../support/fake-store.ts';
import { kubeconfigFile } from '../cluster/world.ts';

const group = 'openreports.io';
const versions = ['v1alpha1'];
export const reportKinds: readonly Resource[] = [
  { group, kind: 'Report', plural: 'reports', versions, namespaced: true },
  { group, kind: 'ClusterReport', plural: 'clusterreports', versions, namespaced: false },
];

export function serveReports({ store }: FakeApi): void {
  for (const kind of reportKinds) store.addKind(kind);
}

/** The report of a namespace, null for the ClusterReport; undefined where there is none. */
export function reportIn({ store }: FakeApi, namespace: string | null = 'shop'): Body | undefined {
  const kind = reportKinds[namespace === null ? 1 : 0];
  return kind === undefined ? undefined : store.get(keyOf(kind), namespace, 'ingress-policy');
}

export interface Reporting {
  readonly api: FakeApi;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  now: number;
  said(what: AuditEntry['what']): readonly AuditEntry[];
}

/** A reporter that writes to a fake API server, which by default serves OpenReports. */
export async function reporting({ served = true } = {}): Promise<Reporting> {
  const api = await startFakeApi();
  if (served) serveReports(api);
  const file = kubeconfigFile(api);
  const load = () => loadKubeConfig(file.path, null);
  const config = load();
  if (typeof config === 'string') throw new Error(config);
  const credentials = keepCredentials(config, load, () => performance.now(), 0);
  const entries: AuditEntry[] = [];
  onTestFinished(async () => {
    await credentials.close();
    await api.close();
    file.remove();
  });
  const around = {
    api,
    now: Date.parse('2026-11-27T12:00:00Z'),
    signal: new AbortController().signal,
    said: (what: AuditEntry['what']) => entries.filter(entry => entry.what === what),
  };
  const reporter = createReporter({
    store: createReportStore(createApi(credentials), createWrites(credentials), 600_000),
    identify,
    liveRules,
    now: () => new Date(around.now),
    log: entry => void entries.push(entry),
  });
  return Object.assign(around, { reporter });
}
