import { doorsOf } from '../../config/namespace-modes.ts';
import { type Court, judgeOf, labelsAt } from '../review/context.ts';
import { passOf } from '../review/exclusions.ts';
import type { Request } from '../review/request.ts';
import { isUnchanged } from '../review/unchanged.ts';
import type { Skipped } from '../review/verdict.ts';
import { type Patch, patchFor } from './patch.ts';
import { isRollback, revisionsOf } from './rollback.ts';

export interface Mutation {
  /** Null where nothing is set. */
  readonly patch: Patch | null;
  readonly skipped: Skipped | null;
}

/** What is set on the incoming object before it is validated. */
export async function mutate(request: Request, court: Court): Promise<Mutation> {
  const { world, policies } = court;
  const { exempt, mode } = policies.under('policy').admission;
  const pass = passOf(request, exempt);
  if (pass !== null) return { patch: null, skipped: pass };
  if (isUnchanged(request)) return { patch: null, skipped: 'unchanged' };
  if (!world.isSynced()) return { patch: null, skipped: 'not-synced' };
  const graph = world.graph();
  const { enforce } = doorsOf(mode, labelsAt(request, graph)).doors;
  if (enforce === 'off') return { patch: null, skipped: 'off' };
  const patch = patchFor(request, graph, judgeOf(enforce, court));
  if (patch.operations.length === 0 || (await bringsBack(request, court)))
    return { patch: null, skipped: null };
  return { patch, skipped: null };
}

/** A template that the object had is left as it was; so is one of which that cannot be told. */
async function bringsBack(request: Request, { world, signal }: Court): Promise<boolean> {
  const revisions = revisionsOf(request);
  if (revisions === null || world.live === null) return false;
  const answer = await world.live.read(revisions, signal());
  return answer.is === 'failed' || isRollback(request, answer);
}
