import type { Arrival } from '../../src/graph/chain/subject.ts';
import type { Query } from '../../src/graph/index/query.ts';
import { controllersOf } from '../../src/graph/network/controllers.ts';
import type { Preset } from '../../src/routes/controllers/preset.ts';

export interface Need {
  /** Seconds that the hook takes at best. */
  readonly fits: number;
  /** Seconds below which a hook is a finding. */
  readonly least: number;
  /** What completes "sleeps 2 s, and …". */
  readonly why: string;
}

/** The proxies of a cluster follow its endpoints within 5 s; a cloud load balancer is told over its provider's API. */
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
  // A cloud load balancer learns of it over its provider's API: 5 to 30 s were seen, up to 60 on Google's.
  return controllers.some(preset => preset.dataPlanes.some(plane => plane.runs === 'outside')) ? 30 : 10;
}
