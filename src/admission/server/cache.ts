import { Counter, Gauge, type Registry } from 'prom-client';
import type { KindState } from '../../kube/api-server.ts';
import type { ReadCounts } from '../live/rate-limit.ts';

export interface Cache {
  kinds(): readonly KindState[];
  /** The counts of live reads since the start. */
  liveSpent(): ReadCounts;
}

/** Measures the cache at each scrape. A kind that the cluster does not serve has no metrics. */
export function measureCache(registry: Registry, { kinds, liveSpent }: Cache): void {
  const registers = [registry];
  const labelNames = ['kind'] as const;
  const gauge = (name: string, help: string, value: (state: KindState) => number | null) =>
    new Gauge({
      name: `ingress_policy_${name}`,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        for (const state of present(kinds())) {
          const now = value(state);
          if (now !== null) this.set({ kind: state.kind }, now);
        }
      },
    });
  const counter = (name: string, help: string, value: (state: KindState) => number) =>
    new Counter({
      name: `ingress_policy_${name}`,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        for (const state of present(kinds())) this.inc({ kind: state.kind }, value(state));
      },
    });

  gauge('cache_objects', 'Objects that the cache holds', state => state.objects);
  gauge(
    'cache_age_seconds',
    'Seconds since the last event of the kind from the API server',
    state => state.ageSeconds,
  );
  gauge('cache_synced', '1 if the kind was listed and is watched, else 0', state => Number(state.synced));
  counter('cache_relists_total', 'Relists of a kind', state => state.relists);
  counter('cache_failures_total', 'Lists and watches that failed', state => state.failures);
  new Counter({
    name: 'ingress_policy_live_reads_total',
    help: 'Live reads that decisions needed: made, shared with an identical one, dropped by the limit',
    labelNames: ['result'] as const,
    registers,
    collect() {
      this.reset();
      const { made, shared, dropped } = liveSpent();
      for (const [result, count] of Object.entries({ made, shared, dropped })) this.inc({ result }, count);
    },
  });
}

/** The kinds that the cluster serves, or may serve. */
export const present = (kinds: readonly KindState[]) => kinds.filter(({ served }) => served !== false);
