import type { Door } from '../doors.ts';
import type { Judge } from '../evaluate.ts';
import type { Graph } from '../graph/graph.ts';
import { namespaceLabels } from '../graph/namespaces.ts';
import type { Labels } from '../kube/types.ts';
import type { Policies } from '../policies.ts';
import type { Request } from './request.ts';
import type { World } from './world.ts';

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
