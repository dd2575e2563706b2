import type { Graph } from '../../graph/index/graph.ts';
import type { LiveReader } from '../../kube/api-server.ts';

/** What a verdict rests on: the cache, and the cluster behind it. */
export interface ClusterView {
  /** What is known at this moment. Asked anew after every wait. */
  graph(): Graph;
  /** False until every kind has been listed once. */
  isSynced(): boolean;
  /** Null where the graph itself is the cluster, and there is nothing to confirm. */
  readonly live: LiveReader | null;
}
