import type { Arrival } from '../../src/graph/chain/subject.ts';
import type { Query } from '../../src/graph/index/query.ts';
import { controllersOf } from '../../src/graph/network/controllers.ts';
import type { Preset } from '../../src/routes/controllers/preset.ts';

export interface Need {
  /** The recommended seconds of the hook. */
  readonly fits: number;
  /** A hook of fewer seconds is a finding. */
  readonly least: number;
  /** Completes "sleeps 2 s, and …". */
  readonly why: string;
}

/** A cluster's proxies follow its endpoints within 5 s; a cloud load balancer is updated through its provider's API. */
export function needOf(wanted: number, arrivals: readonly Arrival[], query: Query): Need {
  if (wanted > 0) return { fits: wanted, least: wanted, why: `the policy asks for ${wanted} s` };
  const routes = new Set(arrivals.flatMap(({ backends }) => backends.map(({ route }) => route)));
  const fits = drainSeconds([...routes].flatMap(route => controllersOf(route, query)));
  return fits > 10
    ? { fits, least: fits, why: 'a cloud load balancer needs longer to drop the endpoint' }
    : { fits, least: 5, why: 'proxies may need up to 5 s to drop the endpoint' };
}

/** Seconds of preStop that cover the time until the proxies have dropped the endpoint. */
export function drainSeconds(controllers: readonly Preset[]): number {
  // A cloud load balancer is updated through its provider's API: 5 to 30 s were measured, up to 60 on Google's.
  const planes = controllers.flatMap(({ dataPlanes }) => dataPlanes);
  return Math.max(10, ...planes.map(plane => (plane.runs === 'outside' ? (plane.appliesIn ?? 30) : 10)));
}
