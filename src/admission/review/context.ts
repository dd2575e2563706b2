import type { Door } from '../../config/namespace-modes.ts';
import type { Policies } from '../../config/profile-configs.ts';
import type { Graph } from '../../graph/index/graph.ts';
import { namespaceLabels } from '../../graph/index/namespaces.ts';
import type { Judge } from '../../judge/evaluate.ts';
import type { Labels } from '../../kube/types.ts';
import type { World } from '../live/cluster-view.ts';
import type { Request } from './request.ts';

/** All that a verdict is made of besides the request. */
export interface Court {
  readonly world: World;
  readonly policies: Policies;
  readonly now: Date;
  /** Ends the live reads; asked for when the first is made. */
  signal(): AbortSignal;
}

export function judgeOf(door: Exclude<Door, 'off'>, { policies, now }: Court): Judge {
  return { rules: policies.rules, policy: policies.under(door), now };
}

/** The labels of the Namespace in which is written; null where it is not known. */
export function labelsAt({ object }: Request, graph: Graph): Labels | null {
  return object.ref.namespace === null ? null : namespaceLabels(object.ref.namespace, graph.query());
}
