import { namespaceModesOf } from '../../config/namespace-modes.ts';
import type { Request } from '../review/context.ts';
import { evaluatorFor, labelsAt, type ReviewContext } from '../review/context.ts';
import { exclusionOf } from '../review/exclusions.ts';
import { isUnchanged } from '../review/unchanged.ts';
import type { Skipped } from '../review/verdict.ts';
import { type Patch, patchFor } from './patch.ts';
import { isRollback, revisionsOf } from './rollback.ts';

export interface Mutation {
  /** Null where no field is set. */
  readonly patch: Patch | null;
  readonly skipped: Skipped | null;
}

/** The patch of the incoming object, which is applied before it is validated. */
export async function mutate(request: Request, context: ReviewContext): Promise<Mutation> {
  const { cluster, configs } = context;
  const { mode } = configs.under('policy').admission;
  const exclusion = await exclusionOf(request, context);
  if (exclusion !== null) return { patch: null, skipped: exclusion };
  if (isUnchanged(request)) return { patch: null, skipped: 'unchanged' };
  if (!cluster.isSynced()) return { patch: null, skipped: 'not-synced' };
  const graph = cluster.graph();
  const { enforce } = namespaceModesOf(mode, labelsAt(request, graph)).modes;
  if (enforce === 'off') return { patch: null, skipped: 'off' };
  const patch = patchFor(request, graph, evaluatorFor(enforce, context));
  if (patch.operations.length === 0 || (await bringsBack(request, context)))
    return { patch: null, skipped: null };
  return { patch, skipped: null };
}

/** Whether the request restores an earlier template, or may do so: such a template is not patched. */
async function bringsBack(request: Request, { cluster, signal }: ReviewContext): Promise<boolean> {
  const revisions = revisionsOf(request);
  if (revisions === null || cluster.live === null) return false;
  const answer = await cluster.live.read(revisions, signal());
  return answer.is === 'failed' || isRollback(request, answer);
}
