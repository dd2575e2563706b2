import type { AdmissionSettings } from '../../config/config.ts';
import { matches } from '../../config/glob.ts';
import { controllerRefsOf, isBeingDeleted } from '../../kube/metadata.ts';
import type { Request, User } from './context.ts';

/** Why a request is never refused, whatever its findings. */
export type Exclusion = 'deleting' | 'controlled' | 'system' | 'exempt-user';

/** The exclusion of a request; null for a request under review. */
export function exclusionOf(
  { object, user }: Request,
  exempt: AdmissionSettings['exempt'],
): Exclusion | null {
  if (isBeingDeleted(object)) return 'deleting';
  // A controller's write follows from another object, which had its own review.
  if (controllerRefsOf(object).length > 0) return 'controlled';
  if (isSystem(user)) return 'system';
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
