import type { InMemoryCluster } from '../../src/admission/live/in-memory-cluster.ts';
import { mutate } from '../../src/admission/patch/mutate.ts';
import type { Request, ReviewContext } from '../../src/admission/review/context.ts';
import { isUnchanged } from '../../src/admission/review/unchanged.ts';
import { validate } from '../../src/admission/review/validate.ts';
import { respondValidate } from '../../src/admission/text/respond.ts';
import { kindOf } from '../../src/kube/kinds.ts';
import type { Obj } from '../../src/kube/object.ts';
import type { Outcome } from './kubectl-lines.ts';

/** Sends an object as an API server does: it is patched, then validated, and stored if admitted. */
export async function send(
  obj: Obj,
  cluster: InMemoryCluster,
  context: ReviewContext,
  dryRun: boolean,
): Promise<Outcome> {
  const old = cluster.stored(obj.ref);
  const request: Request = {
    uid: 'review',
    operation: old === null ? 'CREATE' : 'UPDATE',
    object: obj,
    old,
    user: { name: 'review', groups: ['system:authenticated'] },
    dryRun,
  };
  const what = old === null ? 'created' : isUnchanged(request) ? 'unchanged' : 'configured';
  // No webhook is called for kinds that no rule reads.
  if (kindOf(obj.apiVersion, obj.ref.kind) === null) {
    if (!dryRun) cluster.write(obj);
    return { obj, what, dryRun, patched: false, warnings: [], refusal: null };
  }
  const mutation = await mutate(request, context);
  const patched = mutation.patch?.object ?? obj;
  const asked = { ...request, object: patched };
  const verdict = await validate(asked, context);
  const answer = respondValidate(verdict, asked);
  if (verdict.allowed && !dryRun) cluster.write(patched);
  return {
    obj,
    what,
    dryRun,
    patched: mutation.patch !== null,
    warnings: answer.warnings,
    refusal: answer.message,
  };
}
