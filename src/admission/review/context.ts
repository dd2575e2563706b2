import type { ModeProfile } from '../../config/namespace-modes.ts';
import type { ProfileConfigs } from '../../config/profile-configs.ts';
import type { Graph } from '../../graph/index/graph.ts';
import { namespaceLabels } from '../../graph/index/namespaces.ts';
import type { Evaluator } from '../../judge/evaluate.ts';
import type { Labels } from '../../kube/kinds/metadata.ts';
import type { Obj } from '../../kube/object.ts';
import type { ClusterView } from '../live/cluster-view.ts';

/** What a review needs besides the request: cluster view, config, time, deadline. */
export interface ReviewContext {
  readonly cluster: ClusterView;
  readonly configs: ProfileConfigs;
  readonly now: Date;
  /** The signal that ends the live reads; called before the first read. */
  signal(): AbortSignal;
}

export function evaluatorFor(
  profile: Exclude<ModeProfile, 'off'>,
  { configs, now }: ReviewContext,
): Evaluator {
  return { rules: configs.rules, config: configs.under(profile), now };
}

/** The labels of the request's Namespace; null where the Namespace is not known. */
export function labelsAt({ object }: Request, graph: Graph): Labels | null {
  return object.ref.namespace === null ? null : namespaceLabels(object.ref.namespace, graph.query());
}

/** A write under review, after the envelope was decoded. */
export interface Request {
  readonly uid: string;
  readonly operation: 'CREATE' | 'UPDATE';
  readonly object: Obj;
  /** The stored object; null on CREATE. */
  readonly old: Obj | null;
  readonly user: User;
  readonly dryRun: boolean;
}

export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}
