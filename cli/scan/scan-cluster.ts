import { auditCluster } from '../../src/audit/audit.ts';
import type { LeaseRef } from '../../src/audit/lease/lease-record.ts';
import type { Scanned, Unscanned } from '../../src/audit/scan/scanned.ts';
import type { ProfileConfigs } from '../../src/config/profile-configs.ts';
import type { LeaseStore, ReportStore } from '../../src/kube/api-server.ts';
import { createApi } from '../../src/sources/cluster/api.ts';
import { createDiscovery } from '../../src/sources/cluster/discovery.ts';
import { createLeaseStore } from '../../src/sources/cluster/lease-store.ts';
import { type ClusterRead, readCluster } from '../../src/sources/cluster/read-cluster.ts';
import { createReportStore } from '../../src/sources/cluster/report-store.ts';
import type { Timing } from '../../src/sources/cluster/shapes.ts';
import { createStripper } from '../../src/sources/cluster/strip.ts';
import { createWrites } from '../../src/sources/cluster/writes.ts';
import { graphOfRead } from '../shared/cluster-reader.ts';
import { type ClusterAt, clock, connect } from '../shared/connection.ts';

/** The scanned cluster, with its reports and its lease. */
export interface ScanCluster {
  scan(configs: ProfileConfigs, now: Date, signal: AbortSignal): Promise<Scanned | Unscanned>;
  readonly reports: ReportStore;
  /** `within`: the limit of a request, in milliseconds. */
  lease(place: LeaseRef, within: number): LeaseStore;
  close(): Promise<void>;
}

export interface ScanClusterOptions extends ClusterAt {
  readonly timing: Timing;
  /** From 0 to 1. */
  random(): number;
}

/** Sends no request yet: the next scan retries a cluster that does not answer. */
export function openScanCluster(options: ScanClusterOptions): ScanCluster {
  const { timing, random } = options;
  const { credentials } = connect(options, timing.renewal);
  const api = createApi(credentials);
  const writes = createWrites(credentials);
  return {
    async scan(configs, now, signal) {
      const read = await readCluster({
        ...{ api, timing, signal, random, namespaces: [] },
        // New for each scan: the served kinds may have changed, and memory is released between scans.
        discovery: createDiscovery(api, timing.request, clock, () => timing.poll),
        stripper: createStripper('what-runs'),
      });
      if (signal.aborted) return { is: 'unscanned', why: 'the time limit was reached' };
      const [failed] = read.kinds.filter(({ is }) => is === 'failed');
      if (failed !== undefined && !read.kinds.some(({ is }) => is === 'listed'))
        return { is: 'unscanned', why: `no kind could be read: ${failed.why}` };
      return scannedOf(read, configs, now);
    },
    reports: createReportStore(api, writes, timing.request),
    lease: (place, within) => createLeaseStore(api, writes, within, place),
    close: () => credentials.close(),
  };
}

function scannedOf(read: ClusterRead, configs: ProfileConfigs, now: Date): Scanned {
  const graph = graphOfRead(read, configs.under('policy').settings);
  const { findings, exempt, voided, halves } = auditCluster(graph, configs, now);
  const objects: Record<string, number> = {};
  for (const { kind, is } of read.kinds) if (is === 'listed') objects[kind] = 0;
  for (const { ref } of read.objects) objects[ref.kind] = (objects[ref.kind] ?? 0) + 1;
  return {
    is: 'scanned',
    ...{ findings, exempt, halves, objects },
    voided: voided.map(({ finding }) => finding),
    unread: read.kinds.flatMap(({ kind, is, why }) =>
      is === 'listed' || is === 'absent' ? [] : [{ kind, why: why ?? is }],
    ),
  };
}
