import { controllersOf } from '../../src/graph/controllers.ts';
import type { Query } from '../../src/graph/query.ts';
import type { Arrival } from '../../src/graph/subject.ts';
import { drainSeconds } from '../../src/routes/symptoms.ts';

/** Seconds that the hook takes at best, and the least that is no finding. */
export interface Need {
  readonly fits: number;
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
