import type { AdmissionSettings } from '../../config/config.ts';
import { matches } from '../../config/glob.ts';
import { controllerRefsOf, isBeingDeleted } from '../../kube/metadata.ts';
import type { Request, User } from './context.ts';

/** Why a request is never refused, whatever is found of it. */
export type Exclusion = 'deleting' | 'controlled' | 'system' | 'exempt-user';

/** Null for a request that is weighed. */
export function exclusionOf(
  { object, user }: Request,
  exempt: AdmissionSettings['exempt'],
): Exclusion | null {
  if (isBeingDeleted(object)) return 'deleting';
  // What a controller writes follows from another object, which was asked about itself.
  if (controllerRefsOf(object).length > 0) return 'controlled';
  if (isSystem(user)) return 'system';
  const isExempt =
    exempt.users.some(glob => matches(glob, user.name)) ||
    exempt.groups.some(glob => user.groups.some(group => matches(glob, group)));
  return isExempt ? 'exempt-user' : null;
}

/** The control plane and the controllers of kube-system: a refusal of theirs stops the cluster itself. */
function isSystem({ name, groups }: User): boolean {
  return (
    groups.includes('system:serviceaccounts:kube-system') ||
    groups.includes('system:nodes') ||
    /^system:(kube-controller-manager|kube-scheduler|apiserver)$/.test(name)
  );
}
