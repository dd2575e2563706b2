import type { Graph } from '../../graph/index/graph.ts';
import type { LiveReader } from '../../kube/api-server.ts';

/** The cache and the cluster behind it, for a decision. */
export interface ClusterView {
  /** The graph of this moment. Call it again after every wait. */
  graph(): Graph;
  /** False until every kind was listed once. */
  isSynced(): boolean;
  /** Null where the graph itself is the cluster, so that no read needs a confirmation. */
  readonly live: LiveReader | null;
}
