import { matches } from '../../config/glob.ts';
import { makes, refOfOwner } from '../../kube/controller-refs.ts';
import { own } from '../../kube/json.ts';
import type { OwnerReference } from '../../kube/kinds/metadata.ts';
import { controllerRefsOf, isBeingDeleted } from '../../kube/metadata.ts';
import type { Obj } from '../../kube/object.ts';
import type { Request, ReviewContext, User } from './context.ts';

/** Why a request is never refused, whatever its findings. */
export type Exclusion = 'deleting' | 'controlled' | 'system' | 'exempt-user';

/** The exclusion of a request; null for a request under review. Waits only to read the owner of an object. */
export async function exclusionOf(request: Request, context: ReviewContext): Promise<Exclusion | null> {
  const { object, old, user } = request;
  // A new object is not being deleted: the API server drops the field.
  if (old !== null && isBeingDeleted(object)) return 'deleting';
  // A controller's write follows from another object, which had its own review.
  if (await isMadeByController(request, context)) return 'controlled';
  if (isSystem(user)) return 'system';
  const { exempt } = context.configs.under('policy').admission;
  const isExempt =
    exempt.users.some(glob => matches(glob, user.name)) ||
    exempt.groups.some(glob => user.groups.some(group => matches(glob, group)));
  return isExempt ? 'exempt-user' : null;
}

/** The control plane and the controllers of kube-system: refusing their writes would stop the cluster itself. */
function isSystem({ name, groups }: User): boolean {
  return (
    groups.includes('system:serviceaccounts:kube-system') ||
    groups.includes('system:nodes') ||
    /^system:(kube-controller-manager|kube-scheduler|apiserver)$/.test(name)
  );
}

/**
 * Whether a controller made the object. Anybody may write an ownerReference, so it counts only where the owner is of a
 * kind that makes such objects, and exists with that uid. We may not read custom resources: for those the writer must be
 * a service account, as the controllers of custom resources are.
 */
async function isMadeByController(
  { object, user }: Request,
  { cluster, signal }: ReviewContext,
): Promise<boolean> {
  const [owner] = controllerRefsOf(object);
  if (owner === undefined) return false;
  const isMaker = makes(owner, object.ref.kind);
  if (isMaker === null) return user.groups.includes('system:serviceaccounts');
  const ref = refOfOwner(owner, object.ref.namespace);
  if (!isMaker || ref === null) return false;
  const cached = cluster.graph().query().get<Obj>(ref);
  if (cached.is === 'found' && isThatOwner(cached.value, owner)) return true;
  if (cluster.live === null) return false;
  const answer = await cluster.live.read({ get: ref }, signal());
  // Nothing is refused on evidence that could not be confirmed.
  if (answer.is === 'failed') return true;
  return answer.is === 'read' && answer.objects.some(obj => isThatOwner(obj, owner));
}

const isThatOwner = ({ body }: Obj, { uid }: OwnerReference): boolean =>
  uid != null && own(own(body, 'metadata'), 'uid') === uid;
